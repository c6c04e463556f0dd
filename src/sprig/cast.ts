import { parseFloat64, parseInteger } from "../govalue/strconv.ts";
import { GoObject, type GoValue, integerValue, JsonNumber } from "../govalue/value.ts";
import { orElse } from "./errors.ts";

/**
 * Conversions of spf13/cast v1.7.0 (caste.go), by which sprig's numeric functions read any value. What cannot be
 * converted is zero.
 */

/** An integer type with methods that cast knows: time.Month and time.Weekday. */
export abstract class CastableInteger extends GoObject {
  abstract readonly integer: bigint;
}

/** `cast.ToInt64` and, as an int has 64 bits, `cast.ToInt` */
export function toInt64(value: GoValue): bigint {
  const integer = anyInteger(value);
  if (integer !== undefined) return BigInt.asIntN(64, integer);
  switch (typeof value) {
    case "number":
      return floatToInt64(value);
    case "boolean":
      return value ? 1n : 0n;
    case "string":
      return orElse(
        () => parseInteger(withoutZeroDecimals(value), 0, 64),
        () => 0n,
      );
  }
  return value instanceof JsonNumber ? toInt64(value.text) : 0n;
}

/** `cast.ToFloat64` */
export function toFloat64(value: GoValue): number {
  const integer = anyInteger(value);
  if (integer !== undefined) return Number(integer);
  switch (typeof value) {
    case "number":
      return value;
    case "boolean":
      return value ? 1 : 0;
    case "string":
      return orElse(
        () => parseFloat64(value),
        () => 0,
      );
  }
  return value instanceof JsonNumber ? toFloat64(value.text) : 0;
}

function anyInteger(value: GoValue): bigint | undefined {
  return value instanceof CastableInteger ? value.integer : integerValue(value);
}

const leastInt64 = -(2n ** 63n);
const greatestInt64 = 2n ** 63n - 1n;

/** What `strconv.ParseInt` gives beside its error: the nearest integer if the text is a number, else zero. */
export function parseNearestInteger(text: string): bigint {
  return orElse(
    () => parseInteger(text, 10, 64),
    () => {
      if (!/^[-+]?[0-9]+$/.test(text)) return 0n;
      return text.startsWith("-") ? leastInt64 : greatestInt64;
    },
  );
}

/** Go's `int64(f)`, which on amd64 is the least integer for all that does not fit */
function floatToInt64(value: number): bigint {
  if (!Number.isFinite(value) || value >= 2 ** 63 || value < -(2 ** 63)) return leastInt64;
  return BigInt(Math.trunc(value));
}

/** cast's trimZeroDecimal: `1.00` reads as 1, though ParseInt takes no point. */
function withoutZeroDecimals(text: string): string {
  const zeros = /\.0+$/.exec(text);
  return zeros === null ? text : text.slice(0, zeros.index);
}
