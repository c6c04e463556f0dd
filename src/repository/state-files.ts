import { realpathSync, statSync } from "node:fs";
import { posix } from "node:path";
import { Allowance, defaultUnits, ExhaustedError } from "../govalue/allowance.ts";
import { isGlob } from "./glob.ts";
import { isWithin } from "./is-within.ts";
import { readRegularFile } from "./read-regular.ts";
import type { StateOutline } from "./state-outline.ts";
import { noMemo, type TextMemo } from "./text-memo.ts";
import { globFiles } from "./walk.ts";

/** Larger state files are not looked into. */
const mostBytes = 8 * 2 ** 20;

/** A state file, and what of the repository it names. */
interface StateFile {
  readonly outline: StateOutline;
  readonly bases: readonly string[];
  readonly helmfiles: readonly string[];
}

/** The state files of a repository and how they refer to each other. Paths are relative to the root, with `/`. */
export class StateFiles {
  readonly #root: string;
  readonly #memo: TextMemo;
  /** Those that were read; `undefined` where there is no such file within the root. */
  readonly #files = new Map<string, StateFile | undefined>();

  constructor(root: string, memo: TextMemo = noMemo) {
    this.#root = realpathSync(root);
    this.#memo = memo;
  }

  /** Reads state files and all that they bring in. The other methods know of what was read. */
  async read(paths: Iterable<string>): Promise<void> {
    const found = new Set(paths);
    for (const path of found) {
      if (!this.#files.has(path)) this.#files.set(path, await this.#read(path));
      for (const part of this.#partsOf(path)) found.add(part);
    }
  }

  /** The outline of a state file; `undefined` where there is no such file within the root. */
  outline(path: string): StateOutline | undefined {
    return this.#files.get(path)?.outline;
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

  /** What a state file brings in by `helmfiles:`, and no further. */
  parts(path: string): readonly string[] {
    return this.#files.get(path)?.helmfiles ?? [];
  }

  #basesOf(path: string): string[] {
    return [...(this.#files.get(path)?.bases ?? [])];
  }

  #partsOf(path: string): readonly string[] {
    return [...this.#basesOf(path), ...this.parts(path)];
  }

  /**
   * The environments that a helmfile and its bases define, in that order of the bases first; where a template makes some, those
   * of what the helmfile brings in as well: helmfile has to know an environment in all of them.
   */
  environments(path: string): string[] {
    const own = [...this.bases(path), path];
    const makesMore = own.some((file) => this.outline(file)?.makesEnvironments);
    const files = makesMore ? [...own, ...this.closure([path])] : own;
    return [...new Set(files.flatMap((file) => this.outline(file)?.environments ?? []))];
  }

  /** These state files and all that they bring in, by `bases:` or by `helmfiles:`, however deep. */
  closure(paths: Iterable<string>): string[] {
    const found = new Set(paths);
    for (const path of found) for (const part of this.#partsOf(path)) found.add(part);
    return [...found].filter((path) => this.outline(path));
  }

  async #read(path: string): Promise<StateFile | undefined> {
    const outline = await this.#readOutline(path);
    if (outline === undefined) return undefined;
    const { bases, helmfiles } = outline;
    return { outline, bases: this.#resolve(path, bases), helmfiles: this.#resolve(path, helmfiles) };
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

  async #readOutline(path: string): Promise<StateOutline | undefined> {
    let target: string;
    try {
      target = realpathSync.native(`${this.#root}/${path}`);
    } catch {
      return undefined;
    }
    if (!isWithin(target, this.#root)) return undefined;
    const text = readRegularFile(target, mostBytes);
    // What it takes to read one is loaded where one is not known.
    const reader = () => import("./state-outline.ts");
    if (text !== undefined) {
      return this.#memo.get("outline", text, async () => (await reader()).readStateOutline(text));
    }
    return statSync(target, { throwIfNoEntry: false })?.isFile() ? (await reader()).unreadOutline : undefined;
  }
}
