import { posix } from "node:path";
import type { SelectedTarget } from "../../bump/selection.ts";
import { type OriginSource, type Survey, type SurveyedRelease, surveyTargets } from "../../bump/survey.ts";
import { ValuesFiles } from "../../bump/values-files.ts";
import { defaultConfig } from "../../config/defaults.ts";
import type { Config } from "../../config/schema.ts";
import type { Layout } from "../../layouts/layout.ts";
import type { RepositoryFiles } from "../../repository/files.ts";
import type { Helmfile } from "../../repository/scan.ts";
import type { StateFiles } from "../../repository/state-files.ts";
import { readSource } from "../open-chart.ts";
import type { LintedService, LintedTarget, ReleasesContext, ReleaseValues } from "../rule.ts";
import { serviceFolder } from "./service-folder.ts";
import { LayersReader } from "./values-layers.ts";

export interface ReleasesPlace {
  /** Absolute, links resolved. */
  readonly root: string;
  readonly config: Config;
  readonly layouts: readonly Layout[];
  readonly files: RepositoryFiles;
  /** All of the repository. */
  readonly helmfiles: readonly Helmfile[];
  /** Those that are linted; the others of their services belong to them. */
  readonly linted: readonly Helmfile[];
  /** Those of these helmfiles. */
  readonly states: StateFiles;
}

/**
 * Finds out what decides the images of the helmfiles that are linted, and of whatever else reads one of their files.
 *
 * @param onDone - called when a target that is linted is done
 */
export async function surveyReleases(
  source: OriginSource,
  { root, config, layouts, files, helmfiles, linted, states }: ReleasesPlace,
  onDone: (target: SelectedTarget) => void = () => {},
): Promise<ReleasesContext> {
  const services = new Set(linted.map(serviceFolder));
  const isLinted = (helmfile: Helmfile) => services.has(serviceFolder(helmfile));
  const own = helmfiles.filter(isLinted);
  const others = new PossibleReaders(root, files, own, states);
  const targets = helmfiles
    .filter((helmfile) => isLinted(helmfile) || others.has(helmfile))
    .flatMap((helmfile) => targetsOf(helmfile, isLinted(helmfile)));
  const survey = await surveyTargets(source, { targets, releases: [], files: new ValuesFiles(root) }, onDone);
  const reader = new LayersReader(root, files, config);
  const known = new Map<SurveyedRelease, ReleaseValues>();
  return {
    ...{ root, config, files, survey },
    services: servicesOf(targets, survey),
    versionKeys: versionKeysOf(config, layouts),
    read: (path) => readSource(files, posix.resolve(root, path), root),
    valuesOf: (release) => {
      const values = known.get(release) ?? reader.read(release);
      known.set(release, values);
      return values;
    },
  };
}

/** The layouts describe the image that is looked for where the configuration names no other. */
function versionKeysOf({ image, key }: Config, layouts: readonly Layout[]): readonly (readonly string[])[] {
  if (key !== undefined) return [key.split(".")];
  return image === defaultConfig.image ? layouts.map(({ values }) => values.imageVersion) : [];
}

function targetsOf(source: Helmfile, isSelected: boolean): SelectedTarget[] {
  const environments = source.environments.length > 0 ? source.environments : [undefined];
  return environments.map((environment) => ({ helmfile: source.path, environment, source, isSelected }));
}

/** Helmfiles that could read files below the folders of others: to evaluate all of them takes longer than a look at their texts. */
class PossibleReaders {
  readonly #root: string;
  readonly #files: RepositoryFiles;
  readonly #states: StateFiles;
  readonly #names: readonly string[];

  constructor(root: string, files: RepositoryFiles, of: readonly Helmfile[], states: StateFiles) {
    this.#root = root;
    this.#files = files;
    this.#states = states;
    this.#names = [...new Set(of.map(({ folder }) => `/${posix.basename(folder)}/`))];
  }

  /** Whether its state names one of the folders, or a folder elsewhere by a template. */
  has({ path }: Helmfile): boolean {
    return this.#states.closure([path]).some((state) => {
      const text = readSource(this.#files, posix.resolve(this.#root, state), this.#root)?.text ?? "";
      return this.#names.some((name) => text.includes(name)) || /\.\.\/(?:[^\s"']*\/)?\{\{/.test(text);
    });
  }
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
