import type { GoMap, GoValue } from "./value.ts";

/**
 * A map seen as another Go type, which `withType` gives to the view. It is the same map: what is set in one shows in the
 * other.
 */
export class MapView extends Map<string, GoValue> {
  readonly #map: GoMap;

  constructor(map: GoMap) {
    super();
    this.#map = map;
  }

  /** The map that is seen. */
  get map(): GoMap {
    return this.#map;
  }

  override get size(): number {
    return this.#map.size;
  }

  override get(key: string): GoValue | undefined {
    return this.#map.get(key);
  }

  override has(key: string): boolean {
    return this.#map.has(key);
  }

  override set(key: string, value: GoValue): this {
    this.#map.set(key, value);
    return this;
  }

  override delete(key: string): boolean {
    return this.#map.delete(key);
  }

  override clear(): void {
    this.#map.clear();
  }

  override forEach(action: (value: GoValue, key: string, map: GoMap) => void): void {
    for (const [key, value] of this.#map) action(value, key, this);
  }

  override keys(): MapIterator<string> {
    return this.#map.keys();
  }

  override values(): MapIterator<GoValue> {
    return this.#map.values();
  }

  override entries(): MapIterator<[string, GoValue]> {
    return this.#map.entries();
  }

  override [Symbol.iterator](): MapIterator<[string, GoValue]> {
    return this.#map.entries();
  }
}
