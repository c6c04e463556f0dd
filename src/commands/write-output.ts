import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../errors.ts";
import { makeFolder } from "../make-folder.ts";

/**
 * Writes what `--output-file` asks for.
 *
 * @throws UserError `write-failed` where it cannot be written
 */
export function writeOutput(path: string, text: string): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, text);
  } catch (error) {
    throw new UserError("write-failed", `cannot write the output: ${(error as Error).message}`, {
      remedy: "name another file with --output-file",
      cause: error,
    });
  }
}
