import { posix } from "node:path";
import { keptFiles } from "./kept-files.ts";

/**
 * Finds the charts of a repository: {@link chartFolders} of its {@link keptFiles}.
 *
 * @param skip - globs of what to leave out, relative to the root
 */
export function findCharts(root: string, skip: readonly string[]): string[] {
  return chartFolders(keptFiles(root, skip, (_, name) => isChartFile(name)));
}

/** Whether a file makes a folder a chart, by its name. */
export function isChartFile(name: string): boolean {
  return name === "Chart.yaml";
}

/**
 * The folders that are charts, relative to the root, sorted. Those in the `charts/` of another chart are part of that one.
 *
 * @param paths - of the files that make folders charts
 */
export function chartFolders(paths: readonly string[]): string[] {
  const folders = new Set(paths.map((path) => posix.dirname(path)));
  return [...folders].filter((folder) => !isVendored(folder, folders)).sort();
}

function isVendored(folder: string, charts: ReadonlySet<string>): boolean {
  for (let above = folder; above !== "."; above = posix.dirname(above)) {
    if (posix.basename(above) === "charts" && charts.has(posix.dirname(above))) return true;
  }
  return false;
}
