import { realpathSync } from "node:fs";
import { GitIgnore } from "./git-ignore.ts";
import { globMatcher } from "./glob.ts";
import { type WalkOptions, walk } from "./walk.ts";

/**
 * Finds files of a repository, without those in hidden folders and those that git ignores. Links to folders are not
 * followed: what they lead to is found in its own place, or lies outside.
 *
 * @param skip - globs of what to leave out, relative to the root
 * @param wants - of a path, relative to the root with `/`, and the name at its end
 * @param missed - is told of what cannot be read
 * @returns relative to the root, sorted
 */
export function keptFiles(
  root: string,
  skip: readonly string[],
  wants: (path: string, name: string) => boolean,
  missed?: WalkOptions["missed"],
): string[] {
  const ignored = new GitIgnore(realpathSync(root));
  const isSkipped = globMatcher(skip);
  return walk(root, {
    wants: (path, name) => wants(path, name) && !isSkipped(path) && !ignored.isIgnored(path),
    enters: (path, name) =>
      !name.startsWith(".") && name !== "node_modules" && !isSkipped(path) && !ignored.isIgnored(path, "folder"),
    missed,
  }).sort();
}
