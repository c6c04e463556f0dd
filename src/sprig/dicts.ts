import { spend } from "../govalue/allowance.ts";
import type { GoError, GoFunction } from "../govalue/function.ts";
import { asNil, isNilCollection } from "../govalue/nil.ts";
import { compareText } from "../govalue/text.ts";
import { type GoList, type GoMap, type GoValue, typeOf } from "../govalue/value.ts";
import { deepCopy } from "./deep-copy.ts";
import { panic } from "./errors.ts";
import { mergeInto } from "./merge.ts";
import { strings, strval } from "./strval.ts";

/** What an entry of a map takes, and its memory. */
const entryCost = 100;

/** What a template passes for a map: one that is nil in Go can arrive as null, and reads as empty. */
type Dict = GoMap | null;

function dict(...items: GoValue[]): GoMap {
  spend(entryCost * (1 + items.length));
  const map: GoMap = new Map();
  for (let i = 0; i < items.length; i += 2)
    map.set(strval(items[i] ?? null), i + 1 < items.length ? (items[i + 1] ?? null) : "");
  return map;
}

function get(map: Dict, key: string): GoValue {
  const value = map?.get(key);
  return value === undefined ? "" : value;
}

function set(map: Dict, key: string, value: GoValue): GoMap {
  if (map === null || isNilCollection(map)) throw panic("assignment to entry in nil map");
  spend(entryCost);
  return map.set(key, value);
}

function unset(map: Dict, key: string): GoMap {
  map?.delete(key);
  return map ?? asNil(new Map());
}

function hasKey(map: Dict, key: string): boolean {
  return map?.has(key) ?? false;
}

function pluck(key: string, ...maps: Dict[]): GoList {
  return maps.flatMap((map) => (map?.has(key) ? [map.get(key) ?? null] : []));
}

/** Go walks a map in random order; here it is the order of the keys. */
function sortedKeys(map: Dict): string[] {
  spend(10 * (map?.size ?? 0));
  return map === null ? [] : [...map.keys()].sort(compareText);
}

function pick(map: Dict, ...keys: string[]): GoMap {
  return new Map(keys.flatMap((key) => (map?.has(key) ? [[key, map.get(key) ?? null] as const] : [])));
}

function omit(map: Dict, ...keys: string[]): GoMap {
  spend(50 * (map?.size ?? 0));
  const omitted = new Set(keys);
  return new Map([...(map ?? [])].filter(([key]) => !omitted.has(key)));
}

function mergeAll(overwrite: boolean): (target: Dict, ...sources: Dict[]) => GoMap {
  return (target, ...sources) => {
    // A nil map is replaced by a new one when there is something to merge into it.
    let merged = target ?? asNil(new Map());
    for (const source of sources) {
      if (source === null || isNilCollection(source)) continue;
      if (isNilCollection(merged)) merged = new Map();
      mergeInto(merged, source, overwrite);
    }
    return merged;
  };
}

function dig(...steps: GoValue[]): GoValue {
  if (steps.length < 3) throw panic("dig needs at least three arguments");
  const map = asDict(steps.at(-1) ?? null);
  const fallback = steps.at(-2) ?? null;
  const keys = steps.slice(0, -2).map((key) => {
    if (typeof key !== "string") throw conversionPanic(key, "string");
    return key;
  });
  let current: GoMap = map;
  for (const key of keys.slice(0, -1)) {
    const next = current.get(key);
    if (next === undefined) return fallback;
    current = asDict(next);
  }
  const found = current.get(keys.at(-1) ?? "");
  return found === undefined ? fallback : found;
}

/** Go's type assertion `value.(map[string]interface {})`, which a named map type fails as well */
function asDict(value: GoValue): GoMap {
  if (value instanceof Map && typeOf(value).name === "map[string]interface {}") return value;
  throw conversionPanic(value, "map[string]interface {}");
}

function conversionPanic(value: GoValue, wanted: string): GoError {
  const type = value === null ? "nil" : typeOf(value).name;
  return panic(`interface conversion: interface {} is ${type}, not ${wanted}`);
}

function copyOrPanic(value: GoValue): GoValue {
  if (value === null) throw panic("reflect: call of reflect.Value.Type on zero Value");
  return deepCopy(value);
}

/** Sprig's dict.go. */
export const dictFunctions: Record<string, GoFunction> = {
  dict: { signature: "func(...interface {}) map[string]interface {}", call: dict },
  get: { signature: "func(map[string]interface {}, string) interface {}", call: get },
  set: { signature: "func(map[string]interface {}, string, interface {}) map[string]interface {}", call: set },
  unset: { signature: "func(map[string]interface {}, string) map[string]interface {}", call: unset },
  hasKey: { signature: "func(map[string]interface {}, string) bool", call: hasKey },
  pluck: { signature: "func(string, ...map[string]interface {}) []interface {}", call: pluck },
  keys: {
    signature: "func(...map[string]interface {}) []string",
    call: (...maps: Dict[]) => strings(maps.flatMap(sortedKeys)),
  },
  values: {
    signature: "func(map[string]interface {}) []interface {}",
    call: (map: Dict) => sortedKeys(map).map((key) => map?.get(key) ?? null),
  },
  pick: { signature: "func(map[string]interface {}, ...string) map[string]interface {}", call: pick },
  omit: { signature: "func(map[string]interface {}, ...string) map[string]interface {}", call: omit },
  merge: {
    signature: "func(map[string]interface {}, ...map[string]interface {}) interface {}",
    call: mergeAll(false),
  },
  mustMerge: {
    signature: "func(map[string]interface {}, ...map[string]interface {}) (interface {}, error)",
    call: mergeAll(false),
  },
  mergeOverwrite: {
    signature: "func(map[string]interface {}, ...map[string]interface {}) interface {}",
    call: mergeAll(true),
  },
  mustMergeOverwrite: {
    signature: "func(map[string]interface {}, ...map[string]interface {}) (interface {}, error)",
    call: mergeAll(true),
  },
  deepCopy: { signature: "func(interface {}) interface {}", call: copyOrPanic },
  mustDeepCopy: { signature: "func(interface {}) (interface {}, error)", call: copyOrPanic },
  dig: { signature: "func(...interface {}) (interface {}, error)", call: dig },
};
