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
