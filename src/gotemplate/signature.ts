import type { GoKind, GoType, GoValue } from "../govalue/value.ts";
import { GoInt, goTypes, isGoIntKind, typeOf } from "../govalue/value.ts";

/** A function's parameters and result, from its Go signature. */
export interface Signature {
  readonly parameters: readonly GoType[];
  /** The type of an element of the last parameter where that is variadic. */
  readonly variadic: GoType | undefined;
  readonly result: GoType;
}

/** reflect.Value: a parameter that takes any value, and nothing at all too. Only built-in functions have it. */
export const reflectValue: GoType = { name: "reflect.Value", kind: "struct" };

const signatures = new Map<string, Signature>();
const types = new Map<string, GoType>();

/** Parses a signature such as `func(string, ...interface {}) (string, error)`, each only once. */
export function parseSignature(text: string): Signature {
  let signature = signatures.get(text);
  if (!signature) {
    signature = readSignature(text);
    signatures.set(text, signature);
  }
  return signature;
}

function readSignature(text: string): Signature {
  const end = closingParenthesis(text);
  if (!text.startsWith("func(") || end < 0) throw new TypeError(`not a signature: ${text}`);
  const parameters = splitTypes(text.slice("func(".length, end));
  const results = splitTypes(
    text
      .slice(end + 1)
      .trim()
      .replace(/^\((.*)\)$/, "$1"),
  );
  const last = parameters.at(-1);
  const variadic = last?.startsWith("...") ? parseType(last.slice(3)) : undefined;
  return {
    parameters: (variadic ? parameters.slice(0, -1) : parameters).map(parseType),
    variadic,
    result: parseType(results[0] ?? ""),
  };
}

/** The index of the parenthesis that closes the first one. */
function closingParenthesis(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth += 1;
    if (text[i] === ")" && --depth === 0) return i;
  }
  return -1;
}

/** Splits at the commas that are in no parentheses; the names of parameters are not expected. */
function splitTypes(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    if (text[i] === "(") depth += 1;
    if (text[i] === ")") depth -= 1;
    if (i === text.length || (text[i] === "," && depth === 0)) {
      const part = text.slice(start, i).trim();
      if (part !== "") parts.push(part);
      start = i + 1;
    }
  }
  return parts;
}

const aliases: Readonly<Record<string, string>> = { any: "interface {}", byte: "uint8", rune: "int32" };

/** Named types of the standard library whose kind the name does not tell; any other is taken for a struct. */
const namedKinds: Readonly<Record<string, GoKind>> = {
  bool: "bool",
  string: "string",
  error: "interface",
  "interface {}": "interface",
  "json.Number": "string",
  "time.Duration": "int64",
  ...Object.fromEntries(
    (["int", "int8", "int16", "int32", "int64"] as const).flatMap((kind) => [
      [kind, kind],
      [`u${kind}`, `u${kind}`],
    ]),
  ),
  float32: "float32",
  float64: "float64",
};

function parseType(text: string): GoType {
  const name = text
    .replaceAll("interface{}", "interface {}")
    .replace(/\b(?:any|byte|rune)\b/g, (word) => aliases[word] ?? word);
  let type = types.get(name);
  if (!type) {
    type = readType(name);
    types.set(name, type);
  }
  return type;
}

function readType(name: string): GoType {
  if (name === reflectValue.name) return reflectValue;
  if (name.startsWith("[]")) return { name, kind: "slice", element: parseType(name.slice(2)) };
  if (name.startsWith("map[")) return { name, kind: "map", element: parseType(name.slice(name.indexOf("]") + 1)) };
  if (name.startsWith("*")) return { name, kind: "ptr" };
  if (name.startsWith("func(")) return { name, kind: "func" };
  return { name, kind: namedKinds[name] ?? "struct" };
}

/** Whether an untyped nil can be an argument of this type. */
export function canBeNil(type: GoType): boolean {
  switch (type.kind) {
    case "interface":
    case "map":
    case "slice":
    case "ptr":
    case "func":
      return true;
    default:
      return type === reflectValue;
  }
}

/** Whether the type is `interface {}`, to which everything can be assigned. */
export function isAny(type: GoType): boolean {
  return type.name === goTypes.any.name;
}

/** Go's rule of assignability, as far as values of ours can meet it; a pointer may stand for what it points to. */
export function isAssignable(value: GoValue, type: GoType): boolean {
  const from = typeOf(value);
  if (from.name === type.name) return true;
  if (from.kind === "ptr") return from.name === `*${type.name}`;
  // A type without a name of its own takes, and fits, whatever is built alike.
  if (from.kind !== type.kind || (from.kind !== "map" && from.kind !== "slice")) return false;
  return (isUnnamed(from) || isUnnamed(type)) && from.element?.name === type.element?.name;
}

function isUnnamed({ name }: GoType): boolean {
  return name.startsWith("[]") || name.startsWith("map[");
}

/** A result as the value of its declared type: functions return every integer as a `bigint`. */
export function typedResult(value: bigint, type: GoType): GoValue {
  return isGoIntKind(type.kind) ? new GoInt(value, type.kind) : value;
}
