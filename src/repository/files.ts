import { dirname, join } from "node:path/posix";
import { type ChartFiles, FileError, type FileStat } from "../helm/chart/files.ts";
import { Bounds } from "./files/bounds.ts";
import type { DigestIndex } from "./files/digest.ts";
import { Disk } from "./files/disk.ts";
import { Failure } from "./files/failure.ts";
import { type OverlaidFile, Overlay } from "./files/overlay.ts";
import { Paths } from "./files/paths.ts";
import type { LinkTo, Tree } from "./files/tree.ts";

/**
 * The files of a repository as they are in one run: what was asked for once gets the same answer from then on, and is not
 * to be changed by who gets it. All paths are absolute.
 *
 * What lies outside gives a `FileError` with the code `EOUTSIDE`, whatever is asked, whether it exists or not, and the file
 * system is not asked; see `probe` for what need not be there.
 */
export interface RepositoryFiles extends ChartFiles {
  /** The real path of the root. */
  readonly root: string;
  /** Where a link leads, as it says. */
  readlink(path: string): string;
  /** A digest of what `list` gives, in whatever order. */
  namesDigest(path: string): string;
  /** A digest of what `read` gives. */
  contentDigest(path: string): string;
  /**
   * The same files, where some have another text, are links or are gone, or are new along with the folders that they lie in.
   * This view stays as it is; what both have in common is read once.
   *
   * @param changes - by path, relative to the root. For a text a link is followed, as it is when a file is written.
   */
  overlay(changes: ReadonlyMap<string, FileChangeTo>): RepositoryFiles;
}

/** What a file becomes: one with this text, a link, or nothing. */
export type FileChangeTo = string | LinkTo | undefined;

export interface RepositoryFilesOptions {
  readonly root: string;
  /** Files and folders outside of the root that may be read as well; none of them need exist. */
  readonly readable?: readonly string[];
  /** Digests of earlier runs. */
  readonly index?: DigestIndex;
  /** How many bytes of contents to keep. */
  readonly memory?: number;
}

const defaultMemory = 16 * 2 ** 20;

/**
 * Opens the files of a repository. Nothing outside of the root can be read but what is `readable`: a link that leads out of
 * both counts as outside, wherever on a path it stands.
 */
export function createRepositoryFiles(options: RepositoryFilesOptions): RepositoryFiles {
  const { root, readable = [], index, memory = defaultMemory } = options;
  const bounds = new Bounds([root, ...readable]);
  return new View(bounds.startOf(root)[0], new Disk(memory, index), bounds);
}

class View implements RepositoryFiles {
  readonly root: string;
  readonly #tree: Tree;
  readonly #bounds: Bounds;
  readonly #paths: Paths;
  readonly #errors = new Map<string, FileError>();

  constructor(root: string, tree: Tree, bounds: Bounds) {
    this.root = root;
    this.#tree = tree;
    this.#bounds = bounds;
    this.#paths = new Paths(tree, bounds);
  }

  stat(path: string): FileStat {
    const place = this.#paths.place(path);
    return this.#orThrow("lstat", path, place instanceof Failure ? place : this.#tree.stat(place));
  }

  list(path: string): string[] {
    const real = this.#paths.real(path);
    return [...this.#orThrow("open", path, real instanceof Failure ? real : this.#tree.names(real))];
  }

  read(path: string): Uint8Array {
    const real = this.#paths.real(path);
    return this.#orThrow("open", path, real instanceof Failure ? real : this.#tree.read(real));
  }

  realpath(path: string): string {
    const real = this.#paths.real(path);
    // Go's filepath.EvalSymlinks names what it could not find; what lies outside is not told about.
    const place = real instanceof Failure && real.code !== "EOUTSIDE" ? real.path : path;
    return this.#orThrow("lstat", place, real);
  }

  readlink(path: string): string {
    const place = this.#paths.place(path);
    return this.#orThrow("readlink", path, place instanceof Failure ? place : this.#tree.target(place));
  }

  namesDigest(path: string): string {
    const real = this.#paths.real(path);
    return this.#orThrow("open", path, real instanceof Failure ? real : this.#tree.namesDigest(real));
  }

  contentDigest(path: string): string {
    const real = this.#paths.real(path);
    return this.#orThrow("open", path, real instanceof Failure ? real : this.#tree.contentDigest(real));
  }

  overlay(changes: ReadonlyMap<string, FileChangeTo>): RepositoryFiles {
    const overlaid = new Map<string, OverlaidFile>();
    for (const [path, change] of changes) {
      const full = join(this.root, path);
      if (typeof change === "string") overlaid.set(this.#placeToWrite(full), Buffer.from(change));
      else overlaid.set(this.#placeOf(full), change ?? "removed");
    }
    for (const path of overlaid.keys()) {
      for (let above = dirname(path); above !== this.root && above !== "/"; above = dirname(above)) {
        if (overlaid.has(above)) throw new FileError("open", path, "ENOTDIR");
      }
    }
    return new View(this.root, new Overlay(this.#tree, overlaid), this.#bounds);
  }

  #placeToWrite(path: string): string {
    const real = this.#paths.real(path);
    if (!(real instanceof Failure)) {
      if (this.#orThrow("open", path, this.#tree.stat(real)).kind === "file") return real;
      throw new FileError("open", path, "EISDIR");
    }
    return this.#missingPlace(path, real);
  }

  /** The place of a name itself, which may be a link or missing. */
  #placeOf(path: string): string {
    const place = this.#paths.place(path);
    if (place instanceof Failure) return this.#missingPlace(path, place);
    const stat = this.#tree.stat(place);
    if (!(stat instanceof Failure) && stat.kind === "directory") throw new FileError("open", path, "EISDIR");
    return place;
  }

  #missingPlace(path: string, failure: Failure): string {
    if (failure.code !== "ENOENT") throw new FileError("open", path, failure.code);
    const place = join(failure.path, ...failure.rest);
    if (this.#bounds.relationOf(place) !== "within") throw new FileError("open", path, "EOUTSIDE");
    return place;
  }

  /** The same question gets the same error: to make one takes longer than an answer. */
  #orThrow<T extends FileStat | string | Uint8Array | readonly string[]>(
    operation: string,
    path: string,
    answer: T | Failure,
  ): T {
    if (!(answer instanceof Failure)) return answer;
    const key = `${operation} ${path}`;
    let error = this.#errors.get(key);
    if (error === undefined) {
      error = errorOf(operation, path, answer.code);
      this.#errors.set(key, error);
    }
    throw error;
  }
}

/** One without a stack: it is kept, and large repositories ask for ten thousands of files that are missing. */
function errorOf(operation: string, path: string, code: string): FileError {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new FileError(operation, path, code);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/**
 * What a path leads to, links followed, where it need not exist and may lie where nothing may be read. As for helmfile, what
 * cannot be reached for any other reason is missing.
 */
export function probe(files: ChartFiles, path: string): FileStat | "missing" | "outside" {
  try {
    return files.stat(files.realpath(path));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return error.code === "EOUTSIDE" ? "outside" : "missing";
  }
}
