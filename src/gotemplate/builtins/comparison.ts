/** `eq`, `ne`, `lt`, `le`, `gt` and `ge`, as in Go's text/template/funcs.go. */
import { sprintf } from "../../govalue/fmt.ts";
import { GoError } from "../../govalue/function.ts";
import { compareText } from "../../govalue/text.ts";
import type { GoValue } from "../../govalue/value.ts";
import { GoInt, GoObject, JsonNumber, typeOf } from "../../govalue/value.ts";
import type { Operand } from "../operand.ts";
import type { Builtin } from "./builtin.ts";

type BasicKind = "bool" | "int" | "uint" | "float" | "string";

/** The kind for comparison, with what is compared; `undefined` for what is compared otherwise or not at all. */
function basicKind(value: Operand): BasicKind | undefined {
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "string":
      return "string";
    case "number":
      return "float";
    case "bigint":
      return "int";
  }
  if (value instanceof GoInt) return value.kind.startsWith("u") ? "uint" : "int";
  return value instanceof JsonNumber ? "string" : undefined;
}

/** The part that is compared. Integers compare whatever their type's width and sign. */
function basicValue(value: Operand): Operand {
  if (value instanceof GoInt) return value.value;
  return value instanceof JsonNumber ? value.text : value;
}

function isInteger(kind: BasicKind | undefined): boolean {
  return kind === "int" || kind === "uint";
}

function incompatible(a: Operand, b: Operand): GoError {
  return new GoError(`incompatible types for comparison: ${typeOf(a ?? null).name} and ${typeOf(b ?? null).name}`);
}

function equal(a: Operand, b: Operand): boolean {
  const kind = basicKind(a);
  const other = basicKind(b);
  const aIsNil = a === undefined || a === null;
  const bIsNil = b === undefined || b === null;
  if (kind !== other && !(isInteger(kind) && isInteger(other))) {
    if (aIsNil || bIsNil) return false;
    throw incompatible(a, b);
  }
  if (kind !== undefined) return basicValue(a) === basicValue(b);
  if (aIsNil || bIsNil) return aIsNil && bIsNil;
  const aType = typeOf(a);
  const bType = typeOf(b);
  if (aType.kind !== bType.kind) {
    // The type comes first for the second operand, as in Go's message.
    throw new GoError(sprintf("non-comparable types %s: %v, %s: %v", [a, aType.name, bType.name, b]));
  }
  if (!isComparable(b)) throw new GoError(sprintf("non-comparable type %s: %v", [b, bType.name]));
  return a === b || (aType.name === bType.name && aType.kind === "struct" && haveEqualFields(a, b));
}

/** A struct is comparable if all its fields are. */
function isComparable(value: GoValue): boolean {
  const { kind } = typeOf(value);
  if (kind === "map" || kind === "slice" || kind === "func") return false;
  return kind !== "struct" || fieldsOf(value).every(isComparable);
}

function haveEqualFields(a: GoValue, b: GoValue): boolean {
  const others = fieldsOf(b);
  return fieldsOf(a).every((field, i) => equal(field, others[i]));
}

function fieldsOf(value: GoValue): GoValue[] {
  return value instanceof GoObject ? value.fields().map(([, field]) => field) : [];
}

function less(a: Operand, b: Operand): boolean {
  const kind = basicKind(a);
  const other = basicKind(b);
  if (kind === undefined || other === undefined) throw new GoError("invalid type for comparison");
  if (kind !== other && !(isInteger(kind) && isInteger(other))) throw incompatible(a, b);
  if (kind === "bool") throw new GoError("invalid type for comparison");
  const x = basicValue(a);
  const y = basicValue(b);
  if (typeof x === "string" && typeof y === "string") return compareText(x, y) < 0;
  // Both are numbers, or both are integers.
  return (x as number) < (y as number);
}

function lessOrEqual(a: Operand, b: Operand): boolean {
  return less(a, b) || equal(a, b);
}

const binary = "func(reflect.Value, reflect.Value) (bool, error)";

export const comparisons: readonly (readonly [string, Builtin])[] = [
  [
    "eq",
    {
      signature: "func(reflect.Value, ...reflect.Value) (bool, error)",
      call(first, ...others) {
        if (others.length === 0) throw new GoError("missing argument for comparison");
        return others.some((other) => equal(first, other));
      },
    },
  ],
  ["ne", { signature: binary, call: (a, b) => !equal(a, b) }],
  ["lt", { signature: binary, call: (a, b) => less(a, b) }],
  ["le", { signature: binary, call: (a, b) => lessOrEqual(a, b) }],
  ["gt", { signature: binary, call: (a, b) => !lessOrEqual(a, b) }],
  ["ge", { signature: binary, call: (a, b) => !less(a, b) }],
];
