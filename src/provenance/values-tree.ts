import { sprint } from "../govalue/fmt.ts";
import type { GoMap, GoValue } from "../govalue/value.ts";

/** The keys of a value from the root; a number is an index of a list. */
export type KeyPath = readonly (string | number)[];

/** The value at a path; `undefined` where there is none. */
export function valueAt(values: GoMap, path: KeyPath): GoValue | undefined {
  let value: GoValue | undefined = values;
  for (const key of path) {
    if (typeof key === "number") value = Array.isArray(value) ? value[key] : undefined;
    else value = value instanceof Map ? value.get(key) : undefined;
  }
  return value;
}

/** The values with other ones at some paths. What does not change is shared with the original. */
export function withValues(
  values: GoMap,
  changes: readonly { readonly path: KeyPath; readonly value: GoValue }[],
): GoMap {
  return changes.reduce((changed, { path, value }) => replaced(changed, path, value) as GoMap, values);
}

function replaced(target: GoValue | undefined, [key, ...rest]: KeyPath, value: GoValue): GoValue {
  if (key === undefined) return value;
  if (typeof key === "number") {
    const list = Array.isArray(target) ? [...target] : [];
    list[key] = replaced(list[key], rest, value);
    return list;
  }
  const map = new Map(target instanceof Map ? target : []);
  map.set(key, replaced(map.get(key), rest, value));
  return map;
}

/** A text or number among values. */
export interface Leaf {
  readonly path: KeyPath;
  /** As templates print it. */
  readonly text: string;
}

/** The texts and numbers among values, at any depth. */
export function leavesOf(value: GoValue, path: KeyPath = []): Leaf[] {
  if (value instanceof Map) return Array.from(value).flatMap(([key, item]) => leavesOf(item, [...path, key]));
  if (Array.isArray(value)) return value.flatMap((item, i) => leavesOf(item, [...path, i]));
  const text = textOfScalar(value);
  return text === undefined || text === "" ? [] : [{ path, text }];
}

/** How a template prints a scalar; `undefined` for what is no text and no number. */
export function textOfScalar(value: GoValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "bigint" ? sprint([value]) : undefined;
}

/** Maps merged over others: what `over` has goes first, as helm merges values over those of a chart. */
export function mergedOver(under: GoMap, over: GoMap): GoMap {
  const merged = new Map(under);
  for (const [key, value] of over) {
    const present = merged.get(key);
    if (value === null) merged.delete(key);
    else merged.set(key, value instanceof Map && present instanceof Map ? mergedOver(present, value) : value);
  }
  return merged;
}
