import { unmarshal } from "../../gojson/index.ts";
import type { GoValue } from "../../govalue/value.ts";

/**
 * Reads the JSON value that a text begins with, as Go's `json.Decoder.Decode` does.
 *
 * @returns the value and the length of its text
 * @throws an error where the text does not begin with a value
 */
export function readJsonPrefix(text: string): { readonly value: GoValue; readonly length: number } {
  const length = prefixLength(text);
  return { value: unmarshal(text.slice(0, length)), length };
}

/** A number as far as its grammar goes, complete or not; a literal by its first letter. */
const scalar = /^[ \t\r\n]*(?:-?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?\d*)?|f.{0,4}|[tn].{0,3})/s;

/** The end of the first value: of its brackets where it has some, or of its closing quote. */
function prefixLength(text: string): number {
  const [number] = scalar.exec(text) ?? [];
  if (number !== undefined) return number.length;
  let depth = 0;
  let inString = false;
  for (let at = text.length - text.trimStart().length; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    if (depth <= 0 && !inString) return at + 1;
  }
  return text.length;
}
