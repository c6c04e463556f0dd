/**
 * The path from a folder to what lies below it; `undefined` for all else.
 *
 * @param path - relative to the root of the repository, with `/`
 * @param folder - likewise; the root itself is `.`
 */
export function pathFromFolder(path: string, folder: string): string | undefined {
  if (folder === ".") return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

/** Whether a path is a folder, or lies below it; both as {@link pathFromFolder} has them. */
export function isInFolder(path: string, folder: string): boolean {
  return path === folder || pathFromFolder(path, folder) !== undefined;
}
