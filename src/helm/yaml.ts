import { unmarshal } from "../goyaml/unmarshal.ts";
import type { GoMap, GoValue } from "../govalue/value.ts";
import { decodeDocument, tableDecoder } from "./struct-decoder.ts";

/** Reads YAML for a struct: integers stay integers until it is known whether a string is wanted. */
export function readYaml(text: string): GoValue {
  return unmarshal(text, { keepIntegers: true });
}

/** Reads YAML that has to be a table; null, or no document, is `undefined`. */
export function readTable(text: string): GoMap | undefined {
  return decodeDocument(tableDecoder, unmarshal(text));
}
