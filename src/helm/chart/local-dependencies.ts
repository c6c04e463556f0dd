import { posix } from "node:path";
import { isCompatibleRange } from "../compatible.ts";
import { wrapError } from "../errors.ts";
import type { LoadedChart } from "./chart.ts";
import { FileError } from "./files.ts";
import type { Dependency } from "./metadata.ts";

/** The files in which a chart says what it depends on; the second one is that of old. */
export const dependencyFiles: readonly string[] = ["Chart.yaml", "requirements.yaml"];

/** The path of a dependency's repository that is one (`file://`), relative to the chart or absolute. */
export function localPath(repository: string): string | undefined {
  return repository.startsWith("file://") ? repository.slice("file://".length) : undefined;
}

/** What a chart says that it depends on, and lacks in its `charts/`. */
export function missingDependencies({ metadata, dependencies }: LoadedChart): Dependency[] {
  const known = new Set(dependencies.map((dependency) => dependency.metadata.name));
  return (metadata.dependencies ?? []).filter(({ name }) => !known.has(name));
}

/**
 * The dependencies of a chart that its `charts/` lacks and that lie at a path, as `helm dependency build` would package them
 * (helm v3.19 pkg/downloader, `tarFromLocalDir`). As there, those of a dependency itself have to lie in its own `charts/`.
 * What is not there, or in another version, is left out, so that helm says that it is missing.
 *
 * @param folder - of the chart, absolute
 * @param load - loads the chart in a folder without such dependencies
 */
export async function localDependencies(
  chart: LoadedChart,
  folder: string,
  load: (folder: string) => Promise<LoadedChart>,
): Promise<LoadedChart[]> {
  const found = new Map<string, LoadedChart>();
  for (const dependency of missingDependencies(chart)) {
    const { name, repository } = dependency;
    const path = localPath(repository);
    if (path === undefined || found.has(name)) continue;
    const local = await loadIfThere(dependency, () => load(posix.resolve(folder, path)));
    if (local !== undefined && fits(local, dependency)) found.set(name, local);
  }
  return [...found.values()];
}

async function loadIfThere(
  { name, repository }: Dependency,
  load: () => Promise<LoadedChart>,
): Promise<LoadedChart | undefined> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw wrapError(error, `cannot load dependency ${name} from ${repository}`);
  }
}

function fits({ metadata }: LoadedChart, { name, version }: Dependency): boolean {
  return metadata.name === name && isCompatibleRange(version, metadata.version);
}
