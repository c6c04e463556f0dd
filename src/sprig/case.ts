import { spend } from "../govalue/allowance.ts";
import type { GoFunction } from "../govalue/function.ts";
import { textToBytes } from "../govalue/text.ts";
import { fromRunes, isAscii, mapRunes, toRunes } from "./runes.ts";
import { isDigit, isLetter, isLower, isSpace, isTitle, isUpper, toLower, toTitle, toUpper } from "./unicode.ts";
import { toKebabCase, toPascalCase, toSnakeCase } from "./words.ts";

/** `isSeparator` of package strings: what ends a word for `strings.Title` */
function isSeparator(rune: number): boolean {
  if (rune === 0x5f || isLetter(rune) || isDigit(rune)) return false;
  return rune < 0x80 || isSpace(rune);
}

/** `strings.Title` */
function title(text: string): string {
  let previous = 0x20;
  return mapRunes(text, (rune) => {
    const mapped = isSeparator(previous) ? toTitle(rune) : rune;
    previous = rune;
    return mapped;
  });
}

/** `goutils.Uncapitalize` */
function untitle(text: string): string {
  let startsWord = true;
  return mapRunes(text, (rune) => {
    if (isSpace(rune)) {
      startsWord = true;
      return rune;
    }
    if (!startsWord) return rune;
    startsWord = false;
    return toLower(rune);
  });
}

/** `goutils.SwapCase` */
function swapCase(text: string): string {
  spend(20 * text.length);
  let afterSpace = true;
  const swapped = toRunes(text).map((rune) => {
    if (isUpper(rune) || isTitle(rune)) {
      afterSpace = false;
      return toLower(rune);
    }
    if (isLower(rune)) {
      const mapped = afterSpace ? toTitle(rune) : toUpper(rune);
      afterSpace = false;
      return mapped;
    }
    afterSpace = isSpace(rune);
    return rune;
  });
  return fromRunes(swapped);
}

/** `goutils.Initials`, which takes each byte for a rune */
function initials(text: string): string {
  spend(10 * text.length);
  let result = "";
  let afterSpace = true;
  for (const byte of textToBytes(text)) {
    if (isSpace(byte)) {
      afterSpace = true;
    } else if (afterSpace) {
      result += String.fromCharCode(byte);
      afterSpace = false;
    }
  }
  return result;
}

/** `goutils.DeleteWhiteSpace`, which takes each byte for a rune, and leaves a text without white space as it is */
function nospace(text: string): string {
  spend(10 * text.length);
  const bytes = textToBytes(text);
  const kept = bytes.filter((byte) => !isSpace(byte));
  return kept.length === bytes.length ? text : Buffer.from(kept).toString("latin1");
}

/** Functions that change the case of letters or pick letters: package strings, goutils and xstrings, by sprig's names. */
export const caseFunctions: Record<string, GoFunction> = {
  upper: {
    signature: "func(string) string",
    call: (text: string) => (isAscii(text) ? text.toUpperCase() : mapRunes(text, toUpper)),
  },
  lower: {
    signature: "func(string) string",
    call: (text: string) => (isAscii(text) ? text.toLowerCase() : mapRunes(text, toLower)),
  },
  title: { signature: "func(string) string", call: title },
  untitle: { signature: "func(string) string", call: untitle },
  swapcase: { signature: "func(string) string", call: swapCase },
  snakecase: { signature: "func(string) string", call: toSnakeCase },
  camelcase: { signature: "func(string) string", call: toPascalCase },
  kebabcase: { signature: "func(string) string", call: toKebabCase },
  initials: { signature: "func(string) string", call: initials },
  nospace: { signature: "func(string) string", call: nospace },
};
