import { isNilCollection } from "../../govalue/nil.ts";
import { isSameValue } from "../../govalue/same.ts";
import { type GoMap, type GoValue, goTypes, typeOf } from "../../govalue/value.ts";

/**
 * The values of a release that can become others, and know whether somebody has looked at what becomes different. Who has
 * not does the same with the others: nothing tells these values from plain ones, and whatever has been taken out of them
 * stays what it is.
 */
export class WatchedValues {
  readonly values: GoMap;
  readonly #maps: readonly WatchedMap[];
  #looks = 0;
  #isSwitched = false;

  private constructor(values: GoMap, maps: readonly WatchedMap[]) {
    this.values = values;
    this.#maps = maps;
    for (const map of maps) map.watch(() => this.noteLook());
  }

  /**
   * @param before - what the values are at first; neither is used by anyone else, nor changed
   * @param after - what they can become
   * @returns `undefined` where a map would have to become two, or is more than data
   */
  static of(before: GoMap, after: GoMap): WatchedValues | undefined {
    const copier = new Copier();
    const values = copier.pair(before, after);
    return values && new WatchedValues(values, copier.watched);
  }

  /** How often something different has been looked at. It only grows. */
  get looks(): number {
    return this.#looks;
  }

  get isSwitched(): boolean {
    return this.#isSwitched;
  }

  noteLook(): void {
    this.#looks += 1;
  }

  /** From now on the values are the others. */
  switch(): void {
    this.#isSwitched = true;
    for (const map of this.#maps) map.switch();
  }
}

/** Copies values, with what they share, and pairs their maps with those of others. */
class Copier {
  readonly watched: WatchedMap[] = [];
  /** The copy of each map, and the one that it becomes. */
  readonly #copies = new Map<GoMap, { readonly copy: GoMap; readonly partner: GoMap | undefined }>();

  /** A copy of a map that becomes another one: the same map, with other entries. `undefined` where that cannot be. */
  pair(before: GoMap, after: GoMap): GoMap | undefined {
    const known = this.#copies.get(before);
    if (known) return known.partner === after ? known.copy : undefined;
    if (!isPlain(before) || !isPlain(after)) return undefined;
    const old = new Map<string, GoValue>();
    const now = new Map<string, GoValue>();
    const differing = new Set<string>();
    for (const [key, value] of before) {
      const other = after.get(key);
      const isKept = value instanceof Map ? other instanceof Map : other !== undefined && isSameValue(value, other);
      const copy = value instanceof Map ? (isKept ? this.pair(value, other as GoMap) : this.#alone(value)) : value;
      if (copy === undefined) return undefined;
      old.set(key, copy);
      if (isKept) now.set(key, copy);
      else differing.add(key);
    }
    // In the order of the other map.
    const entries = [...after].map(([key, value]) => [key, now.get(key) ?? value] as const);
    for (const key of after.keys()) if (!before.has(key)) differing.add(key);
    const copy = differing.size === 0 && isSameOrder(before, after) ? old : new WatchedMap(old, entries, differing);
    if (copy instanceof WatchedMap) this.watched.push(copy);
    this.#copies.set(before, { copy, partner: after });
    return copy;
  }

  /** A copy of a map that goes, or in whose place something else comes. */
  #alone(map: GoMap): GoMap | undefined {
    const known = this.#copies.get(map);
    if (known) return known.copy;
    if (!isPlain(map)) return undefined;
    const copy: GoMap = new Map();
    for (const [key, value] of map) {
      const inner = value instanceof Map ? this.#alone(value) : value;
      if (inner === undefined) return undefined;
      copy.set(key, inner);
    }
    this.#copies.set(map, { copy, partner: undefined });
    return copy;
  }
}

function isPlain(map: GoMap): boolean {
  return typeOf(map) === goTypes.map && !isNilCollection(map);
}

function isSameOrder(a: GoMap, b: GoMap): boolean {
  const keys = b.keys();
  return a.size === b.size && [...a.keys()].every((key) => key === keys.next().value);
}

/** A map that says when somebody looks at an entry that becomes another one, or at which entries there are. */
class WatchedMap extends Map<string, GoValue> {
  readonly #differing: ReadonlySet<string>;
  readonly #next: Iterable<readonly [string, GoValue]>;
  #noteLook: () => void = () => {};

  constructor(
    entries: Iterable<readonly [string, GoValue]>,
    next: Iterable<readonly [string, GoValue]>,
    differing: ReadonlySet<string>,
  ) {
    super();
    for (const [key, value] of entries) super.set(key, value);
    this.#next = next;
    this.#differing = differing;
  }

  watch(noteLook: () => void): void {
    this.#noteLook = noteLook;
  }

  switch(): void {
    super.clear();
    for (const [key, value] of this.#next) super.set(key, value);
  }

  override get size(): number {
    this.#noteLook();
    return super.size;
  }

  override get(key: string): GoValue | undefined {
    if (this.#differing.has(key)) this.#noteLook();
    return super.get(key);
  }

  override has(key: string): boolean {
    if (this.#differing.has(key)) this.#noteLook();
    return super.has(key);
  }

  override forEach(action: (value: GoValue, key: string, map: GoMap) => void): void {
    this.#noteLook();
    super.forEach(action);
  }

  override keys(): MapIterator<string> {
    this.#noteLook();
    return super.keys();
  }

  override values(): MapIterator<GoValue> {
    this.#noteLook();
    return super.values();
  }

  override entries(): MapIterator<[string, GoValue]> {
    this.#noteLook();
    return super.entries();
  }

  override [Symbol.iterator](): MapIterator<[string, GoValue]> {
    this.#noteLook();
    return super[Symbol.iterator]();
  }
}
