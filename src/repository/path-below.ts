import { join, sep } from "node:path";

/**
 * The path of what lies below a folder, as `join` gives it. That takes longer than all else where thousands are asked about,
 * and few have anything to resolve.
 *
 * @param path - relative, or absolute where it is meant to be below the folder all the same; dots come first in it, if at all
 */
export function pathBelow(folder: string, path: string): string {
  return /^(?:[./]|$)/.test(path) || folder.endsWith(sep) ? join(folder, path) : `${folder}${sep}${path}`;
}
