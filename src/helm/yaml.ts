import { GoError } from "../govalue/function.ts";
import type { GoMap, GoValue } from "../govalue/value.ts";
import { marshal, unmarshal } from "../goyaml/index.ts";
import { decodeDocument, tableDecoder } from "./struct-decoder.ts";

/** Reads YAML for a struct: integers stay integers until it is known whether a string is wanted. */
export function readYaml(text: string): GoValue {
  return unmarshal(text, { keepIntegers: true });
}

/** Reads YAML that has to be a table; null, or no document, is `undefined`. */
export function readTable(text: string): GoMap | undefined {
  return decodeDocument(tableDecoder, unmarshal(text));
}

/** Prints YAML as the template function `toYaml` does: no newline at the end, and nothing where it cannot be printed. */
export function writeYaml(value: GoValue): string {
  try {
    const text = marshal(value);
    return text.endsWith("\n") ? text.slice(0, -1) : text;
  } catch (error) {
    if (error instanceof GoError) return "";
    throw error;
  }
}
