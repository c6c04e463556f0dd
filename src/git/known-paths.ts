import { readGit } from "./read-git.ts";
import { GitFailure, splitPaths } from "./run-git.ts";

/**
 * Which files or folders git knows: from its index, or from a commit of any branch or tag, however old. What was deleted,
 * renamed, or never existed on this branch is known; what was mistyped is not.
 *
 * @param root - a folder of the repository
 * @param paths - relative to the root, with `/`
 * @returns those that are known; none where git cannot say
 */
export async function knownPaths(root: string, paths: readonly string[]): Promise<Set<string>> {
  const pathspecs = ["--", ...paths.map((path) => `:(literal)${path}`)];
  const listed = await Promise.all([
    readPaths(root, ["ls-files", "-z", ...pathspecs]),
    readPaths(root, ["log", "--all", "--no-renames", "--name-only", "--relative", "--format=", "-z", ...pathspecs]),
  ]);
  const files = new Set(listed.flat());
  return new Set(paths.filter((path) => files.has(path) || [...files].some((file) => file.startsWith(`${path}/`))));
}

async function readPaths(root: string, args: readonly string[]): Promise<string[]> {
  try {
    return splitPaths(await readGit(root, args));
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    return [];
  }
}
