import { asNil, isNilCollection } from "../govalue/nil.ts";
import { type GoList, type GoMap, type GoValue, typeOf, withType } from "../govalue/value.ts";
import { panic } from "./errors.ts";

/** `copystructure.Copy` of mitchellh/copystructure v1.2.0: a copy of all lists and maps, of the same types. */
export function deepCopy(value: GoValue): GoValue {
  return copy(value, new Set());
}

function copy(value: GoValue, within: Set<GoValue>): GoValue {
  if (value instanceof Uint8Array) return value.slice();
  if (!(Array.isArray(value) || value instanceof Map)) return value;
  // Go would recurse until its stack is used up.
  if (within.has(value)) throw panic("deepCopy: a value contains itself");
  within.add(value);
  const copied: GoList | GoMap = Array.isArray(value)
    ? value.map((item) => copy(item, within))
    : new Map(Array.from(value, ([key, item]) => [key, copy(item, within)]));
  within.delete(value);
  withType(copied, typeOf(value));
  return isNilCollection(value) ? asNil(copied) : copied;
}
