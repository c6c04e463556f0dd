import { dirname } from "node:path/posix";
import type { FileStat } from "../../helm/chart/files.ts";
import { digestOf, digestOfNames } from "./digest.ts";
import { Failure } from "./failure.ts";
import type { Tree } from "./tree.ts";

const folderStat: FileStat = { kind: "directory", size: 0 };

/** A tree in which some files have another text, or are new along with the folders that they lie in. */
export class Overlay implements Tree {
  readonly #base: Tree;
  readonly #texts: ReadonlyMap<string, Uint8Array>;
  readonly #digests = new Map<string, string>();
  /** Folders that have other names in them than those of the base. */
  readonly #folders = new Map<string, string[]>();

  /** @param texts - by real path; none lies where the base has a folder, or below a file */
  constructor(base: Tree, texts: ReadonlyMap<string, Uint8Array>) {
    this.#base = base;
    this.#texts = texts;
    for (const path of texts.keys()) this.#addName(path);
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
    const text = this.#texts.get(path);
    if (text !== undefined) return { kind: "file", size: text.length };
    const stat = this.#base.stat(path);
    return stat instanceof Failure && this.#folders.has(path) ? folderStat : stat;
  }

  target(path: string): string | Failure {
    return this.#base.target(path);
  }

  names(path: string): readonly string[] | Failure {
    if (this.#texts.has(path)) return new Failure("ENOTDIR", path);
    return this.#folders.get(path) ?? this.#base.names(path);
  }

  read(path: string): Uint8Array | Failure {
    if (this.#folders.has(path)) return new Failure("EISDIR", path);
    return this.#texts.get(path) ?? this.#base.read(path);
  }

  namesDigest(path: string): string | Failure {
    if (this.#texts.has(path)) return new Failure("ENOTDIR", path);
    const names = this.#folders.get(path);
    return names ? this.#digest(path, () => digestOfNames(names)) : this.#base.namesDigest(path);
  }

  contentDigest(path: string): string | Failure {
    if (this.#folders.has(path)) return new Failure("EISDIR", path);
    const text = this.#texts.get(path);
    return text ? this.#digest(path, () => digestOf(text)) : this.#base.contentDigest(path);
  }

  #digest(path: string, compute: () => string): string {
    const digest = this.#digests.get(path) ?? compute();
    this.#digests.set(path, digest);
    return digest;
  }
}
