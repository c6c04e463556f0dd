import { GoError } from "../govalue/function.ts";
import type { GoMap, GoValue } from "../govalue/value.ts";
import { unmarshal } from "../goyaml/index.ts";
import { EditError } from "./edit-error.ts";

/**
 * The values of a file as Helm reads them: the first document, of a key that a map has twice the last one.
 *
 * @throws EditError `syntax`, with the line that Go's YAML names
 */
export function readValues(source: string): GoValue {
  try {
    return unmarshal(source);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    const [, line = "1", problem = error.message] = /line (\d+): ([\s\S]*)/.exec(error.message) ?? [];
    throw new EditError("syntax", problem, { line: Number(line), column: 1 });
  }
}

/** The value at a key path; `undefined` where there is none. */
export function valueAt(values: GoValue, path: readonly string[]): GoValue | undefined {
  let value: GoValue | undefined = values;
  for (const key of path) value = value instanceof Map ? value.get(key) : undefined;
  return value;
}

/** These values with another one at a key path; what is no map on the way becomes one. */
export function withValue(values: GoValue, [key, ...below]: readonly string[], value: GoValue): GoValue {
  if (key === undefined) return value;
  const map: GoMap = values instanceof Map ? values : new Map();
  return new Map([...map, [key, withValue(map.get(key) ?? null, below, value)]]);
}

/** These values without the one that is at a key path, and without the maps that hold nothing then, but for the root. */
export function withoutValue(values: GoValue, path: readonly string[]): GoValue {
  const [key, ...below] = path as [string, ...string[]];
  const map = new Map(values as GoMap);
  const rest = below.length > 0 ? withoutValue(map.get(key) as GoValue, below) : new Map();
  if ((rest as GoMap).size > 0) map.set(key, rest);
  else map.delete(key);
  return map;
}
