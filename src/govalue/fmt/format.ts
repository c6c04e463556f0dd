/** Formats text and numbers with flags, width and precision, as Go's fmt/format.go does. */

import { spend } from "../allowance.ts";
import type { FloatFormat } from "../strconv.ts";
import { canBackquote, formatFloat, isPrint, quote, quoteRune, quoteRuneToASCII, quoteToASCII } from "../strconv.ts";
import { textToBytes } from "../text.ts";

/** What stands between the percent sign and the verb. */
export class Flags {
  width: number | undefined = undefined;
  precision: number | undefined = undefined;
  minus = false;
  plus = false;
  sharp = false;
  space = false;
  zero = false;
  /** `%+v`: names of fields. */
  plusValue = false;
  /** `%#v`: Go syntax. */
  sharpValue = false;

  /** For `%v`, the flags `+` and `#` mean another thing. */
  useValueFlags(): void {
    this.sharpValue = this.sharp;
    this.sharp = false;
    this.plusValue = this.plus;
    this.plus = false;
  }
}

export function pad(flags: Flags, text: string, zero = flags.zero): string {
  if (flags.width === undefined) return text;
  const missing = flags.width - runeCount(text);
  if (missing <= 0) return text;
  if (flags.minus) return text + " ".repeat(missing);
  return (zero ? "0" : " ").repeat(missing) + text;
}

function runeCount(text: string): number {
  let pairs = 0;
  for (let i = 1; i < text.length; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xdc00 && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800) pairs += 1;
  }
  return text.length - pairs;
}

function truncate(flags: Flags, text: string): string {
  if (flags.precision === undefined || text.length <= flags.precision) return text;
  let end = 0;
  for (let left = flags.precision; left > 0 && end < text.length; left--) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

export function formatString(flags: Flags, text: string): string {
  return pad(flags, truncate(flags, text));
}

export function formatQuoted(flags: Flags, text: string): string {
  const shown = truncate(flags, text);
  if (flags.sharp && canBackquote(shown)) return pad(flags, `\`${shown}\``);
  return pad(flags, flags.plus ? quoteToASCII(shown) : quote(shown));
}

/** `%x` and `%X` of a string or of bytes. */
export function formatHexText(flags: Flags, value: string | Uint8Array, upper: boolean): string {
  const all = typeof value === "string" ? textToBytes(value) : value;
  const bytes = flags.precision === undefined ? all : all.subarray(0, flags.precision);
  spend(20 * bytes.length);
  if (bytes.length === 0) return flags.width === undefined ? "" : padding(flags, flags.width);
  const prefix = flags.sharp ? "0x" : "";
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
  const text = flags.space ? hex.map((digits) => prefix + digits).join(" ") : prefix + hex.join("");
  return pad(flags, upper ? text.toUpperCase() : text);
}

function padding(flags: Flags, width: number): string {
  return (flags.zero && !flags.minus ? "0" : " ").repeat(width);
}

export type IntegerBase = 2 | 8 | 10 | 16;

/**
 * @param verb the verb it is printed with; `O` adds the prefix `0o`, `X` prints capital letters
 */
export function formatInteger(flags: Flags, value: bigint, base: IntegerBase, verb: string): string {
  const { precision, width } = flags;
  const negative = value < 0n;
  if (precision === 0 && value === 0n) return " ".repeat(width ?? 0);
  let digits = (negative ? -value : value).toString(base);
  if (precision !== undefined) {
    digits = digits.padStart(precision, "0");
  } else if (flags.zero && !flags.minus && width !== undefined) {
    digits = digits.padStart(negative || flags.plus || flags.space ? width - 1 : width, "0");
  }
  if (flags.sharp) {
    if (base === 2) digits = `0b${digits}`;
    if (base === 8 && !digits.startsWith("0")) digits = `0${digits}`;
    if (base === 16) digits = `0x${digits}`;
  }
  if (verb === "O") digits = `0o${digits}`;
  if (verb === "X") digits = digits.toUpperCase();
  const sign = negative ? "-" : flags.plus ? "+" : flags.space ? " " : "";
  return pad(flags, sign + digits, false);
}

/** The code point that an integer is; U+FFFD where it is none. */
function toRune(value: bigint): number {
  return value < 0n || value > 0x10ffffn || (value >= 0xd800n && value <= 0xdfffn) ? 0xfffd : Number(value);
}

export function formatCharacter(flags: Flags, value: bigint): string {
  return pad(flags, String.fromCodePoint(toRune(value)));
}

export function formatQuotedCharacter(flags: Flags, value: bigint): string {
  return pad(flags, flags.plus ? quoteRuneToASCII(toRune(value)) : quoteRune(toRune(value)));
}

/** `%U`: `U+0078`, with `#` also the character. */
export function formatUnicode(flags: Flags, value: bigint): string {
  const code = BigInt.asUintN(64, value);
  const digits = code
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(flags.precision ?? 4, 4), "0");
  const shown = flags.sharp && code <= 0x10ffffn && isPrint(Number(code));
  return pad(flags, `U+${digits}${shown ? ` '${String.fromCodePoint(Number(code))}'` : ""}`, false);
}

/**
 * @param verb a format of strconv
 * @param standard the precision that the verb has unless the format says another
 */
export function formatNumber(flags: Flags, value: number, verb: FloatFormat, standard: number): string {
  const precision = flags.precision ?? standard;
  let text = formatFloat(value, verb, precision);
  let sign = "+";
  if (text.startsWith("-") || text.startsWith("+")) {
    sign = text.charAt(0);
    text = text.slice(1);
  }
  if (flags.space && sign === "+" && !flags.plus) sign = " ";
  // Neither is padded with zeros; an infinity has its sign always.
  if (Number.isNaN(value)) return pad(flags, flags.space || flags.plus ? sign + text : text, false);
  if (!Number.isFinite(value)) return pad(flags, sign + text, false);
  if (flags.sharp && verb !== "b") text = withDecimalPoint(text, verb, precision);
  if (!flags.plus && sign === "+") return pad(flags, text);
  if (flags.zero && !flags.minus && flags.width !== undefined) return sign + text.padStart(flags.width - 1, "0");
  return pad(flags, sign + text);
}

/** The flag `#`: always a decimal point, and the zeros at the end that `%g` drops. */
function withDecimalPoint(text: string, verb: FloatFormat, precision: number): string {
  const keepsZeros = verb === "g" || verb === "G" || verb === "x";
  let missing = keepsZeros ? (precision === -1 ? 6 : precision) : 0;
  const exponentAt = text.search(verb === "x" || verb === "X" ? /[pP]/ : /[eE]/);
  let digits = exponentAt < 0 ? text : text.slice(0, exponentAt);
  const tail = exponentAt < 0 ? "" : text.slice(exponentAt);
  missing -= digits.replace(".", "").replace(/^0+/, "").length;
  if (!digits.includes(".")) {
    // The digit 0 alone counts as one.
    if (digits === "0") missing -= 1;
    digits += ".";
  }
  return digits + "0".repeat(Math.max(missing, 0)) + tail;
}
