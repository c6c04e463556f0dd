import { realpathSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { Allowance, defaultUnits, ExhaustedError } from "../govalue/allowance.ts";
import { isGlob } from "./glob.ts";
import { isWithin } from "./is-within.ts";
import { readRegularFile } from "./read-regular.ts";
import { readStateOutline, type StateOutline, unreadOutline } from "./state-outline.ts";
import { noMemo, type TextMemo } from "./text-memo.ts";
import { globFiles } from "./walk.ts";

/** Larger state files are not looked into. */
const mostBytes = 8 * 2 ** 20;

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
  bases(path: string): string[] {
    const found: string[] = [];
    const seen = new Set([path]);
    // There may be so many, each with the next as its base, that a function that calls itself would not come back.
    const open = [{ base: path, left: this.#basesOf(path) }];
    for (let current = open.at(-1); current !== undefined; current = open.at(-1)) {
      const base = current.left.shift();
      if (base === undefined) {
        open.pop();
        if (open.length > 0) found.push(current.base);
      } else if (!seen.has(base)) {
        seen.add(base);
        open.push({ base, left: this.#basesOf(base) });
      }
    }
    return found;
  }

  #basesOf(path: string): string[] {
    return this.#resolve(path, this.outline(path)?.bases ?? []);
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
    const found: string[] = [];
    try {
      new Allowance(defaultUnits).run(() => {
        for (const entry of entries) {
          const path = posix.normalize(posix.join(posix.dirname(from), entry));
          found.push(...(isGlob(path) ? globFiles(this.#root, path) : [path]));
        }
      });
    } catch (error) {
      // Whoever evaluates the file is told.
      if (!(error instanceof ExhaustedError)) throw error;
    }
    return found;
  }

  #read(path: string): StateOutline | undefined {
    let target: string;
    try {
      target = realpathSync.native(join(this.#root, path));
    } catch {
      return undefined;
    }
    if (!isWithin(target, this.#root) || !statSync(target, { throwIfNoEntry: false })?.isFile()) return undefined;
    const text = readRegularFile(target, mostBytes);
    if (text === undefined) return unreadOutline;
    return this.#memo.get("outline", text, () => readStateOutline(text));
  }
}
