import { posix } from "node:path";
import type { SelectedTarget } from "../../bump/selection.ts";
import { type OriginSource, type Survey, type SurveyedRelease, surveyTargets } from "../../bump/survey.ts";
import { ValuesFiles } from "../../bump/values-files.ts";
import type { Config } from "../../config/schema.ts";
import type { RepositoryFiles } from "../../repository/files.ts";
import type { Helmfile } from "../../repository/scan.ts";
import { standInRules } from "../../repository/stand-ins/preset.ts";
import { StandIns } from "../../repository/stand-ins/stand-ins.ts";
import { readSource } from "../open-chart.ts";
import type { LintedService, LintedTarget, ReleasesContext, ReleaseValues } from "../rule.ts";
import { LayersReader } from "./values-layers.ts";

export interface ReleasesPlace {
  /** Absolute, links resolved. */
  readonly root: string;
  readonly config: Config;
  readonly files: RepositoryFiles;
  /** Every target of the repository; those that are selected are linted. */
  readonly targets: readonly SelectedTarget[];
}

const versionKeys = [
  ["tls", "image_version"],
  ["mesh", "image_version"],
];

/**
 * Finds out what decides the images of the selected targets, and of whatever else is needed to judge them: the other
 * targets of their services, and all that read one of their files.
 *
 * @param onDone - called when a target that is linted is done
 */
export async function surveyReleases(
  source: OriginSource,
  { root, config, files, targets }: ReleasesPlace,
  onDone: (target: SelectedTarget) => void = () => {},
): Promise<ReleasesContext> {
  const services = new Set(targets.filter(({ isSelected }) => isSelected).map(({ source }) => serviceFolder(source)));
  const ofServices = targets.map((target) => ({ ...target, isSelected: services.has(serviceFolder(target.source)) }));
  const survey = await surveyTargets(
    source,
    { targets: ofServices, releases: [], files: new ValuesFiles(root) },
    onDone,
  );
  const reader = new LayersReader(root, files, new StandIns(root, standInRules(config, root)));
  const known = new Map<SurveyedRelease, ReleaseValues>();
  return {
    ...{ root, config, files, survey, versionKeys },
    services: servicesOf(ofServices, survey),
    read: (path) => readSource(files, posix.resolve(root, path), root),
    valuesOf: (release) => {
      const values = known.get(release) ?? reader.read(release);
      known.set(release, values);
      return values;
    },
  };
}

function servicesOf(targets: readonly SelectedTarget[], { releases, failures }: Survey): LintedService[] {
  const idOf = (helmfile: string, environment: string | undefined) => JSON.stringify([helmfile, environment]);
  const releasesOf = new Map<string, SurveyedRelease[]>();
  for (const release of releases) {
    const id = idOf(release.target.helmfile, release.target.environment);
    releasesOf.set(id, [...(releasesOf.get(id) ?? []), release]);
  }
  const failuresOf = new Map(failures.map((each) => [idOf(each.helmfile.path, each.environment), each.message]));
  const services = new Map<string, { name: string; targets: LintedTarget[] }>();
  for (const { source, helmfile, environment, isSelected } of targets) {
    if (!isSelected) continue;
    const folder = serviceFolder(source);
    const service = services.get(folder) ?? { name: source.service, targets: [] };
    const id = idOf(helmfile, environment);
    const failure = failuresOf.get(id);
    service.targets.push({
      helmfile: source,
      environment,
      releases: releasesOf.get(id) ?? [],
      failures: failure === undefined ? [] : failure.split("\n"),
    });
    services.set(folder, service);
  }
  return [...services.values()];
}

/** The folder of a service, the same in all clusters. */
function serviceFolder({ folder, cluster }: Helmfile): string {
  return cluster === undefined ? folder : `/${folder}/`.replace(`/${cluster}/`, "/*/");
}
