import type { GoList, GoMap, GoValue } from "../govalue/value.ts";
import { HelmfileError } from "./error.ts";

/**
 * Reads what `--state-values-set` takes, `key.path=value,list[0]=value` (`GlobalImpl.SetSet` and `maputil.Set` of
 * helmfile): later assignments go over earlier ones.
 *
 * @throws HelmfileError for what is no assignment
 */
export function parseStateValues(texts: readonly string[]): GoMap {
  const values: GoMap = new Map();
  for (const text of texts) {
    for (const assignment of text.split(",")) {
      const equals = assignment.indexOf("=");
      const keys = splitKey(assignment.slice(0, Math.max(equals, 0)));
      if (keys.length === 0) throw new HelmfileError(`"${assignment}" is no assignment: write key=value`);
      assign(values, keys, typedValue(assignment.slice(equals + 1)));
    }
  }
  return values;
}

/** A dot separates keys; after a backslash it is part of one. */
function splitKey(path: string): string[] {
  const keys = Array.from(path.matchAll(/((?:\\.|[^.\\])*)(?:\.|$)/gs), ([, key = ""]) => key.replace(/\\(.)/gs, "$1"));
  return keys.filter((key, i) => key !== "" || i < keys.length - 2);
}

function assign(target: GoMap, path: readonly string[], value: GoValue): void {
  let map = target;
  for (const [i, text] of path.entries()) {
    const isLast = i === path.length - 1;
    const [, key = text, index] = /^([^[\]]+)\[(\d+)\]$/.exec(text) ?? [];
    if (index === undefined) {
      if (isLast) map.set(key, value);
      else map = mapAt(map.get(key), text, (made) => map.set(key, made));
      continue;
    }
    const list = listAt(map, key, Number(index));
    if (isLast) list[Number(index)] = value;
    else map = mapAt(list[Number(index)], text, (made) => list.splice(Number(index), 1, made));
  }
}

function mapAt(value: GoValue | undefined, key: string, keep: (made: GoMap) => void): GoMap {
  if (value instanceof Map) return value;
  if (value !== undefined && value !== null) throw new HelmfileError(`${key} is no map: it was set to a value before`);
  const made: GoMap = new Map();
  keep(made);
  return made;
}

/** The list with room for an index. */
function listAt(map: GoMap, key: string, index: number): GoList {
  const present = map.get(key) ?? [];
  if (!Array.isArray(present)) throw new HelmfileError(`${key} is no list: it was set to a value before`);
  while (present.length <= index) present.push(null);
  map.set(key, present);
  return present;
}

/** `maputil.typedVal`, of which helmfile makes a copy by way of YAML: an int64 becomes an int. */
function typedValue(text: string): GoValue {
  switch (text.toLowerCase()) {
    case "true":
      return true;
    case "false":
      return false;
    case "null":
      return null;
    case "0":
      return 0n;
  }
  if (!/^[+-]?\d+$/.test(text) || text.startsWith("0")) return text;
  const number = BigInt(text);
  return BigInt.asIntN(64, number) === number ? number : text;
}
