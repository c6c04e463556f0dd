/** Numbers as go-yaml's `resolve` reads them from plain scalars, once underscores have been taken out. */

const integer = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]+|0|[1-9][0-9]*)$/;
/** Most integers are. */
const plainInteger = /^(?:0|[1-9][0-9]{0,14})$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const octal = /^0[0-7]+$/;

/** How many digits an integer of 64 bits can have, to whatever base. */
const longestInteger = 64;
const maxInt64 = 2n ** 63n - 1n;
const minInt64 = -(2n ** 63n);
const maxUint64 = 2n ** 64n - 1n;

/** `strconv.ParseInt(text, 0, 64)`, or else `strconv.ParseUint`: a sign, or none and up to 64 bits. */
export function parseInteger(text: string): bigint | undefined {
  if (plainInteger.test(text)) return BigInt(text);
  const match = integer.exec(text);
  if (match === null) return undefined;
  const [, sign, digits = ""] = match;
  if (digits.length > longestInteger && /[1-9a-fA-F]/.test(digits.slice(2, -longestInteger))) return undefined;
  const magnitude = BigInt(octal.test(digits) ? `0o${digits}` : digits);
  const value = sign === "-" ? -magnitude : magnitude;
  if (value < minInt64 || value > (sign === "" ? maxUint64 : maxInt64)) return undefined;
  return value;
}

/** A decimal float; one that is too large for 64 bits is none. */
export function parseDecimal(text: string): number | undefined {
  if (!float.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const pointFloat = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;

/** `strconv.ParseFloat` of a text that begins with a point: there, underscores must stand between digits. */
export function parsePointFloat(text: string): number | undefined {
  return pointFloat.test(text) ? parseDecimal(text.replaceAll("_", "")) : undefined;
}
