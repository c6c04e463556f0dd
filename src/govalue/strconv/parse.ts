import { spend } from "../allowance.ts";
import { GoError } from "../function.ts";
import { quote } from "./quote.ts";

/** What a function of strconv says of a text that it cannot convert. */
export function conversionError(
  name: string,
  text: string,
  problem: "invalid syntax" | "value out of range" | `invalid base ${number}`,
): GoError {
  return new GoError(`strconv.${name}: parsing ${quote(text)}: ${problem}`);
}

/**
 * strconv.ParseInt for integers of up to 64 bits. Base 0 reads Go's prefixes (`0x`, `0o`, `0b`, `0`) and underscores.
 *
 * @throws GoError in Go's words
 */
export function parseInteger(text: string, base: number, bits: number, name = "ParseInt"): bigint {
  const signed = text.startsWith("+") || text.startsWith("-");
  const magnitude = parseDigits(signed ? text.slice(1) : text, { base, bits, name, text });
  const limit = 1n << BigInt((bits || 64) - 1);
  const value = text.startsWith("-") ? -magnitude : magnitude;
  if (value >= limit || value < -limit) throw conversionError(name, text, "value out of range");
  return value;
}

/** strconv.ParseUint. */
export function parseUnsigned(text: string, base: number, bits: number): bigint {
  const value = parseDigits(text, { base, bits, name: "ParseUint", text });
  if (value >= 1n << BigInt(bits || 64)) throw conversionError("ParseUint", text, "value out of range");
  return value;
}

/** strconv.Atoi. */
export function atoi(text: string): bigint {
  return parseInteger(text, 10, 64, "Atoi");
}

/** strconv.ParseBool. */
export function parseBool(text: string): boolean {
  switch (text) {
    case "1":
    case "t":
    case "T":
    case "true":
    case "TRUE":
    case "True":
      return true;
    case "0":
    case "f":
    case "F":
    case "false":
    case "FALSE":
    case "False":
      return false;
  }
  throw conversionError("ParseBool", text, "invalid syntax");
}

const prefixes: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16 };

interface Conversion {
  readonly base: number;
  readonly bits: number;
  /** The function and the whole text, as an error names them. */
  readonly name: string;
  readonly text: string;
}

function parseDigits(digits: string, conversion: Conversion): bigint {
  const { base, name, text } = conversion;
  if (digits === "") throw conversionError(name, text, "invalid syntax");
  if (base !== 0) {
    if (base < 2 || base > 36) throw conversionError(name, text, `invalid base ${base}`);
    return accumulate(digits, conversion);
  }
  const clean = digits.includes("_") && underscoresSeparateDigits(digits) ? digits.replaceAll("_", "") : digits;
  if (!digits.startsWith("0") || digits === "0") return accumulate(clean, { ...conversion, base: 10 });
  const prefix = digits.length < 3 ? undefined : prefixes[digits.charAt(1).toLowerCase()];
  return prefix === undefined
    ? accumulate(clean.slice(1), { ...conversion, base: 8 })
    : accumulate(clean.slice(2), { ...conversion, base: prefix });
}

function accumulate(digits: string, { base, bits, name, text }: Conversion): bigint {
  if (base === 10 && digits.length < 20 && /^[0-9]+$/.test(digits)) return BigInt(digits);
  spend(20 * digits.length);
  const radix = BigInt(base);
  const limit = 1n << BigInt(bits || 64);
  let value = 0n;
  for (const character of digits) {
    const digit = /^[0-9a-zA-Z]$/.test(character) ? Number.parseInt(character, 36) : base;
    if (digit >= base) throw conversionError(name, text, "invalid syntax");
    value = value * radix + BigInt(digit);
    // Go stops at the digit that makes the number too big; what follows it is never looked at.
    if (value >= limit) break;
  }
  return value;
}

/**
 * strconv's underscoreOK: an underscore stands between digits, or between a base prefix and a digit.
 *
 * @param number without a sign
 */
export function underscoresSeparateDigits(number: string): boolean {
  const hex = /^0x/i.test(number);
  const digits = hex ? "0-9a-fA-F" : "0-9";
  const body = /^0[box]/i.test(number) ? `0${number.slice(2)}` : number;
  return !new RegExp(`(?:^|[^${digits}])_|_(?:[^${digits}]|$)`).test(body);
}
