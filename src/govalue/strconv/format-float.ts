export type FloatFormat = "b" | "e" | "E" | "f" | "g" | "G" | "x" | "X";

/** A number as decimal digits: `0.d1d2d3... * 10 ** point`. Zero has no digits. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/**
 * strconv.FormatFloat of a float64. A negative precision asks for the fewest digits from which the number can be read
 * back.
 */
export function formatFloat(value: number, format: FloatFormat, precision: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  return sign + formatMagnitude(Math.abs(value), format, precision);
}

function formatMagnitude(value: number, format: FloatFormat, precision: number): string {
  if (format === "b") return formatBinary(value);
  if (format === "x") return formatHexadecimal(value, precision);
  if (format === "X") return formatHexadecimal(value, precision).toUpperCase();
  const shortest = precision < 0;
  // Most numbers are such, and JavaScript prints them alike.
  if (shortest && value < 1e6 && Number.isInteger(value) && isDecimal(format)) return String(value);
  const number = shortest ? shortestDecimal(value) : round(exactDecimal(value), format, precision);
  const count = number.digits.length;
  switch (format) {
    case "e":
    case "E":
      return scientific(number, shortest ? Math.max(count - 1, 0) : precision, format);
    case "f":
      return positional(number, shortest ? Math.max(count - number.point, 0) : precision);
    default:
      return general(number, shortest, shortest ? count : precision || 1, format === "g" ? "e" : "E");
  }
}

/** Whether a format prints numbers of no more than six digits without an exponent. */
function isDecimal(format: FloatFormat): boolean {
  return format === "f" || format === "g" || format === "G";
}

/** The format 'g': scientific for exponents below -4 and from the precision on. */
function general(number: Decimal, shortest: boolean, precision: number, letter: "e" | "E"): string {
  const count = number.digits.length;
  let limit = precision;
  if (limit > count && count >= number.point) limit = count;
  if (shortest) limit = 6;
  const exponent = number.point - 1;
  if (exponent < -4 || exponent >= limit) return scientific(number, Math.min(precision, count) - 1, letter);
  return positional(number, Math.max((precision > number.point ? count : precision) - number.point, 0));
}

function scientific({ digits, point }: Decimal, precision: number, letter: "e" | "E"): string {
  const fraction = precision > 0 ? `.${digits.slice(1, precision + 1).padEnd(precision, "0")}` : "";
  const exponent = digits === "" ? 0 : point - 1;
  const magnitude = String(Math.abs(exponent)).padStart(2, "0");
  return `${digits[0] ?? "0"}${fraction}${letter}${exponent < 0 ? "-" : "+"}${magnitude}`;
}

function positional({ digits, point }: Decimal, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  if (precision <= 0) return whole;
  const fraction = point >= 0 ? digits.slice(point) : "0".repeat(Math.min(-point, precision)) + digits;
  return `${whole}.${fraction.slice(0, precision).padEnd(precision, "0")}`;
}

function shortestDecimal(value: number): Decimal {
  if (value === 0) return { digits: "", point: 0 };
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  return { digits: mantissa.replace(".", ""), point: Number(exponent) + 1 };
}

/** Every digit of the binary number: `m * 2 ** -n` is `m * 5 ** n / 10 ** n`. */
function exactDecimal(value: number): Decimal {
  if (value === 0) return { digits: "", point: 0 };
  const { mantissa, exponent } = parts(value);
  const shift = BigInt(Math.abs(exponent));
  const digits = String(exponent >= 0 ? mantissa << shift : mantissa * 5n ** shift);
  return { digits: digits.replace(/0+$/, ""), point: digits.length + Math.min(exponent, 0) };
}

/** Rounds to the digits that a format prints, half to even. */
function round(number: Decimal, format: FloatFormat, precision: number): Decimal {
  const kept =
    format === "f" ? number.point + precision : format === "e" || format === "E" ? precision + 1 : precision || 1;
  const { digits, point } = number;
  if (kept >= digits.length) return number;
  if (kept < 0) return { digits: "", point: 0 };
  const rest = digits.slice(kept);
  const odd = kept > 0 && Number(digits[kept - 1]) % 2 === 1;
  const up = rest[0] === "5" && rest.length === 1 ? odd : rest >= "5";
  if (!up) return trimmed(digits.slice(0, kept), point);
  const next = String(BigInt(`0${digits.slice(0, kept)}`) + 1n).padStart(kept, "0");
  return trimmed(next, point + next.length - kept);
}

function trimmed(digits: string, point: number): Decimal {
  const significant = digits.replace(/0+$/, "");
  return significant === "" ? { digits: "", point: 0 } : { digits: significant, point };
}

const view = new DataView(new ArrayBuffer(8));

/** `value = mantissa * 2 ** exponent`, the mantissa with all 53 bits of a normal number. */
function parts(value: number): { mantissa: bigint; exponent: number } {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n) & 0x7ff;
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

function formatBinary(value: number): string {
  const { mantissa, exponent } = parts(value);
  return `${mantissa}p${exponent < 0 ? "" : "+"}${exponent}`;
}

function formatHexadecimal(value: number, precision: number): string {
  let { mantissa, exponent } = parts(value);
  if (mantissa === 0n) exponent = -52;
  while (mantissa !== 0n && mantissa >> 52n === 0n) {
    mantissa <<= 1n;
    exponent -= 1;
  }
  if (precision >= 0 && precision < 13) {
    const dropped = BigInt(52 - 4 * precision);
    const half = 1n << (dropped - 1n);
    const rest = mantissa & ((1n << dropped) - 1n);
    mantissa >>= dropped;
    if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa += 1n;
    mantissa <<= dropped;
    if (mantissa >> 53n !== 0n) {
      mantissa >>= 1n;
      exponent += 1;
    }
  }
  const digits = (mantissa & 0xfffffffffffffn).toString(16).padStart(13, "0");
  const fraction = precision < 0 ? digits.replace(/0+$/, "") : digits.slice(0, precision).padEnd(precision, "0");
  const power = exponent + 52;
  const magnitude = String(Math.abs(power)).padStart(2, "0");
  return `0x${mantissa >> 52n}${fraction === "" ? "" : `.${fraction}`}p${power < 0 ? "-" : "+"}${magnitude}`;
}
