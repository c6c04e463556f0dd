import { spend } from "../../govalue/allowance.ts";
import { GoError } from "../../govalue/function.ts";
import { quoteTimeText } from "./quote.ts";

/** Go's time.Duration: nanoseconds in 64 bits. */

export const nanosecondsPerSecond = 1_000_000_000n;

const units: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  ["µs", 1_000n],
  ["μs", 1_000n],
  ["ms", 1_000_000n],
  ["s", nanosecondsPerSecond],
  ["m", 60n * nanosecondsPerSecond],
  ["h", 3600n * nanosecondsPerSecond],
]);

const greatest = 2n ** 63n;

/** `Duration.String`: `1h15m30.918s` */
export function formatDuration(duration: bigint): string {
  if (duration === 0n) return "0s";
  const sign = duration < 0n ? "-" : "";
  const total = duration < 0n ? -duration : duration;
  if (total < 1_000n) return `${sign}${total}ns`;
  if (total < 1_000_000n) return `${sign}${withFraction(total, 3)}µs`;
  if (total < nanosecondsPerSecond) return `${sign}${withFraction(total, 6)}ms`;
  const minutes = total / (60n * nanosecondsPerSecond);
  const seconds = `${withFraction(total % (60n * nanosecondsPerSecond), 9)}s`;
  if (minutes === 0n) return sign + seconds;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** A number with so many decimal places, without zeros at the end. */
function withFraction(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, "0");
  const fraction = digits.slice(-places).replace(/0+$/, "");
  return digits.slice(0, -places) + (fraction === "" ? "" : `.${fraction}`);
}

/**
 * `time.ParseDuration`
 *
 * @throws GoError in Go's words
 */
export function parseDuration(text: string): bigint {
  spend(50 * text.length);
  const negative = text.startsWith("-");
  let rest = negative || text.startsWith("+") ? text.slice(1) : text;
  if (rest === "0") return 0n;
  const invalid = () => new GoError(`time: invalid duration ${quoteTimeText(text)}`);
  if (rest === "") throw invalid();
  let total = 0n;
  while (rest !== "") {
    const [number = "", whole = "", fraction = ""] = /^([0-9]*)(?:\.([0-9]*))?/.exec(rest) ?? [];
    if ((whole === "" && fraction === "") || BigInt(whole) > greatest) throw invalid();
    rest = rest.slice(number.length);
    const [name = ""] = /^[^.0-9]*/.exec(rest) ?? [];
    if (name === "") throw new GoError(`time: missing unit in duration ${quoteTimeText(text)}`);
    rest = rest.slice(name.length);
    const unit = units.get(name);
    if (unit === undefined) {
      throw new GoError(`time: unknown unit ${quoteTimeText(name)} in duration ${quoteTimeText(text)}`);
    }
    total += BigInt(whole) * unit + fractionOf(fraction, unit);
    if (total > greatest) throw invalid();
  }
  if (negative) return -total;
  if (total === greatest) throw invalid();
  return total;
}

/** Computed in floating point as Go does, from as many digits as fit 63 bits. */
function fractionOf(digits: string, unit: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit);
    if (value > (greatest - 1n) / 10n || next > greatest) break;
    value = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
}

/** `Duration.Round`: half away from zero, and within 64 bits */
export function roundDuration(duration: bigint, unit: bigint): bigint {
  if (unit <= 0n) return duration;
  const sign = duration < 0n ? -1n : 1n;
  const total = duration * sign;
  const remainder = total % unit;
  const rounded = (total - remainder + (remainder * 2n < unit ? 0n : unit)) * sign;
  return clampDuration(rounded);
}

/** The nearest duration that 64 bits hold. */
export function clampDuration(duration: bigint): bigint {
  if (duration >= greatest) return greatest - 1n;
  return duration < -greatest ? -greatest : duration;
}
