import { conversionError, underscoresSeparateDigits } from "./parse.ts";

const decimal = /^[+-]?(?=[_.]*[0-9])[0-9_]*(?:\.[0-9_]*)?(?:e[+-]?[0-9][0-9_]*)?$/i;
const hexadecimal = /^([+-]?)0x(?=[_.]*[0-9a-f])([0-9a-f_]*)(?:\.([0-9a-f_]*))?p([+-]?[0-9][0-9_]*)$/i;
const special = /^(?:nan|([+-]?)(?:inf|infinity))$/i;

/**
 * strconv.ParseFloat for 64 bits: decimal and hexadecimal notation, underscores, infinities and NaN.
 *
 * @throws GoError in Go's words
 */
export function parseFloat64(text: string): number {
  const value = readSpecial(text) ?? readNumber(text);
  if (value === undefined) throw conversionError("ParseFloat", text, "invalid syntax");
  if (!Number.isFinite(value) && !special.test(text)) throw conversionError("ParseFloat", text, "value out of range");
  return value;
}

function readSpecial(text: string): number | undefined {
  const match = special.exec(text);
  if (!match) return undefined;
  if (/^nan$/i.test(text)) return Number.NaN;
  return match[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function readNumber(text: string): number | undefined {
  if (text.includes("_") && !underscoresSeparateDigits(text.replace(/^[+-]/, ""))) return undefined;
  if (decimal.test(text)) return Number(text.replaceAll("_", ""));
  const match = hexadecimal.exec(text.replaceAll("_", ""));
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const magnitude = scale(BigInt(`0x0${whole}${fraction}`), Number(exponent) - 4 * fraction.length);
  return sign === "-" ? -magnitude : magnitude;
}

/** `mantissa * 2 ** exponent`, rounded once, to even. */
function scale(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  const bits = mantissa.toString(2).length;
  if (bits + exponent > 1025) return Number.POSITIVE_INFINITY;
  // Below the normal numbers fewer bits than 53 remain.
  const excess = Math.max(bits - 53, -1074 - exponent, 0);
  if (excess > bits + 1) return 0;
  const dropped = BigInt(excess);
  const half = dropped === 0n ? 0n : 1n << (dropped - 1n);
  let kept = mantissa >> dropped;
  const rest = mantissa - (kept << dropped);
  if (rest > half || (rest === half && half !== 0n && (kept & 1n) === 1n)) kept += 1n;
  // In two steps, since 2 ** -1074 is the smallest power that is a number.
  const power = exponent + excess;
  const first = Math.max(Math.min(power, 900), -900);
  return Number(kept) * 2 ** first * 2 ** (power - first);
}
