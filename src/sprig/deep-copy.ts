import { spend } from "../govalue/allowance.ts";
import { asNil, isNilCollection } from "../govalue/nil.ts";
import { type GoList, type GoMap, type GoValue, goTypes, typeOf, withType } from "../govalue/value.ts";
import { panic } from "./errors.ts";

/** `copystructure.Copy` of mitchellh/copystructure v1.2.0: a copy of all lists and maps, of the same types. */
export function deepCopy(value: GoValue): GoValue {
  return copy(value, new Set());
}

function copy(value: GoValue, within: Set<GoValue>): GoValue {
  spend(5);
  if (value instanceof Uint8Array) spend(value.length / 4);
  if (value instanceof Uint8Array) return value.slice();
  if (!(Array.isArray(value) || value instanceof Map)) return value;
  // Go would recurse until its stack is used up.
  if (within.has(value)) throw panic("deepCopy: a value contains itself");
  spend(100);
  within.add(value);
  const copied: GoList | GoMap = Array.isArray(value)
    ? value.map((item) => copy(item, within))
    : new Map(Array.from(value, ([key, item]) => [key, copy(item, within)]));
  within.delete(value);
  const type = typeOf(value);
  if (type !== goTypes.list && type !== goTypes.map) withType(copied, type);
  return isNilCollection(value) ? asNil(copied) : copied;
}
