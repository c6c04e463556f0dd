import { existsSync, lstatSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors.ts";

/**
 * The folder with links resolved.
 *
 * @throws UserError `usage` where there is none
 */
export function existingFolder(path: string, remedy = "check -C DIR"): string {
  const isThere = existsSync(path);
  if (isThere && statSync(path).isDirectory()) return realpathSync(path);
  throw new UserError("usage", isThere ? `${path} is no folder` : `there is no folder ${path}`, { remedy });
}

/**
 * The path with links resolved, as the root has it.
 *
 * @throws UserError `usage` where there is nothing
 */
export function existingPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  throw nothingAt(path);
}

/**
 * Makes sure that each of these paths is there, be it as a link that leads nowhere, or was there: git knows it.
 *
 * @param root - absolute
 * @param paths - relative to the root
 * @throws UserError `usage` where there is nothing, and never was
 */
export async function checkPathsOrGone(root: string, paths: readonly string[]): Promise<void> {
  const gone = paths.filter((path) => lstatSync(join(root, path), { throwIfNoEntry: false }) === undefined);
  if (gone.length === 0) return;
  const { knownPaths } = await import("../git/known-paths.ts");
  const known = await knownPaths(root, gone);
  const unknown = gone.find((path) => !known.has(path));
  if (unknown !== undefined) throw nothingAt(join(root, unknown), ", and git knows of none");
}

function nothingAt(path: string, why = ""): UserError {
  return new UserError("usage", `there is no file or folder ${path}${why}`, {
    remedy: "check the path, and -C DIR if it is given",
  });
}
