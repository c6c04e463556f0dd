import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { HelmError } from "../errors.ts";

/**
 * The view of a file tree that charts are loaded through; all paths are absolute. Whoever puts another one behind it (an
 * overlay, a tree in memory) decides what can be read at all: nothing is ever read past it.
 */
export interface ChartFiles {
  /** What is at a path, without following a link that the path itself is. */
  stat(path: string): FileStat;
  /** The names in a folder, in any order. */
  list(path: string): string[];
  read(path: string): Uint8Array;
  /** The path with every link on it resolved. The loader asks before it follows a link; to throw here is to refuse. */
  realpath(path: string): string;
}

export interface FileStat {
  readonly kind: "file" | "directory" | "link" | "irregular";
  readonly size: number;
}

/** An error of the file system, in the words of Go's `os.PathError`. */
export class FileError extends HelmError {
  override readonly name = "FileError";
  readonly code: string;

  constructor(operation: string, path: string, code: string, options?: { readonly cause?: unknown }) {
    super(`${operation} ${path}: ${reasons.get(code) ?? code}`, options);
    this.code = code;
  }
}

/** What looking at files gives; `undefined` where the file system does not let it. */
export function ifReadable<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "no such file or directory"],
  ["EACCES", "permission denied"],
  ["EPERM", "operation not permitted"],
  ["ENOTDIR", "not a directory"],
  ["EISDIR", "is a directory"],
  ["ELOOP", "too many levels of symbolic links"],
  ["ENAMETOOLONG", "file name too long"],
  ["EINVAL", "invalid argument"],
  ["EFBIG", "file too large"],
  ["EOUTSIDE", "the path leaves the tree that may be read"],
]);

/**
 * The files of this machine.
 *
 * @param options.root where given, links that lead out of this folder are refused
 */
export function nodeFiles(options: { readonly root?: string } = {}): ChartFiles {
  const root = options.root === undefined ? undefined : realpathSync(options.root);
  return {
    stat(path) {
      const stats = attempt("lstat", path, () => lstatSync(path));
      const kind = stats.isSymbolicLink()
        ? "link"
        : stats.isDirectory()
          ? "directory"
          : stats.isFile()
            ? "file"
            : "irregular";
      return { kind, size: stats.size };
    },
    list: (path) => attempt("open", path, () => readdirSync(path)),
    read: (path) => attempt("open", path, () => readFileSync(path)),
    realpath(path) {
      const real = resolveLinks(path);
      if (root !== undefined && !isWithin(root, real)) throw new FileError("lstat", path, "EOUTSIDE");
      return real;
    },
  };
}

/** Where a link leads nowhere, Go names what it could not find there. */
function resolveLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const target = attempt("lstat", path, () => resolve(dirname(path), readlinkSync(path)));
    return attempt("lstat", target, () => realpathSync(target));
  }
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith("../") && !isAbsolute(way);
}

function attempt<T>(operation: string, path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new FileError(operation, path, code, { cause: error });
  }
}
