import { spend } from "../govalue/allowance.ts";
import { FileError, type FileStat } from "../helm/index.ts";
import type { Folder, World } from "./world.ts";

/*
 * What state files read. Helmfile's working folder is that of the state file, so that in errors a file is called by the
 * path that leads there from it, or by the absolute one that is written in the state.
 */

/** What it takes to look at a file, apart from what is in it. */
const fileCost = 1000;
/** What it takes to list a name. */
const nameCost = 100;

/** @throws {FileError} */
export function readFile({ files }: World, folder: Folder, path: string): Uint8Array {
  spend(fileCost);
  // Go opens a folder; it is the reading that fails.
  const bytes = named(
    path,
    (code) => (code === "EISDIR" ? "read" : "open"),
    () => files.read(folder.absolute(path)),
  );
  spend(bytes.length);
  return bytes;
}

/** The names in a folder, in any order. @throws {FileError} */
export function listFolder({ files }: World, folder: Folder, path: string): string[] {
  spend(fileCost);
  const names = named(
    path,
    () => "open",
    () => files.list(folder.absolute(path)),
  );
  spend(nameCost * names.length);
  return names;
}

/** What is at a path, links followed; `undefined` where there is nothing. @throws {FileError} */
export function kindAt({ files }: World, folder: Folder, path: string): FileStat["kind"] | undefined {
  spend(fileCost);
  try {
    return named(
      path,
      () => "stat",
      () => files.stat(files.realpath(folder.absolute(path))).kind,
    );
  } catch (error) {
    if (error instanceof FileError && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function named<T>(path: string, operation: (code: string) => string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new FileError(operation(error.code), path, error.code, { cause: error });
  }
}
