import { sprintf } from "../../govalue/fmt.ts";
import { quote } from "../../govalue/strconv.ts";
import { type GoValue, JsonNumber } from "../../govalue/value.ts";

/** Something in a value that a schema does not allow, as santhosh-tekuri/jsonschema v6 reports it: a tree. */
export interface Problem {
  /** The keys from the outermost value on. */
  readonly path: readonly string[];
  readonly message: string;
  readonly causes: readonly Problem[];
  /** Several problems of one value, or all that were found through one reference. */
  readonly kind?: "group" | "reference";
}

/** Prints problems as the library's `ValidationError.Error` does, a line each. */
export function printProblems(problems: readonly Problem[], depth = 0): string[] {
  return problems.flatMap((problem) => {
    const { path, message, causes, kind } = problem;
    if (kind === "reference" && causes.length === 1) return printProblems(causes, depth);
    const line = `${"  ".repeat(depth)}- at ${quoted(pointerTo(path))}: ${message}`;
    return [line, ...printProblems(causes, depth + 1)];
  });
}

function pointerTo(path: readonly string[]): string {
  return path.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** A text in the single quotes of the library. */
export function quoted(text: string): string {
  const inner = quote(text).slice(1, -1);
  return `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

export function quotedList(texts: readonly string[]): string {
  return texts.map(quoted).join(", ");
}

/** A value that is neither a list nor an object. */
export function display(value: GoValue): string {
  if (typeof value === "string") return quoted(value);
  return value instanceof JsonNumber ? value.text : sprintf("%v", [value]);
}

export function isPrimitive(value: GoValue): boolean {
  return !Array.isArray(value) && !(value instanceof Map);
}

/** Numbers go through golang.org/x/text/message, which groups their digits. */
export function grouped(number: number): string {
  return number.toLocaleString("en-US", { maximumFractionDigits: 20 });
}
