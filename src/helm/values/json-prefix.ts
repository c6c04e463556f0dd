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

/** The end of the first value: of its brackets where it has some, of its closing quote, or of what no value contains. */
function prefixLength(text: string): number {
  const start = text.length - text.trimStart().length;
  const first = text[start];
  if (first !== "{" && first !== "[" && first !== '"') {
    const rest = /[\s,{}[\]":]/.exec(text.slice(start));
    return rest === null ? text.length : start + rest.index;
  }
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    if (depth === 0 && !inString) return at + 1;
  }
  return text.length;
}
