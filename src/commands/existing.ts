import { existsSync, realpathSync, statSync } from "node:fs";
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
  throw new UserError("usage", `there is no file or folder ${path}`, {
    remedy: "check the path, and -C DIR if it is given",
  });
}
