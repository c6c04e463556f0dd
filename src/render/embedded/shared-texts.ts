/** What is longer hardly ever comes twice. */
const longest = 200;

/**
 * Texts that are kept once. Answers that come out of a file or from another thread have a copy of each path, key and version
 * of their own, and those of one repository are mostly the same. In those that come from this thread, a name can be cut out
 * of a manifest, all of which it would keep in memory.
 */
export class SharedTexts {
  readonly #known = new Map<string, string>();

  /**
   * Replaces the texts in a value by copies: the short ones by those that came before.
   *
   * @param value - plain data, of which nobody else has a hold; its maps and lists are changed
   */
  share<T>(value: T): T {
    return this.#shared(value) as T;
  }

  #shared(value: unknown): unknown {
    if (typeof value === "string") return this.#text(value);
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) value[i] = this.#shared(value[i]);
    } else if (typeof value === "object" && value !== null) {
      const map = value as Record<string, unknown>;
      for (const key of Object.keys(map)) map[key] = this.#shared(map[key]);
    }
    return value;
  }

  #text(text: string): string {
    if (text.length > longest) return structuredClone(text);
    let known = this.#known.get(text);
    if (known === undefined) {
      known = structuredClone(text);
      this.#known.set(known, known);
    }
    return known;
  }
}
