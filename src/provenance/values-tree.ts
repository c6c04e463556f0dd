import { spend } from "../govalue/allowance.ts";
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

/** The values with another one at a path. What does not change is shared with the original. */
export function withValue(values: GoMap, path: KeyPath, value: GoValue): GoMap {
  return replaced(values, path, value) as GoMap;
}

function replaced(target: GoValue | undefined, [key, ...rest]: KeyPath, value: GoValue): GoValue {
  if (key === undefined) return value;
  if (typeof key === "number") {
    const list = Array.isArray(target) ? [...target] : [];
    spend(list.length);
    list[key] = replaced(list[key], rest, value);
    return list;
  }
  const map = new Map(target instanceof Map ? target : []);
  spend(20 + 5 * map.size);
  map.set(key, replaced(map.get(key), rest, value));
  return map;
}

/** A text or number among values. */
export interface Leaf {
  readonly path: KeyPath;
  readonly value: GoValue;
  /** As templates print it. */
  readonly text: string;
}

/** The texts and numbers at any depth that are wanted by what templates print of them. */
export function findLeaves(values: GoMap, isWanted: (text: string) => boolean): Leaf[] {
  const found: Leaf[] = [];
  const path: (string | number)[] = [];
  const visit = (value: GoValue, key: string | number): void => {
    spend(20);
    path.push(key);
    if (value instanceof Map || Array.isArray(value)) value.forEach(visit);
    else {
      const text = textOfScalar(value);
      if (text !== undefined && isWanted(text)) found.push({ path: [...path], value, text });
    }
    path.pop();
  };
  values.forEach(visit);
  return found;
}

/** How a template prints a scalar; `undefined` for what is no text and no number. */
export function textOfScalar(value: GoValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "bigint" ? sprint([value]) : undefined;
}
