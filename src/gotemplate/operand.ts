import { asNil } from "../govalue/nil.ts";
import type { GoType, GoValue } from "../govalue/value.ts";
import { GoInt, GoObject, isGoIntKind, JsonNumber, typeOf, withType } from "../govalue/value.ts";

/**
 * What an expression evaluates to. Go tells two kinds of nothing apart, and so do the errors: `null` is an
 * `interface {}` that holds nil, such as an element of a list; `undefined` is no value at all (reflect's zero Value),
 * which a pipeline makes of the former and which prints as `<no value>`.
 */
export type Operand = GoValue | undefined;

/** The type of an operand that is there, as errors name it; of a nil, the type of the variable that holds it. */
export function typeName(value: GoValue): string {
  return value === null ? "interface {}" : typeOf(value).name;
}

/** Whether a value counts as true: `isTrue` of Go's text/template/exec.go, not the zero value of its type. */
export function isTrue(value: Operand): boolean {
  switch (typeof value) {
    case "undefined":
      return false;
    case "boolean":
      return value;
    case "string":
      return value !== "";
    case "number":
      return value !== 0;
    case "bigint":
      return value !== 0n;
  }
  if (value === null) return false;
  if (value instanceof Map) return value.size > 0;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length > 0;
  if (value instanceof GoInt) return value.value !== 0n;
  if (value instanceof JsonNumber) return value.text !== "";
  return true;
}

/** The type that a pointer points to, or the type itself. */
export function indirectType(value: GoValue): string {
  const { kind, name } = typeOf(value);
  return kind === "ptr" ? name.slice(1) : name;
}

/** What `reflect.Zero` gives; nil where a type of ours has no other. */
export function zeroValue(type: GoType): GoValue {
  switch (type.kind) {
    case "string":
      return "";
    case "bool":
      return false;
    case "int":
      return 0n;
    case "float32":
    case "float64":
      return 0;
    case "slice":
      return type.name === "[]uint8" ? new Uint8Array() : asNil(withType([], type));
    case "map":
      return asNil(withType(new Map(), type));
    default:
      return isGoIntKind(type.kind) ? new GoInt(0n, type.kind) : null;
  }
}

/** Whether a value is an object that Go would hold by a pointer and that prints as what it points to. */
export function isPointer(value: GoValue): value is GoObject {
  return value instanceof GoObject && value.goType.kind === "ptr";
}
