import { spend } from "../govalue/allowance.ts";
import { bytesToText, textToBytes } from "../govalue/text.ts";
import { replacementRune } from "./unicode.ts";

/**
 * Strings as Go's packages strings and utf8 walk them. A byte that is no valid UTF-8 (a lone surrogate here, see
 * `govalue/text.ts`) reads as U+FFFD.
 */

/** The rune that Go decodes from one element of `for (const character of text)`. */
export function runeOf(character: string): number {
  const rune = character.codePointAt(0) ?? replacementRune;
  return rune >= 0xd800 && rune <= 0xdfff ? replacementRune : rune;
}

/** `[]rune(text)` */
export function toRunes(text: string): number[] {
  spend(5 * text.length);
  return Array.from(text, runeOf);
}

/** `string([]rune)` */
export function fromRunes(runes: readonly number[]): string {
  spend(5 * runes.length);
  let text = "";
  for (const rune of runes) text += String.fromCodePoint(rune);
  return text;
}

/** `strings.Map` */
export function mapRunes(text: string, mapping: (rune: number) => number): string {
  spend(20 * text.length);
  let mapped = "";
  for (const character of text) mapped += String.fromCodePoint(mapping(runeOf(character)));
  return mapped;
}

/**
 * Runs an operation that searches or cuts texts on Go's bytes where they differ from JavaScript's characters: each byte
 * becomes a character, so that what is found may begin or end within a rune.
 *
 * @param restore turns a result made of byte characters back into text
 */
export function onBytes<Result>(
  texts: readonly [string, ...string[]],
  operation: (...texts: string[]) => Result,
  restore: (result: Result) => Result,
): Result {
  if (texts.every((text) => text.isWellFormed())) return operation(...texts);
  return restore(operation(...texts.map(toByteString)));
}

/** A character for each byte. */
export function toByteString(text: string): string {
  return Buffer.from(textToBytes(text)).toString("latin1");
}

export function fromByteString(bytes: string): string {
  spend(100 + bytes.length);
  return bytesToText(Buffer.from(bytes, "latin1"));
}

const nonAscii = /[^\0-\x7f]/;

/** Whether a text's bytes are its characters. */
export function isAscii(text: string): boolean {
  return !nonAscii.test(text);
}
