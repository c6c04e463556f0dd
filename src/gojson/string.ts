import { spend } from "../govalue/allowance.ts";

/** Strings as encoding/json writes them (`appendString` in encode.go). */

// All but what is safe: no controls, quotes, backslashes, line separators; no lone surrogates, which are bytes that are
// not UTF-8 (see govalue).
const unsafe = /[^ !#-[\]-\u2027\u202a-\ud7ff\ue000-\u{10ffff}]/gu;
const unsafeInHtml = /[^ !#-%'-;=?-[\]-\u2027\u202a-\ud7ff\ue000-\u{10ffff}]/gu;

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** @param escapeHtml whether `<`, `>` and `&` are escaped, as json.Marshal does */
export function quoteJson(text: string, escapeHtml: boolean): string {
  spend(text.length);
  return `"${text.replace(escapeHtml ? unsafeInHtml : unsafe, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  spend(20);
  const short = shortEscapes.get(character);
  if (short !== undefined) return short;
  const code = character.charCodeAt(0);
  return code >= 0xd800 && code <= 0xdfff ? "\\ufffd" : `\\u${code.toString(16).padStart(4, "0")}`;
}
