import type { GoValue } from "./value.ts";

/**
 * A function that templates can call. The signature is Go's own, without the name: `func(string, ...interface {}) string`.
 * The evaluator reads it to count and check arguments and to convert constants as text/template does; `call` then gets
 * arguments that fit: a `bigint` for every integer parameter, whatever its width, and for a variadic one the rest as
 * further arguments. A `bigint` that it returns becomes an integer of the declared result type.
 *
 * A Go function that returns an error throws {@link GoError} here. A Go function that panics throws one with `panic`.
 */
export interface GoFunction {
  readonly signature: string;
  call(...args: GoValue[]): GoValue;
}

export type GoFunctions = ReadonlyMap<string, GoFunction>;

/** An error value of Go's: the message is exactly what `err.Error()` gives. */
export class GoError extends Error {
  override readonly name = "GoError";
  /** Whether Go would have panicked; text/template reports a panic of a called function in its own words. */
  readonly panic: boolean;

  constructor(message: string, options?: { cause?: unknown; panic?: boolean }) {
    // These are values that programs work with: to write down the stack would take most of the time.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, { cause: options?.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.panic = options?.panic ?? false;
  }
}
