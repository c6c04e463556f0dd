import { createHash } from "node:crypto";
import type { DigestIndex } from "../repository/files/digest.ts";
import type { RepositoryFiles } from "../repository/files.ts";
import type { Trace } from "../repository/traced.ts";
import { cacheFile } from "./cache/cache-file.ts";
import { StampTable, type StoredStamps } from "./cache/stamp-table.ts";
import { type StoredTraces, TraceTable } from "./cache/trace-table.ts";

/** What earlier runs found out about targets, with all that they looked at. */
export interface RenderCache<Value> {
  /** For `createRepositoryFiles`: what has not changed since is not read again. */
  readonly index: DigestIndex;
  /** What was stored for a target, if all that it was made from is the same in these files. It is not to be changed. */
  lookup(target: string, files: RepositoryFiles): Value | undefined;
  /** @param value - what JSON gives back as it is */
  store(target: string, trace: Trace, value: Value): void;
  /** Writes the cache, at the end and where there is something new. That it cannot be written is no failure. */
  save(): void;
}

export interface RenderCacheOptions {
  /** Where the cache files lie; see `defaultCacheFolder`. */
  readonly folder: string;
  /** The real path of the repository. */
  readonly root: string;
  /** The version of the package: another one may render otherwise. */
  readonly version: string;
  /** All else that decides what a target gives, as JSON prints it. Results for other options stay beside. */
  readonly options: unknown;
}

/** To be raised when files are laid out otherwise. */
const format = 1;
/** Branches that one goes back and forth between each keep their own. */
const maxVariants = 3;
/** In how many savings a result may be unused: those of another selection or of other options are not outdated. */
const maxAge = 32;
/** Characters of results and traces in one file, about. */
const maxSize = 64 * 2 ** 20;

interface Entry {
  readonly key: string;
  readonly groups: readonly number[];
  readonly value: unknown;
  /** The last saving before which it was used. */
  usedIn: number;
}

interface Stored extends StoredTraces {
  readonly root: string;
  readonly savings: number;
  readonly entries: readonly (readonly [key: string, usedIn: number, groups: readonly number[], value: unknown])[];
  readonly stamps: StoredStamps;
}

/** Opens the cache of a repository; it is empty where there is none that can be used. */
export function openRenderCache<Value>(options: RenderCacheOptions): RenderCache<Value> {
  return new FileCache<Value>(options);
}

class FileCache<Value> implements RenderCache<Value> {
  readonly index: StampTable;
  readonly #options: RenderCacheOptions;
  readonly #scope: string;
  readonly #traces: TraceTable;
  /** The newest first. */
  readonly #entries = new Map<string, Entry[]>();
  readonly #savings: number;
  #hasChanged = false;

  constructor(options: RenderCacheOptions) {
    this.#options = options;
    this.#scope = createHash("sha1").update(JSON.stringify(options.options)).digest("base64");
    const stored = this.#read();
    this.#traces = new TraceTable(stored);
    this.index = new StampTable(stored?.stamps);
    this.#savings = (stored?.savings ?? 0) + 1;
    for (const [key, usedIn, groups, value] of stored?.entries ?? []) {
      this.#variants(key).push({ key, groups, value, usedIn });
    }
  }

  lookup(target: string, files: RepositoryFiles): Value | undefined {
    const entry = this.#entries
      .get(this.#keyOf(target))
      ?.find(({ groups }) => groups.every((group) => this.#traces.holds(group, files)));
    if (entry === undefined) return undefined;
    entry.usedIn = this.#savings;
    return entry.value as Value;
  }

  store(target: string, trace: Trace, value: Value): void {
    const key = this.#keyOf(target);
    const variants = this.#variants(key);
    variants.unshift({ key, groups: this.#traces.add(trace), value, usedIn: this.#savings });
    variants.length = Math.min(variants.length, maxVariants);
    this.#hasChanged = true;
  }

  save(): void {
    if (!this.#hasChanged && !this.index.hasChanged) return;
    const traces = new TraceTable();
    const entries = this.#retained().map(
      ({ key, usedIn, groups, value }) =>
        [key, usedIn, groups.map((group) => traces.addFrom(this.#traces, group)), value] as const,
    );
    const stored: Stored = {
      root: this.#options.root,
      savings: this.#savings,
      entries,
      stamps: this.index.stored(traces.paths()),
      ...traces.stored(),
    };
    this.#file().write(JSON.stringify(stored));
    this.#hasChanged = false;
  }

  #keyOf(target: string): string {
    return `${this.#scope} ${target}`;
  }

  #variants(key: string): Entry[] {
    let variants = this.#entries.get(key);
    if (variants === undefined) {
      variants = [];
      this.#entries.set(key, variants);
    }
    return variants;
  }

  /** Those that were used not long ago, as many as there is room for. */
  #retained(): Entry[] {
    let size = 0;
    const seen = new Set<number>();
    const sizeOfGroup = (group: number): number => {
      if (seen.has(group)) return 0;
      seen.add(group);
      return this.#traces.sizeOf(group);
    };
    return [...this.#entries.values()]
      .flat()
      .filter(({ usedIn }) => usedIn > this.#savings - maxAge)
      .sort((a, b) => b.usedIn - a.usedIn)
      .filter(({ key, groups, value }) => {
        size += key.length + JSON.stringify(value).length;
        for (const group of groups) size += sizeOfGroup(group);
        return size <= maxSize;
      });
  }

  #read(): Stored | undefined {
    const text = this.#file().read();
    if (text === undefined) return undefined;
    const stored = JSON.parse(text) as Stored;
    return stored.root === this.#options.root ? stored : undefined;
  }

  #file() {
    const { folder, root, version } = this.#options;
    return cacheFile(folder, root, "render", `bump-envoy render cache ${format} ${version}`);
  }
}
