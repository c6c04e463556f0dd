import { GoError } from "../function.ts";
import { bytesToText, textToBytes } from "../text.ts";

/**
 * strconv.Unquote: the string that a Go literal in double quotes, single quotes or backquotes stands for.
 *
 * @throws GoError `invalid syntax`
 */
export function unquote(literal: string): string {
  const delimiter = literal[0];
  if (literal.length < 2 || literal.at(-1) !== delimiter) throw invalidSyntax();
  const content = literal.slice(1, -1);
  switch (delimiter) {
    case "`":
      if (content.includes("`")) throw invalidSyntax();
      return joinBytes(content.replaceAll("\r", ""));
    case '"':
      return unquoteContent(content, delimiter);
    case "'":
      if (content === "") return "";
      if (readCharacter(content, 0, delimiter).end !== content.length) throw invalidSyntax();
      return unquoteContent(content, delimiter);
    default:
      throw invalidSyntax();
  }
}

/** A character of a literal, or what an escape stands for. */
interface Character {
  /** A code point, or the byte of an escape such as `\x41`. */
  readonly value: number;
  readonly isByte: boolean;
  /** Where the next one starts. */
  readonly end: number;
}

const element = /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))|[^\\]/suy;

const escapes: Readonly<Record<string, string>> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/**
 * strconv.UnquoteChar: the character at a place in the content of a literal.
 *
 * @throws GoError `invalid syntax`
 */
export function readCharacter(content: string, at: number, delimiter: '"' | "'"): Character {
  element.lastIndex = at;
  const match = element.exec(content);
  if (!match || match[0] === delimiter) throw invalidSyntax();
  const [whole, simple, byte, short, long, octal] = match;
  const end = at + whole.length;
  if (simple !== undefined) {
    if (simple !== delimiter && (simple === "'" || simple === '"')) throw invalidSyntax();
    return { value: (escapes[simple] ?? simple).charCodeAt(0), isByte: false, end };
  }
  if (byte !== undefined || octal !== undefined) {
    const value = byte !== undefined ? Number.parseInt(byte, 16) : Number.parseInt(octal ?? "", 8);
    if (value > 0xff) throw invalidSyntax();
    return { value, isByte: true, end };
  }
  if (short !== undefined || long !== undefined) {
    const value = Number.parseInt(short ?? long ?? "", 16);
    if (value > 0x10ffff || isSurrogate(value)) throw invalidSyntax();
    return { value, isByte: false, end };
  }
  // A byte that is no UTF-8 is read as the rune that stands for such.
  const value = whole.codePointAt(0) ?? 0;
  return { value: isSurrogate(value) ? 0xfffd : value, isByte: false, end };
}

function unquoteContent(content: string, delimiter: '"' | "'"): string {
  if (/^[^\\\n"']*$/.test(content) && content.isWellFormed()) return content;
  let text = "";
  let hasBytes = false;
  for (let at = 0; at < content.length; ) {
    if (content[at] === "\n") throw invalidSyntax();
    const { value, isByte, end } = readCharacter(content, at, delimiter);
    const carried = isByte && value > 0x7f;
    hasBytes ||= carried;
    text += carried ? String.fromCharCode(0xdc00 + value) : String.fromCodePoint(value);
    at = end;
  }
  return hasBytes ? joinBytes(text) : text;
}

/** Makes characters of the bytes that have come together. */
function joinBytes(text: string): string {
  return text.isWellFormed() ? text : bytesToText(textToBytes(text));
}

function isSurrogate(value: number): boolean {
  return value >= 0xd800 && value <= 0xdfff;
}

function invalidSyntax(): GoError {
  return new GoError("invalid syntax");
}
