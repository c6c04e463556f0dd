import { type Dirent, readdirSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import picomatch from "picomatch";

/** What a walk goes past; the paths are relative to where it starts, with `/`. */
export interface WalkOptions {
  readonly wants: (path: string, name: string) => boolean;
  /** Whether to look into a folder. */
  readonly enters: (path: string, name: string) => boolean;
}

/**
 * The files and links below a folder that are wanted, in no order. Links are not followed, and a folder that cannot be read
 * has nothing in it.
 */
export function walk(root: string, { wants, enters }: WalkOptions): string[] {
  const found: string[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(join(root, folder))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (enters(path, entry.name)) folders.push(path);
      } else if (wants(path, entry.name)) {
        found.push(path);
      }
    }
  }
  return found;
}

/** Whether a path has to be looked for. */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/**
 * The files that a glob names, sorted: `*`, `?`, brackets and braces as in a shell, and `**` for folders however deep. Links
 * to files count.
 *
 * @param pattern - relative to the root, with `/`
 */
export function globFiles(root: string, pattern: string): string[] {
  const segments = pattern.split("/");
  const fixed = segments.slice(
    0,
    segments.findIndex((segment) => isGlob(segment)),
  );
  const depth = /\*\*|\{[^}]*\//.test(pattern) ? Number.POSITIVE_INFINITY : segments.length - fixed.length;
  const folder = fixed.join("/");
  const matches = picomatch(pattern, { dot: true });
  const found = walk(join(root, folder), {
    wants: (path) => matches(posix.join(folder, path)),
    enters: (path) => path.split("/").length < depth,
  });
  return found
    .map((path) => posix.join(folder, path))
    .filter((path) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile())
    .sort();
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
