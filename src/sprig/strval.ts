import { spend } from "../govalue/allowance.ts";
import { sprint } from "../govalue/fmt.ts";
import { bytesToText } from "../govalue/text.ts";
import { type GoList, type GoValue, goTypes, typeOf, withType } from "../govalue/value.ts";

/** Sprig's `strval` (strings.go), which `toString` is: the text of anything. */
export function strval(value: GoValue): string {
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return bytesToText(value);
  return sprint([value]);
}

/** Sprig's `strslice` (strings.go): a `[]string` as it is, of other lists the texts of what is not nil. */
export function strslice(value: GoValue): string[] {
  if (value === null) return strings([]);
  if (Array.isArray(value) || value instanceof Uint8Array) spend(5 * value.length);
  if (isStringList(value)) return value;
  if (Array.isArray(value)) return strings(value.filter((item) => item !== null).map(strval));
  if (value instanceof Uint8Array) return strings(Array.from(value, String));
  return strings([strval(value)]);
}

/** A Go `[]string`. */
export function strings(list: string[]): string[] {
  withType<GoList>(list, goTypes.strings);
  return list;
}

function isStringList(value: GoValue): value is string[] {
  return Array.isArray(value) && typeOf(value).name === goTypes.strings.name;
}
