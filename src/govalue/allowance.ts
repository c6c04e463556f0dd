/**
 * How much work untrusted texts may ask for. What computes or allocates in proportion to something spends a like number of
 * units, before it does so. Whether something is too much thus depends on nothing but what it is: not on the machine, nor
 * on what else it has to do.
 */
import { GoError } from "./function.ts";

/**
 * A second of work, or somewhat more: enough for anything that people mean to do. Of the charts and helmfiles that we know
 * of none takes a twentieth of it.
 */
export const defaultUnits = 140_000_000;

/** What is asked for is more than is allowed. As Go's panics do, it ends whatever asked. */
export class ExhaustedError extends GoError {
  constructor(units: number) {
    super(`this is too much work: it would take more than ${units.toLocaleString("en-US")} units`, { panic: true });
  }
}

/** What is left of the allowance at hand. Without one, all there is to spend. */
let left = Number.POSITIVE_INFINITY;
let current: Allowance | undefined;

/**
 * Takes units from the allowance at hand.
 *
 * @param units - one for each ten nanoseconds or so: a unit copies some characters, or looks at one
 * @throws ExhaustedError where they are not left, now and from then on
 */
export function spend(units: number): void {
  left -= units;
  if (left < 0) throw new ExhaustedError(current?.units ?? 0);
}

/** How many units there are left to spend: all there are without an allowance at hand. */
export function unitsLeft(): number {
  return left;
}

/** Whether an error comes of one that says that there is nothing left to spend. */
export function isExhausted(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof ExhaustedError) return true;
  return false;
}

/** A number of units for all that is done within it, in as many parts as it takes. */
export class Allowance {
  readonly units: number;
  #left: number;

  constructor(units: number) {
    this.units = units;
    this.#left = units;
  }

  /** How many units have been spent. It can be more than there were, by what was asked for last. */
  get spent(): number {
    return this.units - this.#left;
  }

  /**
   * Does something that spends from this allowance, and from the one that is at hand already.
   *
   * @param action - must not be asynchronous
   */
  run<T>(action: () => T): T {
    if (current === this) return action();
    const outer = current;
    const outerLeft = left;
    const granted = Math.min(this.#left, outerLeft);
    current = this;
    left = granted;
    try {
      return action();
    } finally {
      const used = granted - left;
      this.#left -= used;
      current = outer;
      left = outerLeft - used;
    }
  }
}
