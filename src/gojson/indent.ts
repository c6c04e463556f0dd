import type { GoValue } from "../govalue/value.ts";
import { type MarshalOptions, marshal } from "./encode.ts";

/** json.MarshalIndent. */
export function marshalIndent(value: GoValue, prefix: string, indent: string, options?: MarshalOptions): string {
  return indentJson(marshal(value, options), prefix, indent);
}

/** A string, a bracket, or anything between them. */
const piece = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^"[\]{},:]+/g;

/** json.Indent of compact JSON: an element a line, but an empty list or map stays on its line. */
function indentJson(json: string, prefix: string, indent: string): string {
  let text = "";
  let depth = 0;
  let opens = false;
  const newline = (): string => `\n${prefix}${indent.repeat(depth)}`;
  for (const [part] of json.matchAll(piece)) {
    const closes = part === "]" || part === "}";
    if (opens && !closes) {
      depth += 1;
      text += newline();
    }
    if (closes && !opens) {
      depth -= 1;
      text += newline();
    }
    text += part;
    if (part === ",") text += newline();
    if (part === ":") text += " ";
    opens = part === "[" || part === "{";
  }
  return text;
}
