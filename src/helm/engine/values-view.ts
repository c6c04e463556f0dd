import { type GoMap, type GoMethod, type GoType, type GoValue, goTypes, withType } from "../../govalue/value.ts";

/**
 * A table seen as helm's type `chartutil.Values`. It is the same table, as a Go map converted to another type is: what a
 * template sets in one shows in the other. Only the type differs, and with it the methods.
 */
class ValuesView extends Map<string, GoValue> {
  readonly #table: GoMap;

  constructor(table: GoMap) {
    super();
    this.#table = table;
  }

  get table(): GoMap {
    return this.#table;
  }

  override get size(): number {
    return this.#table.size;
  }

  override get(key: string): GoValue | undefined {
    return this.#table.get(key);
  }

  override has(key: string): boolean {
    return this.#table.has(key);
  }

  override set(key: string, value: GoValue): this {
    this.#table.set(key, value);
    return this;
  }

  override delete(key: string): boolean {
    return this.#table.delete(key);
  }

  override clear(): void {
    this.#table.clear();
  }

  override forEach(action: (value: GoValue, key: string, map: GoMap) => void): void {
    for (const [key, value] of this.#table) action(value, key, this);
  }

  override keys(): MapIterator<string> {
    return this.#table.keys();
  }

  override values(): MapIterator<GoValue> {
    return this.#table.values();
  }

  override entries(): MapIterator<[string, GoValue]> {
    return this.#table.entries();
  }

  override [Symbol.iterator](): MapIterator<[string, GoValue]> {
    return this.#table.entries();
  }
}

const asMap: GoMethod = {
  signature: "func() map[string]interface {}",
  call: (receiver) => (receiver instanceof ValuesView ? receiver.table : receiver),
};

const valuesType: GoType = {
  name: "chartutil.Values",
  kind: "map",
  element: goTypes.any,
  methods: new Map([["AsMap", asMap]]),
};

/** The table as `chartutil.Values`. */
export function asValues(table: GoMap): GoMap {
  return withType(new ValuesView(table), valuesType);
}

/** A table of its own as `chartutil.Values`. */
export function valuesOf(entries: Iterable<readonly [string, GoValue]>): GoMap {
  return withType<GoMap>(new Map(entries), valuesType);
}
