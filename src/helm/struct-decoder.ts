import { spend } from "../govalue/allowance.ts";
import { formatFloat32 } from "../govalue/strconv.ts";
import { type GoMap, type GoValue, goTypes } from "../govalue/value.ts";
import { HelmError } from "./errors.ts";

/**
 * Decoders for the few Go structs that helm reads YAML into (Chart.yaml, lock files, the head of a manifest), as
 * sigs.k8s.io/yaml and encoding/json do it between them: keys match fields whatever their case, a number or boolean where
 * a string is wanted becomes one, null leaves the zero value, unknown keys are skipped.
 */
export interface Decoder<T> {
  /** The Go type, for messages. */
  readonly type: string;
  /** What a field holds that is absent or null. */
  readonly zero: T;
  /** @param existing a struct that is decoded into: fields that the value does not have keep theirs */
  decode(value: GoValue, place: Place, existing?: T): T;
}

/** Where in which struct a value stands: the struct that holds the field, and the keys from the outermost one. */
interface Place {
  readonly struct: string;
  readonly path: readonly string[];
}

const nowhere: Place = { struct: "", path: [] };

/** Decodes a document, where given into an existing struct. */
export function decodeDocument<T>(decoder: Decoder<T>, document: GoValue, existing?: T): T {
  return document === null ? (existing ?? decoder.zero) : decoder.decode(document, nowhere, existing);
}

export const textDecoder: Decoder<string> = {
  type: "string",
  zero: "",
  decode(value, place) {
    const text = scalarText(value);
    if (text === undefined) throw mismatch(value, place, "string");
    return text;
  },
};

export const boolDecoder: Decoder<boolean> = {
  type: "bool",
  zero: false,
  decode(value, place) {
    if (typeof value !== "boolean") throw mismatch(value, place, "bool");
    return value;
  },
};

/** A `time.Time`; helm reads the time of a lock file and never looks at it. */
export const timeDecoder: Decoder<undefined> = {
  type: "time.Time",
  zero: undefined,
  decode(value) {
    if (typeof value !== "string") throw decodingError("Time.UnmarshalJSON: input is not a JSON string");
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d+)?(Z|[+-]\d\d:\d\d)$/.test(value)) {
      throw decodingError(`parsing time "${value}" as "2006-01-02T15:04:05Z07:00": cannot parse "${value}" as "2006"`);
    }
    return undefined;
  },
};

/** An `interface {}`: every number is a float64. */
export const anyDecoder: Decoder<GoValue> = { type: goTypes.any.name, zero: null, decode: withFloats };

function withFloats(value: GoValue): GoValue {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(withFloats);
  return value instanceof Map ? new Map([...value].map(([key, item]) => [key, withFloats(item)])) : value;
}

/** A `map[string]interface {}` whose numbers are floats already. */
export const tableDecoder: Decoder<GoMap | undefined> = {
  type: goTypes.map.name,
  zero: undefined,
  decode(value, place) {
    if (!(value instanceof Map)) throw mismatch(value, place, goTypes.map.name);
    return value;
  },
};

/** A slice; absent or null it is nil, which is `undefined` here. */
export function listOf<T>(element: Decoder<T>): Decoder<T[] | undefined> {
  const type = `[]${element.type}`;
  return {
    type,
    zero: undefined,
    decode(value, place) {
      if (!Array.isArray(value)) throw mismatch(value, place, type);
      return value.map((item) => (item === null ? element.zero : element.decode(item, place)));
    },
  };
}

/** A `map[string]T`; absent or null it is nil, which is `undefined` here. */
export function mapOf<T>(element: Decoder<T>): Decoder<Map<string, T> | undefined> {
  const type = `map[string]${element.type}`;
  return {
    type,
    zero: undefined,
    decode(value, place) {
      if (!(value instanceof Map)) throw mismatch(value, place, type);
      const decoded = new Map<string, T>();
      for (const [key, item] of inKeyOrder(value)) {
        decoded.set(key, item === null ? element.zero : element.decode(item, place));
      }
      return decoded;
    },
  };
}

/** A pointer to a struct; null is nil, which is `undefined` here. */
export function pointerTo<T>(struct: Decoder<T>): Decoder<T | undefined> {
  return { type: `*${struct.type}`, zero: undefined, decode: struct.decode };
}

type Fields<T> = { readonly [K in keyof T]: { readonly key: string; readonly decoder: Decoder<T[K]> } };

/**
 * A struct.
 *
 * @param type the Go type with its package; none for an anonymous one
 * @param fields the fields by their name here, each with its JSON name
 */
export function structOf<T extends object>(type: string, fields: Fields<T>): Decoder<T> {
  const names = Object.keys(fields) as (keyof T)[];
  const exact = new Map(names.map((name) => [fields[name].key, name]));
  const folded = new Map(names.map((name) => [fields[name].key.toLowerCase(), name]).reverse() as [string, keyof T][]);
  const zero = (): T => Object.fromEntries(names.map((name) => [name, fields[name].decoder.zero])) as T;
  const struct = type.startsWith("struct {") ? "" : type.slice(type.lastIndexOf(".") + 1);
  return {
    type,
    get zero() {
      return zero();
    },
    decode(value, place, existing) {
      if (!(value instanceof Map)) throw mismatch(value, place, type);
      const decoded = existing ?? zero();
      for (const [key, item] of inKeyOrder(value)) {
        const name = exact.get(key) ?? folded.get(key.toLowerCase());
        if (name === undefined || item === null) continue;
        const field = fields[name];
        decoded[name] = field.decoder.decode(item, { struct, path: [...place.path, field.key] });
      }
      return decoded;
    },
  };
}

function inKeyOrder(map: GoMap): [string, GoValue][] {
  spend(30 * map.size);
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The text that sigs.k8s.io/yaml puts where a string is wanted. */
function scalarText(value: GoValue): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  return typeof value === "number" ? formatFloat32(value) : undefined;
}

function mismatch(value: GoValue, place: Place, type: string): HelmError {
  const target =
    place.path.length === 0
      ? `Go value of type ${type}`
      : `Go struct field ${place.struct}.${place.path.join(".")} of type ${type}`;
  return decodingError(`json: cannot unmarshal ${jsonKind(value)} into ${target}`);
}

function decodingError(message: string): HelmError {
  return new HelmError(`error unmarshaling JSON: while decoding JSON: ${message}`);
}

function jsonKind(value: GoValue): string {
  if (Array.isArray(value)) return "array";
  if (value instanceof Map) return "object";
  if (typeof value === "string") return "string";
  return typeof value === "boolean" ? "bool" : "number";
}
