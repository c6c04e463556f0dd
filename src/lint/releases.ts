import { posix } from "node:path";
import type { Config } from "../config/schema.ts";
import type { TargetOrigins } from "../provenance/origin.ts";
import type { RepositoryFiles } from "../repository/files.ts";
import type { Helmfile } from "../repository/scan.ts";
import { readSource } from "./open-chart.ts";
import type { LintedService, ReleasesContext } from "./rule.ts";

/** A helmfile in one environment, with what was found out about its images. */
export interface TracedTarget {
  readonly helmfile: Helmfile;
  readonly environment: string | undefined;
  readonly origins: TargetOrigins;
  /** The service's own values files of each release, relative to the root, in merge order. */
  readonly ownValues: readonly (readonly string[])[];
}

export interface ReleasesPlace {
  readonly root: string;
  readonly config: Config;
  readonly files: RepositoryFiles;
  readonly listeners: ReadonlySet<string> | undefined;
}

/** Brings what was found out about targets into the form in which rules see it. */
export function openReleases(targets: readonly TracedTarget[], place: ReleasesPlace): ReleasesContext {
  const { root, files } = place;
  const read = (path: string) => readSource(files, posix.resolve(root, path), root);
  const services = new Map<string, LintedService["targets"][number][]>();
  for (const { helmfile, environment, origins, ownValues } of targets) {
    const releases = origins.releases.map(({ release, images, others }, i) => ({
      release,
      images,
      others,
      ownValues: (ownValues[i] ?? []).flatMap((path) => read(path) ?? []),
    }));
    const target = { helmfile, environment, releases, failures: origins.failures };
    services.set(helmfile.service, [...(services.get(helmfile.service) ?? []), target]);
  }
  return { ...place, read, services: [...services].map(([name, targets]) => ({ name, targets })) };
}
