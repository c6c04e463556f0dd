import type { GoList, GoMap, GoValue } from "./value.ts";

/**
 * Go tells a nil slice or map from an empty one: JSON prints it as `null`, `%#v` as `[]string(nil)`, DeepEqual keeps
 * them apart, and writing to a nil map panics. Both are empty arrays and maps here; the nil ones are remembered.
 */
const nilCollections = new WeakSet<GoList | GoMap>();

/**
 * Marks an empty array or map as Go's nil of its type.
 *
 * @returns the same object
 */
export function asNil<T extends GoList | GoMap>(empty: T): T {
  nilCollections.add(empty);
  return empty;
}

/** Whether a value is a slice or a map that is nil in Go. */
export function isNilCollection(value: GoValue): boolean {
  return (Array.isArray(value) || value instanceof Map) && nilCollections.has(value);
}
