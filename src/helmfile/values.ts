import { spend } from "../govalue/allowance.ts";
import { sprintf } from "../govalue/fmt.ts";
import { compareText } from "../govalue/text.ts";
import { GoInt, type GoMap, type GoValue, typeOf } from "../govalue/value.ts";
import type { YamlMap, YamlScalar, YamlValue } from "../goyaml/index.ts";
import { HelmfileError } from "./error.ts";

/**
 * `maputil.CastKeysToStrings` of helmfile: maps at any depth get texts for keys.
 *
 * @throws HelmfileError for a key that is no text
 */
export function castKeysToStrings(map: YamlMap): GoMap {
  const known = cast.get(map);
  if (known !== undefined) return known;
  spend(20 * (1 + map.size));
  const result: GoMap = new Map();
  for (const [key, value] of map) {
    if (typeof key !== "string") throw unexpectedKey(key, map);
    result.set(key, castValue(value));
  }
  cast.set(map, result);
  return result;
}

/** Values are never changed in place, so that what was cast once can be used again. */
const cast = new WeakMap<YamlMap, GoMap>();

/** `maputil.RecursivelyStringifyMapKey` */
export function castValue(value: YamlValue): GoValue {
  if (value instanceof Map) return castKeysToStrings(value);
  if (!Array.isArray(value)) return value;
  spend(10 * value.length);
  return value.map(castValue);
}

function unexpectedKey(key: YamlValue, map: YamlMap): HelmfileError {
  const { name: type } = typeOf(key as GoValue);
  return new HelmfileError(
    `unexpected type of key in map: expected string, got ${type}: value=${printed(key)}, map=${printed(map)}`,
  );
}

/** What helmfile says of an element of `values:` that is neither a path nor a map. */
export function unexpectedValue(value: YamlValue): HelmfileError {
  const { name: type } = typeOf(value as GoValue);
  return new HelmfileError(`unexpected type of value: value=${printed(value)}, type=${type}`);
}

type Verb = "%v" | "%s";

/** A value as Go prints it, with whatever keys. */
export function printed(value: YamlValue, verb: Verb = "%v"): string {
  spend(50);
  const within = (item: YamlValue) => (item === null ? "<nil>" : printed(item, verb));
  if (Array.isArray(value)) return `[${value.map(within).join(" ")}]`;
  if (!(value instanceof Map)) return sprintf(verb, [value]);
  const entries = [...value].sort(([a], [b]) => compareKeys(a, b));
  return `map[${entries.map(([key, item]) => `${within(key)}:${within(item)}`).join(" ")}]`;
}

/** Go's order of the keys of a `map[interface {}]interface {}`, in which types come as helmfile happens to be linked. */
function compareKeys(a: YamlScalar, b: YamlScalar): number {
  const [rankA, rankB] = [typeRank(a), typeRank(b)];
  if (rankA !== rankB) return rankA - rankB;
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  return (a as number) < (b as number) ? -1 : 1;
}

function typeRank(key: YamlScalar): number {
  const isUnsigned = typeof key === "bigint" && BigInt.asIntN(64, key) !== key;
  const type = key === null ? "nil" : isUnsigned ? "uint64" : typeof key;
  return ["nil", "string", "uint64", "bigint", "number", "boolean", "object"].indexOf(type);
}

/** A map whose keys, at any depth, are text as Go prints it: `%v`. */
export function textKeys(map: YamlMap): GoMap {
  return withTextKeys(map) as GoMap;
}

function withTextKeys(value: YamlValue): GoValue {
  spend(50);
  if (Array.isArray(value)) return value.map(withTextKeys);
  if (!(value instanceof Map)) return value;
  return new Map(Array.from(value, ([key, item]) => [printed(key), withTextKeys(item)]));
}

/**
 * What becomes of values that helmfile v0.167.1 copies by writing and reading YAML: floats that are written as integers
 * are integers from then on.
 */
export function copyThroughYaml(value: GoMap): GoMap {
  return copied(value) as GoMap;
}

const copies = new WeakMap<object, GoValue>();

function copied(value: GoValue): GoValue {
  if (typeof value === "number") return writtenAsInteger(value) ? BigInt(value) : value;
  if (value instanceof GoInt) return value.value;
  if (!(value instanceof Map || Array.isArray(value))) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  spend(20 + 10 * (Array.isArray(value) ? value.length : value.size));
  const copy = Array.isArray(value) ? copiedList(value) : copiedMap(value);
  copies.set(value, copy);
  copies.set(copy as object, copy);
  return copy;
}

/** The same map where nothing in it changes. */
function copiedMap(map: GoMap): GoMap {
  let copy = map;
  for (const [key, value] of map) {
    const item = copied(value);
    if (item === value) continue;
    if (copy === map) copy = new Map(map);
    copy.set(key, item);
  }
  return copy;
}

function copiedList(list: GoValue[]): GoValue[] {
  const copy = list.map(copied);
  return copy.some((item, i) => item !== list[i]) ? copy : list;
}

/** Go's `%g` writes whole numbers below a million without a dot or an exponent. */
function writtenAsInteger(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 1e6;
}
