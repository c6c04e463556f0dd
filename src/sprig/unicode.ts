/**
 * Go's package unicode over code points: categories, and the simple case mappings (one rune to one rune), where
 * JavaScript's `toUpperCase` applies the full ones (`ß` to `SS`, a final sigma by its context).
 */

export const replacementRune = 0xfffd;

const letter = /^\p{L}$/u;
const upperCase = /^\p{Lu}$/u;
const lowerCase = /^\p{Ll}$/u;
const titleCase = /^\p{Lt}$/u;
const decimalDigit = /^\p{Nd}$/u;
const number = /^\p{N}$/u;
const punctuation = /^\p{P}$/u;

const isAscii = (rune: number) => rune < 0x80;
const isAsciiUpper = (rune: number) => rune >= 0x41 && rune <= 0x5a;
const isAsciiLower = (rune: number) => rune >= 0x61 && rune <= 0x7a;

function hasCategory(category: RegExp, rune: number): boolean {
  return category.test(String.fromCodePoint(rune));
}

export function isLetter(rune: number): boolean {
  return isAscii(rune) ? isAsciiUpper(rune) || isAsciiLower(rune) : hasCategory(letter, rune);
}

export function isUpper(rune: number): boolean {
  return isAscii(rune) ? isAsciiUpper(rune) : hasCategory(upperCase, rune);
}

export function isLower(rune: number): boolean {
  return isAscii(rune) ? isAsciiLower(rune) : hasCategory(lowerCase, rune);
}

export function isTitle(rune: number): boolean {
  return !isAscii(rune) && hasCategory(titleCase, rune);
}

export function isDigit(rune: number): boolean {
  return hasCategory(decimalDigit, rune);
}

export function isNumber(rune: number): boolean {
  return hasCategory(number, rune);
}

export function isPunctuation(rune: number): boolean {
  return hasCategory(punctuation, rune);
}

export function isSpace(rune: number): boolean {
  if (rune <= 0xff) return rune === 0x20 || (rune >= 0x09 && rune <= 0x0d) || rune === 0x85 || rune === 0xa0;
  return (
    rune === 0x1680 ||
    (rune >= 0x2000 && rune <= 0x200a) ||
    rune === 0x2028 ||
    rune === 0x2029 ||
    rune === 0x202f ||
    rune === 0x205f ||
    rune === 0x3000
  );
}

/** `unicode.ToUpper` */
export function toUpper(rune: number): number {
  if (isAscii(rune)) return isAsciiLower(rune) ? rune - 0x20 : rune;
  return single(String.fromCodePoint(rune).toUpperCase()) ?? upperWithSubscript(rune) ?? rune;
}

/** `unicode.ToLower` */
export function toLower(rune: number): number {
  if (isAscii(rune)) return isAsciiUpper(rune) ? rune + 0x20 : rune;
  // The only character whose full lower case (i and a combining dot) is longer than its simple one.
  if (rune === 0x130) return 0x69;
  return single(String.fromCodePoint(rune).toLowerCase()) ?? rune;
}

/** `unicode.ToTitle` */
export function toTitle(rune: number): number {
  // Digraphs have a title case between upper and lower: U+01C5 for U+01C4 to U+01C6, and so on.
  if ((rune >= 0x1c4 && rune <= 0x1cc) || (rune >= 0x1f1 && rune <= 0x1f3)) {
    const firstTitle = rune <= 0x1cc ? 0x1c5 : 0x1f2;
    return firstTitle + 3 * Math.floor((rune - (firstTitle - 1)) / 3);
  }
  // Georgian letters have an upper case but are their own title case.
  if (rune >= 0x10d0 && rune <= 0x10ff) return rune;
  return toUpper(rune);
}

/** Greek letters with an iota subscript: the full upper case spells the iota out, the simple one is the title letter. */
function upperWithSubscript(rune: number): number | undefined {
  if (rune >= 0x1f80 && rune <= 0x1faf) return rune | 8;
  if (rune === 0x1fb3 || rune === 0x1fc3 || rune === 0x1ff3) return rune + 9;
  return undefined;
}

function single(text: string): number | undefined {
  const rune = text.codePointAt(0);
  return rune !== undefined && text.length === (rune > 0xffff ? 2 : 1) ? rune : undefined;
}
