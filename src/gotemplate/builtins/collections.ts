/** `index`, `slice` and `len`, as in Go's text/template/funcs.go. */
import { spend } from "../../govalue/allowance.ts";
import { GoError } from "../../govalue/function.ts";
import { byteLength, sliceBytes, textToBytes } from "../../govalue/text.ts";
import type { GoMap, GoValue } from "../../govalue/value.ts";
import { GoInt, integerValue, JsonNumber, typeOf, withType } from "../../govalue/value.ts";
import type { Operand } from "../operand.ts";
import { indirectType, zeroValue } from "../operand.ts";
import type { Builtin } from "./builtin.ts";

function lengthOf(value: GoValue): number | undefined {
  if (typeof value === "string") return byteLength(value);
  if (value instanceof Map) return value.size;
  if (value instanceof JsonNumber) return byteLength(value.text);
  return Array.isArray(value) || value instanceof Uint8Array ? value.length : undefined;
}

function length(item: Operand): bigint {
  if (item === undefined) throw new GoError("reflect: call of reflect.Value.Type on zero Value", { panic: true });
  if (item === null) throw new GoError("len of nil pointer");
  const count = lengthOf(item);
  if (count === undefined) throw new GoError(`len of type ${indirectType(item)}`);
  return BigInt(count);
}

/** @param limit the length of what is indexed; Go lets it pass here */
function indexNumber(index: Operand, limit: number): number {
  if (index === undefined || index === null) throw new GoError("cannot index slice/array with nil");
  const value = integerValue(index);
  if (value === undefined) throw new GoError(`cannot index slice/array with type ${typeOf(index).name}`);
  const signed = BigInt.asIntN(64, value);
  if (signed < 0n || signed > limit) throw new GoError(`index out of range: ${signed}`);
  return Number(signed);
}

function indexMap(map: GoMap, key: Operand): GoValue {
  if (key === undefined || key === null) throw new GoError("value is nil; should be of type string");
  if (typeof key !== "string") throw new GoError(`value has type ${typeOf(key).name}; should be string`);
  const found = map.get(key);
  if (found !== undefined) return found;
  const { element } = typeOf(map);
  return element ? zeroValue(element) : null;
}

function index(item: Operand, ...indexes: Operand[]): Operand {
  if (item === undefined || item === null) throw new GoError("index of untyped nil");
  let current: GoValue = item;
  for (const key of indexes) {
    if (current === null) throw new GoError("index of nil pointer");
    current = current instanceof Map ? indexMap(current, key) : indexSequence(current, key);
  }
  return current;
}

function indexSequence(item: GoValue, key: Operand): GoValue {
  if (typeof item === "string") return byteAt(textToBytes(item), key, "string");
  if (item instanceof JsonNumber) return byteAt(textToBytes(item.text), key, "string");
  if (item instanceof Uint8Array) return byteAt(item, key, "slice");
  if (!Array.isArray(item)) throw new GoError(`can't index item of type ${indirectType(item ?? null)}`);
  const found = item[indexNumber(key, item.length)];
  if (found === undefined) throw new GoError("reflect: slice index out of range", { panic: true });
  return found;
}

function byteAt(bytes: Uint8Array, key: Operand, kind: "string" | "slice"): GoValue {
  const byte = bytes[indexNumber(key, bytes.length)];
  if (byte === undefined) throw new GoError(`reflect: ${kind} index out of range`, { panic: true });
  return new GoInt(BigInt(byte), "uint8");
}

/** In Go the capacity of a slice is the limit, which may be more than its length; here it never is. */
function slice(item: Operand, ...indexes: Operand[]): Operand {
  if (item === undefined || item === null) throw new GoError("slice of untyped nil");
  if (indexes.length > 3) throw new GoError(`too many slice indexes: ${indexes.length}`);
  const isText = typeof item === "string" || item instanceof JsonNumber;
  if (isText && indexes.length === 3) throw new GoError("cannot 3-index slice a string");
  const limit = item instanceof Map ? undefined : lengthOf(item);
  if (limit === undefined) throw new GoError(`can't slice item of type ${indirectType(item)}`);
  const numbers = indexes.map((key) => indexNumber(key, limit));
  const [start = 0, end = limit, capacity = end] = numbers;
  if (start > end) throw new GoError(`invalid slice index: ${start} > ${end}`);
  if (end > capacity) throw new GoError(`invalid slice index: ${end} > ${capacity}`);
  return cut(item, start, end);
}

function cut(item: GoValue, start: number, end: number): GoValue {
  if (typeof item === "string") return sliceBytes(item, start, end);
  if (item instanceof JsonNumber) return new JsonNumber(sliceBytes(item.text, start, end));
  if (item instanceof Uint8Array) return item.subarray(start, end);
  spend((end - start) / 2);
  return Array.isArray(item) ? withType(item.slice(start, end), typeOf(item)) : item;
}

export const collections: readonly (readonly [string, Builtin])[] = [
  ["index", { signature: "func(reflect.Value, ...reflect.Value) (reflect.Value, error)", call: index }],
  [
    "slice",
    {
      signature: "func(reflect.Value, ...reflect.Value) (reflect.Value, error)",
      tellsInterfaces: true,
      call: slice,
    },
  ],
  ["len", { signature: "func(reflect.Value) (int, error)", call: length }],
];
