import { spend } from "../../govalue/allowance.ts";
import type { YamlScalar } from "../resolve/schema.ts";

/** go-yaml's order of keys (`keyList.Less` in sorter.go): digits by their number, so that `a2` comes before `a10`. */

/** The order of go.yaml.in/yaml/v2: where two keys first differ, letters come last. */
export function compareKeys(a: string, b: string): number {
  return compare(a, b, false);
}

/** The order of go.yaml.in/yaml/v3: the same, but just behind a digit letters come first. */
export function compareKeysV3(a: string, b: string): number {
  return compare(a, b, true);
}

function compare(a: string, b: string, lettersFollowDigits: boolean): number {
  const i = commonLength(a, b);
  spend(4 + i);
  const x = a.codePointAt(i);
  const y = b.codePointAt(i);
  if (x === undefined || y === undefined) return a.length - b.length;

  const [xIsLetter, yIsLetter] = [isLetter(x), isLetter(y)];
  if (xIsLetter && yIsLetter) return x - y;
  if (xIsLetter || yIsLetter) {
    const lettersFirst = lettersFollowDigits && i > 0 && isDigit(a.charCodeAt(i - 1));
    return xIsLetter === lettersFirst ? -1 : 1;
  }
  // A zero within a number counts for as much as the digits before it allow.
  const leading = (x === zero || y === zero) && isWithinNumber(a, i) ? 1n : 0n;
  const m = readNumber(a, i, leading);
  const n = readNumber(b, i, leading);
  if (m.value !== n.value) return m.value < n.value ? -1 : 1;
  if (m.end !== n.end) return m.end - n.end;
  return x - y;
}

const zero = 0x30;

/** How many code units the two begin with alike, not counting half a character. */
function commonLength(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i += 1;
  return i > 0 && (a.charCodeAt(i - 1) & 0xfc00) === 0xd800 ? i - 1 : i;
}

function isLetter(c: number): boolean {
  if (c < 0x80) return (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a);
  return /\p{L}/u.test(String.fromCodePoint(c));
}

function isDigit(c: number): boolean {
  if (c < 0x80) return c >= zero && c <= 0x39;
  return /\p{Nd}/u.test(String.fromCodePoint(c));
}

/** Whether the digits just before this place are not all zero. */
function isWithinNumber(text: string, at: number): boolean {
  for (let i = at - 1; i >= 0 && isDigit(text.charCodeAt(i)); i--) {
    if (text.charCodeAt(i) !== zero) return true;
  }
  return false;
}

/** The number that begins here, in 64 bits as Go computes it. */
function readNumber(text: string, start: number, leading: bigint): { value: bigint; end: number } {
  let value = leading;
  let end = start;
  for (;;) {
    const c = text.codePointAt(end);
    if (c === undefined || !isDigit(c)) return { value, end };
    value = BigInt.asIntN(64, value * 10n + BigInt(c - zero));
    end += c > 0xffff ? 2 : 1;
  }
}

/**
 * The order of keys of any type: numbers and booleans by their value, and other types by Go's numbers of their kinds.
 *
 * @param compareText the order of two keys that are text
 */
export function compareScalars(a: YamlScalar, b: YamlScalar, compareText: (a: string, b: string) => number): number {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x === undefined || y === undefined || x === y) return kindOf(a) - kindOf(b) || compareIntegers(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

function numberOf(key: YamlScalar): number | undefined {
  return typeof key === "object" || typeof key === "string" ? undefined : Number(key);
}

/** Integers may be alike as floats. */
function compareIntegers(a: YamlScalar, b: YamlScalar): number {
  if (typeof a !== "bigint" || typeof b !== "bigint" || a === b) return 0;
  return a < b ? -1 : 1;
}

/** reflect.Kind of a key. */
function kindOf(key: YamlScalar): number {
  switch (typeof key) {
    case "boolean":
      return 1;
    case "bigint":
      return key < 2n ** 63n ? 2 : 11;
    case "number":
      return 14;
    case "string":
      return 24;
    default:
      return key === null ? 20 : 25;
  }
}
