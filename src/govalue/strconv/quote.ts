import { spend } from "../allowance.ts";

const plainText = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;
/** What may have to be escaped. */
const special = /[^\x20\x21\x23-\x26\x28-\x5b\x5d-\x7e]/gu;
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const replacement = 0xfffd;

/** strconv.Quote: the double-quoted Go literal of a string. */
export function quote(text: string): string {
  return plainText.test(text) ? `"${text}"` : `"${escapeText(text, '"', false)}"`;
}

/** strconv.QuoteToASCII: as {@link quote}, with escapes for all that is not ASCII. */
export function quoteToASCII(text: string): string {
  return plainText.test(text) ? `"${text}"` : `"${escapeText(text, '"', true)}"`;
}

/** strconv.QuoteRune: the single-quoted Go literal of a code point. */
export function quoteRune(rune: number): string {
  return `'${escapeRune(validRune(rune), "'", false)}'`;
}

/** strconv.QuoteRuneToASCII. */
export function quoteRuneToASCII(rune: number): string {
  return `'${escapeRune(validRune(rune), "'", true)}'`;
}

/** strconv.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export function isPrint(rune: number): boolean {
  if (rune < 0x7f) return rune >= 0x20;
  return rune <= 0x10ffff && printable.test(String.fromCodePoint(rune));
}

/** strconv.CanBackquote: whether a string can be written unchanged between backquotes on one line. */
export function canBackquote(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  return text.isWellFormed() && !/[\x00-\x08\x0a-\x1f`\x7f\ufeff]/.test(text);
}

function escapeText(text: string, delimiter: string, ascii: boolean): string {
  spend(text.length);
  return text.replace(special, (character) => {
    spend(20);
    const rune = character.codePointAt(0) ?? 0;
    return isCarriedByte(rune) ? `\\x${(rune - 0xdc00).toString(16)}` : escapeRune(rune, delimiter, ascii);
  });
}

/** A byte that belongs to no valid UTF-8 sequence; see `text.ts`. */
function isCarriedByte(rune: number): boolean {
  return rune >= 0xdc80 && rune <= 0xdcff;
}

const named: ReadonlyMap<number, string> = new Map([
  [0x07, "\\a"],
  [0x08, "\\b"],
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0b, "\\v"],
  [0x0c, "\\f"],
  [0x0d, "\\r"],
]);

function escapeRune(rune: number, delimiter: string, ascii: boolean): string {
  const character = String.fromCodePoint(rune);
  if (character === delimiter || character === "\\") return `\\${character}`;
  if (isPrint(rune) && (rune < 0x80 || !ascii)) return character;
  const name = named.get(rune);
  if (name !== undefined) return name;
  const hex = rune.toString(16);
  if (rune < 0x20 || rune === 0x7f) return `\\x${hex.padStart(2, "0")}`;
  return rune < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

function validRune(rune: number): number {
  return rune < 0 || rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff) ? replacement : rune;
}
