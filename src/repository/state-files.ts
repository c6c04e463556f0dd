import { readFileSync, realpathSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { isWithin } from "./is-within.ts";
import { readStateOutline, type StateOutline } from "./state-outline.ts";
import { noMemo, type TextMemo } from "./text-memo.ts";
import { globFiles, isGlob } from "./walk.ts";

/** The state files of a repository and how they refer to each other. Paths are relative to the root, with `/`. */
export class StateFiles {
  readonly #root: string;
  readonly #outlines = new Map<string, StateOutline | undefined>();

  readonly #memo: TextMemo;

  constructor(root: string, memo: TextMemo = noMemo) {
    this.#root = realpathSync(root);
    this.#memo = memo;
  }

  /** The outline of a state file; `undefined` where there is no such file within the root. */
  outline(path: string): StateOutline | undefined {
    if (!this.#outlines.has(path)) this.#outlines.set(path, this.#read(path));
    return this.#outlines.get(path);
  }

  /** The bases of a state file, and their bases before them. */
  bases(path: string, seen = new Set<string>([path])): string[] {
    const found: string[] = [];
    for (const base of this.#resolve(path, this.outline(path)?.bases ?? [])) {
      if (seen.has(base)) continue;
      seen.add(base);
      found.push(...this.bases(base, seen), base);
    }
    return found;
  }

  /** The environments that a helmfile and its bases define, in that order of the bases first. */
  environments(path: string): string[] {
    const names = new Set<string>();
    for (const file of [...this.bases(path), path]) {
      for (const name of this.outline(file)?.environments ?? []) names.add(name);
    }
    return [...names];
  }

  /** These state files and all that they bring in, by `bases:` or by `helmfiles:`, however deep. */
  closure(paths: Iterable<string>): string[] {
    const found = new Set(paths);
    for (const path of found) {
      const outline = this.outline(path);
      for (const part of this.#resolve(path, [...(outline?.bases ?? []), ...(outline?.helmfiles ?? [])]))
        found.add(part);
    }
    return [...found].filter((path) => this.outline(path));
  }

  /** The files that paths or globs in a state file name, as far as they lie within the root. */
  #resolve(from: string, entries: readonly string[]): string[] {
    return entries.flatMap((entry) => {
      const path = posix.normalize(posix.join(posix.dirname(from), entry));
      if (!isGlob(path)) return [path];
      return globFiles(this.#root, path);
    });
  }

  #read(path: string): StateOutline | undefined {
    let target: string;
    try {
      target = realpathSync.native(join(this.#root, path));
    } catch {
      return undefined;
    }
    if (!isWithin(target, this.#root) || !statSync(target).isFile()) return undefined;
    const text = readFileSync(target, "utf8");
    return this.#memo.get("outline", text, () => readStateOutline(text));
  }
}
