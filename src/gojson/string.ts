/** Strings as encoding/json writes them (`appendString` in encode.go). */

const needsEscape = /["\\\x00-\x1f\u2028\u2029\ud800-\udfff]/;
const needsHtmlEscape = /["\\\x00-\x1f<>&\u2028\u2029\ud800-\udfff]/;
// A lone surrogate is a byte that is not UTF-8, see govalue.
const escaped = /["\\\x00-\x1f\u2028\u2029]|[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g;
const htmlEscaped = /["\\\x00-\x1f<>&\u2028\u2029]|[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g;

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
  if (!(escapeHtml ? needsHtmlEscape : needsEscape).test(text)) return `"${text}"`;
  return `"${text.replace(escapeHtml ? htmlEscaped : escaped, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  if (character.length === 2) return character;
  const short = shortEscapes.get(character);
  if (short !== undefined) return short;
  const code = character.charCodeAt(0);
  return code >= 0xd800 && code <= 0xdfff ? "\\ufffd" : `\\u${code.toString(16).padStart(4, "0")}`;
}
