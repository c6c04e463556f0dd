import { spend } from "../govalue/allowance.ts";
import { isNilCollection } from "../govalue/nil.ts";
import { GoInt, type GoList, type GoMap, GoObject, type GoValue, JsonNumber, typeOf } from "../govalue/value.ts";

/** `reflect.DeepEqual`: equal types and equal contents; a nil slice or map is no empty one, NaN equals nothing. */
export function deepEqual(a: GoValue, b: GoValue): boolean {
  return equal(a, b, new Map());
}

/** Pairs that are being compared; Go takes a pair for equal that it meets again within itself. */
type Visited = Map<GoValue, Set<GoValue>>;

function equal(a: GoValue, b: GoValue, visited: Visited): boolean {
  spend(10);
  if (Array.isArray(a)) return Array.isArray(b) && equalCollections(a, b, visited, () => equalLists(a, b, visited));
  if (a instanceof Map) return b instanceof Map && equalCollections(a, b, visited, () => equalMaps(a, b, visited));
  if (a === b) return true;
  if (a instanceof GoInt) return b instanceof GoInt && a.kind === b.kind && a.value === b.value;
  if (a instanceof JsonNumber) return b instanceof JsonNumber && a.text === b.text;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (a instanceof GoObject) return b instanceof GoObject && equalObjects(a, b, visited);
  return false;
}

function equalCollections<Collection extends GoList | GoMap>(
  a: Collection,
  b: Collection,
  visited: Visited,
  equalContents: () => boolean,
): boolean {
  if (typeOf(a).name !== typeOf(b).name || isNilCollection(a) !== isNilCollection(b)) return false;
  spend(30);
  const partners = visited.get(a) ?? new Set();
  if (partners.has(b)) return true;
  visited.set(a, partners.add(b));
  return equalContents();
}

function equalLists(a: GoList, b: GoList, visited: Visited): boolean {
  return a.length === b.length && a.every((item, index) => equal(item, b[index] ?? null, visited));
}

function equalMaps(a: GoMap, b: GoMap, visited: Visited): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined || !equal(value, other, visited)) return false;
  }
  return true;
}

function equalObjects(a: GoObject, b: GoObject, visited: Visited): boolean {
  if (a.goType.name !== b.goType.name || a.goString() !== b.goString()) return false;
  const others = b.fields();
  return a.fields().every(([, value], index) => equal(value, others[index]?.[1] ?? null, visited));
}
