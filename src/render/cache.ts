import { createHash } from "node:crypto";
import type { DigestIndex } from "../repository/files/digest.ts";
import type { RepositoryFiles } from "../repository/files.ts";
import type { Trace } from "../repository/traced.ts";
import { type CacheFileName, cacheFile } from "./cache/cache-file.ts";
import { StampTable, type StoredStamps } from "./cache/stamp-table.ts";
import { type StoredTraces, TraceTable } from "./cache/trace-table.ts";
import { type Place, ValueStore } from "./cache/value-store.ts";

/** What earlier runs found out about targets, or about charts, with all that they looked at. */
export interface RenderCache<Value> {
  /** For `createRepositoryFiles`: what has not changed since is not read again. */
  readonly index: DigestIndex;
  /**
   * What was stored for a target, if all that it was made from is the same now. It is not to be changed.
   *
   * @param views - the files as they are now, in each view that it may have been made from
   */
  lookup(target: string, views: readonly RepositoryFiles[]): Value | undefined;
  /**
   * @param traces - what was looked at in the first view, and in those behind it
   * @param value - what JSON gives back as it is
   */
  store(target: string, traces: readonly Trace[], value: Value): void;
  /** Writes the cache, at the end and where there is something new. That it cannot be written is no failure. */
  save(): void;
}

export interface RenderCacheOptions {
  /** What is found out, in a file of its own. */
  readonly holds: Extract<CacheFileName, "render" | "charts">;
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
const format = 5;
/** Branches that one goes back and forth between each keep their own. */
const maxVariants = 3;
/**
 * How many results may be stored while one is not used: those of another selection or of other options are not outdated. A hook
 * stores some few, so that it takes thousands of its runs until what it does not ask for is forgotten.
 */
const maxAge = 16_384;
/** Of large repositories: so many times those that a run uses. */
const maxAgeInRuns = 4;
/** It was used in this run. */
const now = Number.POSITIVE_INFINITY;
/** Bytes of results and traces in one file, about: enough for some 30,000 services. */
const maxSize = 192 * 2 ** 20;
/** What an entry takes beside its value and what it was made from. */
const entrySize = 64;
/** In bytes: that of the length of what comes first. */
const lengthSize = 4;

interface Entry {
  readonly key: string;
  /** For each view. */
  readonly groups: readonly (readonly number[])[];
  readonly place: Place;
  /** How many results had been stored when the run ended that has used it last. */
  usedAt: number;
}

/** What comes first in the file, as JSON; behind it lie the blocks of values. */
interface Stored extends StoredTraces {
  readonly root: string;
  /** How many results have been stored, those included that are forgotten. */
  readonly results: number;
  readonly entries: readonly (readonly [key: string, usedAt: number, groups: Entry["groups"], place: Place])[];
  /** The size of each block in the file, and inflated. */
  readonly blocks: readonly (readonly [compressed: number, size: number])[];
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
  readonly #values: ValueStore;
  /** The newest first. */
  readonly #entries = new Map<string, Entry[]>();
  #results: number;
  #hasChanged = false;

  constructor(options: RenderCacheOptions) {
    this.#options = options;
    this.#scope = createHash("sha1").update(JSON.stringify(options.options)).digest("base64");
    const { stored, values } = this.#read() ?? { values: new ValueStore() };
    this.#values = values;
    this.#traces = new TraceTable(stored);
    this.index = new StampTable(stored?.stamps);
    this.#results = stored?.results ?? 0;
    for (const [key, usedAt, groups, place] of stored?.entries ?? []) {
      this.#variants(key).push({ key, groups, place, usedAt });
    }
  }

  lookup(target: string, views: readonly RepositoryFiles[]): Value | undefined {
    const entry = this.#entries
      .get(this.#keyOf(target))
      ?.find(({ groups }) =>
        groups.every((ofView, i) => ofView.every((group) => this.#traces.holds(group, views[i] as RepositoryFiles))),
      );
    if (entry === undefined) return undefined;
    entry.usedAt = now;
    return this.#values.get(entry.place) as Value;
  }

  store(target: string, traces: readonly Trace[], value: Value): void {
    const key = this.#keyOf(target);
    const variants = this.#variants(key);
    const groups = traces.map((trace) => this.#traces.add(trace));
    variants.unshift({ key, groups, place: this.#values.add(value), usedAt: now });
    variants.length = Math.min(variants.length, maxVariants);
    this.#results += 1;
    this.#hasChanged = true;
  }

  save(): void {
    if (!this.#hasChanged && !this.index.hasChanged) return;
    const retained = this.#retained();
    const { table: traces, numberOf } = this.#traces.only(new Set(retained.flatMap(({ groups }) => groups.flat())));
    const { store, places } = this.#values.only(retained.map(({ place }) => place));
    const entries = retained.map(
      ({ key, usedAt, groups }, index) =>
        [
          key,
          Math.min(usedAt, this.#results),
          groups.map((ofView) => ofView.map(numberOf)),
          places[index] as Place,
        ] as const,
    );
    const blocks = store.stored();
    const stored: Stored = {
      root: this.#options.root,
      results: this.#results,
      entries,
      blocks: blocks.map(({ compressed, size }) => [compressed.length, size]),
      stamps: this.index.stored(traces.paths()),
      ...traces.stored(),
    };
    const index = Buffer.from(JSON.stringify(stored));
    const length = Buffer.alloc(lengthSize);
    length.writeUInt32LE(index.length);
    this.#file().write([length, index, ...blocks.map(({ compressed }) => compressed)]);
    this.#hasChanged = false;
  }

  #keyOf(target: string): string {
    return createHash("sha1").update(`${this.#scope} ${target}`).digest("base64");
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
    const entries = [...this.#entries.values()].flat();
    const used = entries.filter(({ usedAt }) => usedAt === now).length;
    const oldest = this.#results - Math.max(maxAge, maxAgeInRuns * used);
    return entries
      .filter(({ usedAt }) => usedAt >= oldest)
      .sort((a, b) => (a.usedAt === b.usedAt ? 0 : b.usedAt - a.usedAt))
      .filter(({ groups, place }) => {
        size += entrySize + this.#values.sizeOf(place);
        for (const group of groups.flat()) size += sizeOfGroup(group);
        return size <= maxSize;
      });
  }

  #read(): { readonly stored: Stored; readonly values: ValueStore } | undefined {
    const content = this.#file().read();
    if (content === undefined) return undefined;
    let at = lengthSize + content.readUInt32LE();
    const stored = JSON.parse(content.toString("utf8", lengthSize, at)) as Stored;
    if (stored.root !== this.#options.root) return undefined;
    const blocks = stored.blocks.map(([length, size]) => {
      const compressed = content.subarray(at, at + length);
      at += length;
      return { compressed, size };
    });
    return { stored, values: new ValueStore(blocks) };
  }

  #file() {
    const { folder, root, version, holds } = this.#options;
    return cacheFile(folder, root, holds, `bump-envoy ${holds} cache ${format} ${version}`);
  }
}
