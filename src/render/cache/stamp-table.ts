import type { DigestIndex, Stamp } from "../../repository/files/digest.ts";

/** As it is written to a file: path, size, mtimeMs, ctimeMs, ino, digest and so on, since one list is read fastest. */
export type StoredStamps = readonly (string | number)[];
const width = 6;

/** A digest with the stamp that whoever added it keeps as well. */
interface Row {
  readonly stamp: Stamp;
  readonly digest: string;
}

/** The digests of files and folders, each with the stamp that it had. */
export class StampTable implements DigestIndex {
  readonly #old: StoredStamps;
  /** Where in the old ones a path stands. */
  readonly #places = new Map<string, number>();
  readonly #new = new Map<string, Row>();

  constructor(stored: StoredStamps = []) {
    this.#old = stored;
    for (let at = 0; at < stored.length; at += width) this.#places.set(stored[at] as string, at);
  }

  /** Whether anything was added since. */
  get hasChanged(): boolean {
    return this.#new.size > 0;
  }

  find(path: string, stamp: Stamp): string | undefined {
    const row = this.#new.get(path);
    if (row) return isSame(row.stamp, stamp) ? row.digest : undefined;
    const at = this.#places.get(path);
    if (at === undefined) return undefined;
    const old = this.#old;
    const isOld =
      stamp.size === old[at + 1] &&
      stamp.mtimeMs === old[at + 2] &&
      stamp.ctimeMs === old[at + 3] &&
      stamp.ino === old[at + 4];
    return isOld ? (old[at + 5] as string) : undefined;
  }

  add(path: string, stamp: Stamp, digest: string): void {
    if (this.find(path, stamp) !== digest) this.#new.set(path, { stamp, digest });
  }

  /** The rows of some paths. */
  stored(paths: ReadonlySet<string>): StoredStamps {
    const rows: (string | number)[] = [];
    for (const [path, at] of this.#places) {
      if (paths.has(path) && !this.#new.has(path)) rows.push(...this.#old.slice(at, at + width));
    }
    for (const [path, { stamp, digest }] of this.#new) {
      const { size, mtimeMs, ctimeMs, ino } = stamp;
      if (paths.has(path)) rows.push(path, size, mtimeMs, ctimeMs, ino, digest);
    }
    return rows;
  }
}

function isSame(a: Stamp, b: Stamp): boolean {
  return a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.size === b.size && a.ino === b.ino;
}
