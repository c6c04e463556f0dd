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
      return content.replaceAll("\r", "");
    case '"':
      return unescapeText(content, delimiter);
    case "'":
      if (!singleElement.test(content)) throw invalidSyntax();
      return unescapeText(content, delimiter);
    default:
      throw invalidSyntax();
  }
}

/** An escape, or one character of a literal; anything else is a mistake. */
const element = /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))|[^\\\n]/suy;

const simple: Readonly<Record<string, string>> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

const singleElement = new RegExp(`^(?:${element.source})?$`, "su");

function unescapeText(content: string, delimiter: string): string {
  if (/^[^\\\n"']*$/.test(content) && content.isWellFormed()) return content;
  let out = "";
  let hasBytes = false;
  for (let at = 0; at < content.length; ) {
    element.lastIndex = at;
    const match = element.exec(content);
    if (!match || match[0] === delimiter) throw invalidSyntax();
    at += match[0].length;
    const [whole, character, byte, short, long, octal] = match;
    if (character !== undefined) {
      if (character !== delimiter && (character === "'" || character === '"')) throw invalidSyntax();
      out += simple[character] ?? character;
    } else if (byte !== undefined || octal !== undefined) {
      const value = byte !== undefined ? Number.parseInt(byte, 16) : Number.parseInt(octal ?? "", 8);
      if (value > 0xff) throw invalidSyntax();
      hasBytes ||= value > 0x7f;
      out += String.fromCharCode(value > 0x7f ? 0xdc00 + value : value);
    } else if (short !== undefined || long !== undefined) {
      out += fromRune(Number.parseInt(short ?? long ?? "", 16));
    } else {
      // A byte that is no UTF-8 is read as the rune that stands for such.
      out += whole.isWellFormed() ? whole : "\ufffd";
    }
  }
  // Escaped bytes may well have made up a character together.
  return hasBytes ? bytesToText(textToBytes(out)) : out;
}

function fromRune(rune: number): string {
  if (rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff)) throw invalidSyntax();
  return String.fromCodePoint(rune);
}

function invalidSyntax(): GoError {
  return new GoError("invalid syntax");
}
