import { posix } from "node:path";
import { isCompatibleRange } from "../compatible.ts";
import { wrapError } from "../errors.ts";
import type { LoadedChart } from "./chart.ts";
import { FileError } from "./files.ts";
import type { Dependency } from "./metadata.ts";

const scheme = "file://";

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
  for (const dependency of chart.metadata.dependencies ?? []) {
    const { name, repository } = dependency;
    const isThere = found.has(name) || chart.dependencies.some(({ metadata }) => metadata.name === name);
    if (isThere || !repository.startsWith(scheme)) continue;
    const local = await loadIfThere(dependency, folder, load);
    if (local !== undefined && fits(local, dependency)) found.set(name, local);
  }
  return [...found.values()];
}

async function loadIfThere(
  { name, repository }: Dependency,
  parent: string,
  load: (folder: string) => Promise<LoadedChart>,
): Promise<LoadedChart | undefined> {
  try {
    return await load(posix.resolve(parent, repository.slice(scheme.length)));
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw wrapError(error, `cannot load dependency ${name} from ${repository}`);
  }
}

function fits({ metadata }: LoadedChart, { name, version }: Dependency): boolean {
  return metadata.name === name && isCompatibleRange(version, metadata.version);
}
