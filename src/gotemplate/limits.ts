import { spend } from "../govalue/allowance.ts";

/**
 * Bounds of what templates may use. That untrusted templates end is up to the allowance that they are executed with
 * (`govalue/allowance.ts`); these keep the stack from overflowing, and are a last resort.
 */
export interface Limits {
  /** Templates that call templates, in one another. Go's own limit is 100,000, which JavaScript's stack cannot hold. */
  readonly depth: number;
  /** How long, from the making of the set on; looked at now and then. Without it, no clock is read. */
  readonly time?: TimeLimit;
}

export interface TimeLimit {
  readonly milliseconds: number;
  /** A clock that only goes forward, such as `performance.now`. */
  now(): number;
}

/** After so many steps the time is looked at. */
const stepsBetweenLooks = 64;

export const defaultLimits: Limits = { depth: 1000 };

/** What is used up of the limits: by one set, its clones, and all that their functions execute, in all their life. */
export class Budget {
  readonly limits: Limits;
  depth = 0;
  /** The greatest depth since somebody set it. */
  deepest = 0;
  private steps = 0;
  private readonly end: number;

  constructor(limits: Limits) {
    this.limits = limits;
    this.end = limits.time === undefined ? Number.POSITIVE_INFINITY : limits.time.now() + limits.time.milliseconds;
  }

  /**
   * A statement, or one turn of a loop.
   *
   * @returns why there is no time for it, in the words of an error
   */
  step(): string | undefined {
    spend(stepCost);
    this.steps += 1;
    if (this.steps % stepsBetweenLooks !== 0) return undefined;
    const { time } = this.limits;
    return time !== undefined && time.now() > this.end ? `exceeded maximum time (${time.milliseconds} ms)` : undefined;
  }
}

/** What evaluating a statement takes, apart from the functions that it calls. */
const stepCost = 20;
