import { dirname } from "node:path/posix";
import type { FileStat } from "../../helm/chart/files.ts";
import { digestOf, digestOfNames } from "./digest.ts";
import { Failure } from "./failure.ts";
import type { LinkTo, Tree } from "./tree.ts";

const folderStat: FileStat = { kind: "directory", size: 0 };

/** What is at a path of an overlay: a file, a link, or nothing any more. */
export type OverlaidFile = Uint8Array | LinkTo | "removed";

/**
 * A tree in which some files have another text, are links or are gone, or are new along with the folders that they lie in.
 */
export class Overlay implements Tree {
  readonly #base: Tree;
  readonly #changes: ReadonlyMap<string, OverlaidFile>;
  readonly #digests = new Map<string, string>();
  /** Folders that have other names in them than those of the base. */
  readonly #folders = new Map<string, string[]>();

  /** @param changes - by real path; none lies where the base has a folder, or below a file */
  constructor(base: Tree, changes: ReadonlyMap<string, OverlaidFile>) {
    this.#base = base;
    this.#changes = changes;
    for (const [path, change] of changes) {
      if (change === "removed") this.#removeName(path);
      else this.#addName(path);
    }
  }

  #removeName(path: string): void {
    const folder = dirname(path);
    const names = this.#folders.get(folder) ?? this.#base.names(folder);
    if (names instanceof Failure) return;
    const gone = path.slice(path.lastIndexOf("/") + 1);
    this.#folders.set(
      folder,
      names.filter((name) => name !== gone),
    );
  }

  /** Adds a name to its folder; a folder that is new is one as well. */
  #addName(path: string): void {
    if (!(this.#base.stat(path) instanceof Failure)) return;
    const folder = dirname(path);
    let names = this.#folders.get(folder);
    if (names === undefined) {
      const before = this.#base.names(folder);
      if (before instanceof Failure) this.#addName(folder);
      names = before instanceof Failure ? [] : [...before];
      this.#folders.set(folder, names);
    }
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (!names.includes(name)) names.push(name);
  }

  stat(path: string): FileStat | Failure {
    const change = this.#changes.get(path);
    if (change === "removed") return new Failure("ENOENT", path);
    if (change instanceof Uint8Array) return { kind: "file", size: change.length };
    if (change !== undefined) return { kind: "link", size: change.link.length };
    const stat = this.#base.stat(path);
    return stat instanceof Failure && this.#folders.has(path) ? folderStat : stat;
  }

  target(path: string): string | Failure {
    const change = this.#changes.get(path);
    if (change === undefined) return this.#base.target(path);
    return typeof change === "object" && "link" in change ? change.link : new Failure("EINVAL", path);
  }

  names(path: string): readonly string[] | Failure {
    if (this.#changes.has(path)) return new Failure("ENOTDIR", path);
    return this.#folders.get(path) ?? this.#base.names(path);
  }

  read(path: string): Uint8Array | Failure {
    if (this.#folders.has(path)) return new Failure("EISDIR", path);
    const change = this.#changes.get(path);
    if (change === undefined) return this.#base.read(path);
    return change instanceof Uint8Array ? change : new Failure(change === "removed" ? "ENOENT" : "EINVAL", path);
  }

  namesDigest(path: string): string | Failure {
    if (this.#changes.has(path)) return new Failure("ENOTDIR", path);
    const names = this.#folders.get(path);
    return names ? this.#digest(path, () => digestOfNames(names)) : this.#base.namesDigest(path);
  }

  contentDigest(path: string): string | Failure {
    if (this.#folders.has(path)) return new Failure("EISDIR", path);
    if (!this.#changes.has(path)) return this.#base.contentDigest(path);
    const text = this.read(path);
    return text instanceof Failure ? text : this.#digest(path, () => digestOf(text));
  }

  #digest(path: string, compute: () => string): string {
    const digest = this.#digests.get(path) ?? compute();
    this.#digests.set(path, digest);
    return digest;
  }
}
