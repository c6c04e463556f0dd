import { GoError } from "../govalue/function.ts";

/** What the functions need of the world. Nothing else is read: no clock, no random source, no environment variable. */
export interface SprigEnvironment {
  now(): Date;
  randomBytes(count: number): Uint8Array;
  /** {@link defaultSprigLimits} where it is left out. */
  readonly limits?: SprigLimits;
  /** The name of the local time zone; UTC where it is left out. */
  readonly timeZone?: string;
}

/** Bounds on what a call may allocate, as templates are untrusted. Going past one is an error, never a cut result. */
export interface SprigLimits {
  /** Elements of a list that a function counts up: `until`, `untilStep`, `seq`. */
  readonly listLength: number;
  /** Length of a text that a function multiplies: `repeat`, `indent`, `replace`, `randAlphaNum`, ... */
  readonly textLength: number;
}

export const defaultSprigLimits: SprigLimits = { listLength: 1_000_000, textLength: 32 * 1024 * 1024 };

/** Throws where a list would be longer than the limit allows. */
export function checkListLength(name: string, length: bigint | number, limits: SprigLimits): void {
  if (length > limits.listLength) {
    throw new GoError(`${name}: ${length} elements exceed the limit of ${limits.listLength}`);
  }
}

/** Throws where a text would be longer than the limit allows. */
export function checkTextLength(name: string, length: bigint | number, limits: SprigLimits): void {
  if (length > limits.textLength) {
    throw new GoError(`${name}: a text of ${length} characters exceeds the limit of ${limits.textLength}`);
  }
}
