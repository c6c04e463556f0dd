import { sprint } from "../govalue/fmt.ts";
import { GoObject, type GoValue } from "../govalue/value.ts";
import type { Operand } from "./operand.ts";
import { isPointer } from "./operand.ts";

/** What fmt gets to print for an operand, by `printableValue` of Go's text/template/exec.go. */
export function printable(value: Operand): GoValue {
  if (value === undefined) return "<no value>";
  // The struct and not the pointer is printed, unless it knows how to print itself.
  if (isPointer(value) && value.goString() === undefined) return sprint([value]).slice("&".length);
  return printsByPointer(value) ?? value;
}

/**
 * Of a struct whose `String` is a method of the pointer, Go takes the address if it can. It can for the field of a struct,
 * which is how templates get at such a value; that a function may have passed it on, as a copy, is not told apart here.
 */
function printsByPointer(value: GoValue): GoValue | undefined {
  if (!(value instanceof GoObject) || value.goType.kind !== "struct" || value.goString() !== undefined)
    return undefined;
  return value.goType.methods?.get("String")?.call(value);
}

/** The text of an operand as an action prints it. */
export function printText(value: Operand): string {
  switch (typeof value) {
    case "string":
      return value;
    case "bigint":
    case "boolean":
      return String(value);
    default:
      return sprint([printable(value)]);
  }
}
