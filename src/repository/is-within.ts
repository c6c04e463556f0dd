import { sep } from "node:path";

/** Whether an absolute path is a folder, or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/**
 * The path from a folder to what lies within it; `undefined` for all else.
 *
 * @param path - absolute, and written in the shortest way
 */
export function pathWithin(path: string, folder: string): string | undefined {
  if (!isWithin(path, folder)) return undefined;
  return path.slice(folder.endsWith(sep) ? folder.length : folder.length + 1);
}
