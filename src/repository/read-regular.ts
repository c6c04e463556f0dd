import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

/**
 * Reads a file that anybody may have put there: a regular file and no link, so that one neither waits for a pipe nor reads a
 * device without end.
 *
 * @param mostBytes - a larger file is not read
 * @returns `undefined` where there is no such file, or it cannot be read
 */
export function readRegularFile(path: string, mostBytes: number): string | undefined {
  try {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(descriptor);
      return stats.isFile() && stats.size <= mostBytes ? readFileSync(descriptor, "utf8") : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}
