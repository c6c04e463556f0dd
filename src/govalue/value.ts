/**
 * Go's values as templates, YAML and the template functions see them.
 *
 * | Go                              | here                                                              |
 * | ------------------------------- | ----------------------------------------------------------------- |
 * | nil                             | `null`                                                            |
 * | bool, string, float64           | `boolean`, `string`, `number`                                     |
 * | int                             | `bigint`, kept in 64 bits by whoever computes                     |
 * | int64, uint8, int32, ...        | {@link GoInt}                                                     |
 * | json.Number                     | {@link JsonNumber}                                                |
 * | []byte                          | `Uint8Array`                                                      |
 * | []interface {}, []string, ...   | array; the Go type by {@link withType}, default `[]interface {}`  |
 * | map[string]interface {}, ...    | `Map`, any order; the Go type by {@link withType}                 |
 * | structs, pointers, time.Time    | a subclass of {@link GoObject}                                    |
 *
 * Go's strings are bytes. Here they are JavaScript's strings; a byte that belongs to no valid UTF-8 sequence is carried
 * as the lone surrogate U+DC00 + byte (see `text.ts`), so that cutting a string in the middle of a rune loses nothing.
 *
 * `Map` and not an object holds a mapping: `__proto__` and `constructor` are keys like any other.
 */
export type GoValue =
  | null
  | boolean
  | string
  | number
  | bigint
  | GoInt
  | JsonNumber
  | Uint8Array
  | GoList
  | GoMap
  | GoObject;

export type GoList = GoValue[];
export type GoMap = Map<string, GoValue>;

/** A reflect.Kind, by Go's name for it. */
export type GoKind =
  | "invalid"
  | "bool"
  | "string"
  | "int"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float32"
  | "float64"
  | "slice"
  | "map"
  | "struct"
  | "ptr"
  | "func"
  | "interface";

/** A Go type: its name as `%T` prints it, its kind, and the methods that a template can call on a value of it. */
export interface GoType {
  /** As `%T` prints it: `[]interface {}`, `chartutil.Values`, `*chart.Metadata`. */
  readonly name: string;
  readonly kind: GoKind;
  /** Exported methods by name; the receiver is the first argument of the call. */
  readonly methods?: ReadonlyMap<string, GoMethod>;
  /** For `map` and `slice`: the type of an element; what indexing a missing key gives follows from it. */
  readonly element?: GoType;
}

/** A method: its Go signature without the receiver, such as `func(string) bool`, and what it does. */
export interface GoMethod {
  readonly signature: string;
  call(receiver: GoValue, ...args: GoValue[]): GoValue;
}

/** An integer of any Go type but `int`. The value is always within the range of its type. */
export class GoInt {
  readonly value: bigint;
  readonly kind: GoIntKind;

  constructor(value: bigint, kind: GoIntKind) {
    this.value = wrapInteger(value, kind);
    this.kind = kind;
  }
}

export type GoIntKind = "int8" | "int16" | "int32" | "int64" | "uint" | "uint8" | "uint16" | "uint32" | "uint64";

const integerBits: Readonly<Record<GoIntKind | "int", number>> = {
  int: 64,
  int8: 8,
  int16: 16,
  int32: 32,
  int64: 64,
  uint: 64,
  uint8: 8,
  uint16: 16,
  uint32: 32,
  uint64: 64,
};

/** Whether a kind is that of an integer other than `int`: of a {@link GoInt}. */
export function isGoIntKind(kind: GoKind): kind is GoIntKind {
  return kind !== "int" && kind in integerBits;
}

/** The value that Go's wrapping arithmetic leaves in an integer of this kind. */
export function wrapInteger(value: bigint, kind: GoIntKind | "int"): bigint {
  const bits = integerBits[kind];
  return kind.startsWith("u") ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value);
}

/** encoding/json's Number: a number kept as the text it was written in. Its kind is string. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A struct, a pointer to one, or another value that is more than data (time.Time, an error). */
export abstract class GoObject {
  abstract readonly goType: GoType;

  /** The exported field of that name, or `undefined` where there is none. */
  field(_name: string): GoValue | undefined {
    return undefined;
  }

  /** The fields in declaration order, for printing with `%v` and for encoding; none unless the subclass says so. */
  fields(): readonly (readonly [string, GoValue])[] {
    return [];
  }

  /** What `String()` or `Error()` returns where the type has one; `%v` prints it. */
  goString(): string | undefined {
    return undefined;
  }
}

export const goTypes = {
  nil: { name: "<nil>", kind: "invalid" },
  any: { name: "interface {}", kind: "interface" },
  bool: { name: "bool", kind: "bool" },
  string: { name: "string", kind: "string" },
  int: { name: "int", kind: "int" },
  float64: { name: "float64", kind: "float64" },
  jsonNumber: { name: "json.Number", kind: "string" },
  bytes: { name: "[]uint8", kind: "slice", element: { name: "uint8", kind: "uint8" } },
  list: { name: "[]interface {}", kind: "slice", element: { name: "interface {}", kind: "interface" } },
  strings: { name: "[]string", kind: "slice", element: { name: "string", kind: "string" } },
  map: { name: "map[string]interface {}", kind: "map", element: { name: "interface {}", kind: "interface" } },
  stringMap: { name: "map[string]string", kind: "map", element: { name: "string", kind: "string" } },
} as const satisfies Record<string, GoType>;

const declaredTypes = new WeakMap<object, GoType>();

/**
 * Gives an array or a map a Go type other than the default (`[]interface {}`, `map[string]interface {}`).
 *
 * @returns the same object
 */
export function withType<T extends GoList | GoMap>(value: T, type: GoType): T {
  declaredTypes.set(value, type);
  return value;
}

/** The Go type of a value; of nil, `goTypes.nil`. */
export function typeOf(value: GoValue): GoType {
  switch (typeof value) {
    case "boolean":
      return goTypes.bool;
    case "string":
      return goTypes.string;
    case "number":
      return goTypes.float64;
    case "bigint":
      return goTypes.int;
  }
  if (value === null) return goTypes.nil;
  // Most of what is looked at is a map.
  if (value instanceof Map) return declaredTypes.get(value) ?? goTypes.map;
  if (Array.isArray(value)) return declaredTypes.get(value) ?? goTypes.list;
  if (value instanceof GoObject) return value.goType;
  if (value instanceof GoInt) return { name: value.kind, kind: value.kind };
  if (value instanceof JsonNumber) return goTypes.jsonNumber;
  return goTypes.bytes;
}

/** The value of any Go integer, or `undefined` where the value is no integer. */
export function integerValue(value: GoValue): bigint | undefined {
  if (typeof value === "bigint") return value;
  return value instanceof GoInt ? value.value : undefined;
}
