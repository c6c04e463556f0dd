/** Bounds of what templates may use; together they make untrusted templates end. */
export interface Limits {
  /** Templates that call templates, in one another. Go's own limit is 100,000, which JavaScript's stack cannot hold. */
  readonly depth: number;
  /** Statements and iterations. */
  readonly steps: number;
  /** Characters that are written, and that functions give, each time that they are. */
  readonly output: number;
}

export const defaultLimits: Limits = { depth: 1000, steps: 50_000_000, output: 200_000_000 };

/** What is used up of the limits: by one set, its clones, and all that their functions execute, in all their life. */
export class Budget {
  readonly limits: Limits;
  depth = 0;
  private steps = 0;
  private output = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** @returns whether another step is left */
  step(): boolean {
    this.steps += 1;
    return this.steps <= this.limits.steps;
  }

  /** @returns whether so many characters may be written */
  write(length: number): boolean {
    this.output += length;
    return this.output <= this.limits.output;
  }
}
