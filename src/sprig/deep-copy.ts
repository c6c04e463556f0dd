import { asNil, isNilCollection } from "../govalue/nil.ts";
import { type GoList, type GoMap, type GoValue, typeOf, withType } from "../govalue/value.ts";
import { panic } from "./errors.ts";

/** `copystructure.Copy` of mitchellh/copystructure v1.2.0: a copy of all lists and maps, of the same types. */
export function deepCopy(value: GoValue): GoValue {
  return copy(value, []);
}

function copy(value: GoValue, path: readonly GoValue[]): GoValue {
  if (value instanceof Uint8Array) return value.slice();
  if (!(Array.isArray(value) || value instanceof Map)) return value;
  // Go would recurse until its stack is used up.
  if (path.includes(value)) throw panic("deepCopy: a value contains itself");
  const inner = [...path, value];
  const copied: GoList | GoMap = Array.isArray(value)
    ? value.map((item) => copy(item, inner))
    : new Map(Array.from(value, ([key, item]) => [key, copy(item, inner)]));
  withType(copied, typeOf(value));
  return isNilCollection(value) ? asNil(copied) : copied;
}
