import { deflateRawSync, inflateRawSync } from "node:zlib";

/** Where a value lies: the number of its block, and its bytes in that. */
export type Place = readonly [block: number, start: number, end: number];

/** As it is written to a file. */
export interface StoredBlock {
  readonly compressed: Uint8Array;
  /** In bytes, once it is inflated. */
  readonly size: number;
}

/** Manifests of one service in several environments are much the same: enough of them are compressed together. */
const blockSize = 256 * 2 ** 10;
/** Whoever looks values up goes through the blocks, more or less in order. */
const inflatedBlocks = 8;

/**
 * Values as JSON, compressed block by block and inflated when one of them is asked for: what a repository renders to takes
 * more memory than all else, and is hardly ever needed as a whole.
 */
export class ValueStore {
  readonly #blocks: StoredBlock[];
  /** The one that was used last comes last. */
  readonly #inflated = new Map<number, Buffer>();
  /** What is to become the next block. */
  #open: Uint8Array[] = [];
  #openSize = 0;

  /** @param blocks - they belong to the store from then on */
  constructor(blocks: StoredBlock[] = []) {
    this.#blocks = blocks;
  }

  /** @param value - what JSON gives back as it is */
  add(value: unknown): Place {
    return this.#add(Buffer.from(JSON.stringify(value)));
  }

  get(place: Place): unknown {
    return JSON.parse(this.#bytes(place).toString());
  }

  /** About how many bytes a value takes in a file. */
  sizeOf([block, start, end]: Place): number {
    const { compressed, size } = this.#blocks[block] ?? { compressed: { length: 1 }, size: 4 };
    return Math.ceil(((end - start) * compressed.length) / size);
  }

  /** All blocks; what comes later is in another one. */
  stored(): readonly StoredBlock[] {
    if (this.#openSize > 0) this.#close();
    return this.#blocks;
  }

  /**
   * Makes a store of some of the values. A block that mostly holds them is taken over as it is.
   *
   * @returns the store, with the new place of each
   */
  only(places: readonly Place[]): { readonly store: ValueStore; readonly places: readonly Place[] } {
    const blocks = this.stored();
    const used = new Array<number>(blocks.length).fill(0);
    for (const [block, start, end] of places) used[block] = (used[block] as number) + end - start;
    const numbers = new Map<number, number>();
    const kept = blocks.filter(({ size }, block) => {
      const isKept = (used[block] as number) * 2 >= size;
      if (isKept) numbers.set(block, numbers.size);
      return isKept;
    });
    const store = new ValueStore(kept);
    return {
      store,
      places: places.map((place): Place => {
        const [block, start, end] = place;
        const number = numbers.get(block);
        return number === undefined ? store.#add(this.#bytes(place)) : [number, start, end];
      }),
    };
  }

  #add(bytes: Uint8Array): Place {
    const start = this.#openSize;
    this.#open.push(bytes);
    this.#openSize += bytes.length;
    const place: Place = [this.#blocks.length, start, this.#openSize];
    if (this.#openSize >= blockSize) this.#close();
    return place;
  }

  #close(): void {
    const content = Buffer.concat(this.#open);
    this.#blocks.push({ compressed: deflateRawSync(content, { level: 1 }), size: content.length });
    this.#open = [];
    this.#openSize = 0;
  }

  #bytes([block, start, end]: Place): Buffer {
    if (block === this.#blocks.length) return Buffer.concat(this.#open).subarray(start, end);
    const known = this.#inflated.get(block);
    const content = known ?? inflateRawSync((this.#blocks[block] as StoredBlock).compressed);
    if (known) this.#inflated.delete(block);
    else if (this.#inflated.size >= inflatedBlocks) this.#inflated.delete(this.#inflated.keys().next().value as number);
    this.#inflated.set(block, content);
    return content.subarray(start, end);
  }
}
