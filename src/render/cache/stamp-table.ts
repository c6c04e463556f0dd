import type { DigestIndex, Stamp } from "../../repository/files/digest.ts";

interface Row extends Stamp {
  readonly digest: string;
}

/** As it is written to a file: a row is `[path, size, mtimeMs, ctimeMs, ino, digest]`. */
export type StoredStamps = readonly (readonly [string, number, number, number, number, string])[];

/** The digests of files and folders, each with the stamp that it had. */
export class StampTable implements DigestIndex {
  readonly #rows = new Map<string, Row>();
  #hasChanged = false;

  constructor(stored: StoredStamps = []) {
    for (const [path, size, mtimeMs, ctimeMs, ino, digest] of stored) {
      this.#rows.set(path, { size, mtimeMs, ctimeMs, ino, digest });
    }
  }

  /** Whether anything was added since. */
  get hasChanged(): boolean {
    return this.#hasChanged;
  }

  find(path: string, stamp: Stamp): string | undefined {
    const row = this.#rows.get(path);
    return row && isSame(row, stamp) ? row.digest : undefined;
  }

  add(path: string, stamp: Stamp, digest: string): void {
    const row = this.#rows.get(path);
    if (row?.digest === digest && isSame(row, stamp)) return;
    this.#rows.set(path, { ...stamp, digest });
    this.#hasChanged = true;
  }

  /** The rows of some paths. */
  stored(paths: ReadonlySet<string>): StoredStamps {
    return [...this.#rows]
      .filter(([path]) => paths.has(path))
      .map(([path, { size, mtimeMs, ctimeMs, ino, digest }]) => [path, size, mtimeMs, ctimeMs, ino, digest] as const);
  }
}

function isSame(a: Stamp, b: Stamp): boolean {
  return a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.size === b.size && a.ino === b.ino;
}
