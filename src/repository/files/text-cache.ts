/** Contents of files up to a number of bytes in all; those that were not asked for the longest go first. */
export class TextCache {
  readonly #limit: number;
  readonly #texts = new Map<string, Uint8Array>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(path: string): Uint8Array | undefined {
    const text = this.#texts.get(path);
    if (text === undefined) return undefined;
    this.#texts.delete(path);
    this.#texts.set(path, text);
    return text;
  }

  /** Keeps a content that it does not have yet. */
  add(path: string, text: Uint8Array): void {
    this.#texts.set(path, text);
    this.#bytes += text.length;
    for (const [oldest, { length }] of this.#texts) {
      if (this.#bytes <= this.#limit) break;
      this.#texts.delete(oldest);
      this.#bytes -= length;
    }
  }
}
