/** Bounds of what templates may use; together they make untrusted templates end. */
export interface Limits {
  /** Templates that call templates, in one another. Go's own limit is 100,000, which JavaScript's stack cannot hold. */
  readonly depth: number;
  /** Statements and iterations. */
  readonly steps: number;
  /** Characters that are written, and that functions give, each time that they are. */
  readonly output: number;
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

/**
 * Fifty times what the biggest releases of deployment-charts use, and twenty-five times what they print; what is without
 * bound ends within a second.
 */
export const defaultLimits: Limits = { depth: 1000, steps: 5_000_000, output: 50_000_000 };

/** What is used up of the limits: by one set, its clones, and all that their functions execute, in all their life. */
export class Budget {
  readonly limits: Limits;
  depth = 0;
  private steps = 0;
  private output = 0;

  private readonly end: number;

  constructor(limits: Limits) {
    this.limits = limits;
    this.end = limits.time === undefined ? Number.POSITIVE_INFINITY : limits.time.now() + limits.time.milliseconds;
  }

  /** @returns which limit does not allow another step, in the words of an error */
  step(): string | undefined {
    this.steps += 1;
    const { steps, time } = this.limits;
    if (this.steps > steps) return `exceeded maximum number of steps (${steps})`;
    if (time !== undefined && this.steps % stepsBetweenLooks === 0 && time.now() > this.end) {
      return `exceeded maximum time (${time.milliseconds} ms)`;
    }
    return undefined;
  }

  /** @returns whether so many characters may be written */
  write(length: number): boolean {
    this.output += length;
    return this.output <= this.limits.output;
  }
}
