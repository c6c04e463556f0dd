import { realpathSync } from "node:fs";
import { posix } from "node:path";
import { GitIgnore } from "../repository/git-ignore.ts";
import { globMatcher } from "../repository/glob.ts";
import { walk } from "../repository/walk.ts";

/**
 * Finds the charts of a repository: folders with a Chart.yaml, relative to the root, sorted. Those in the `charts/` of
 * another chart are part of that one. Links to folders are not followed: what they lead to is found in its own place.
 *
 * @param skip - globs of what to leave out, relative to the root
 */
export function findCharts(root: string, skip: readonly string[]): string[] {
  const ignored = new GitIgnore(realpathSync(root));
  const isSkipped = globMatcher(skip);
  const found = walk(root, {
    wants: (path, name) => name === "Chart.yaml" && !isSkipped(path) && !ignored.isIgnored(path),
    enters: (path, name) =>
      !name.startsWith(".") && name !== "node_modules" && !isSkipped(path) && !ignored.isIgnored(path, "folder"),
  });
  const folders = new Set(found.map((path) => posix.dirname(path)));
  return [...folders].filter((folder) => !isVendored(folder, folders)).sort();
}

function isVendored(folder: string, charts: ReadonlySet<string>): boolean {
  for (let above = folder; above !== "."; above = posix.dirname(above)) {
    if (posix.basename(above) === "charts" && charts.has(posix.dirname(above))) return true;
  }
  return false;
}
