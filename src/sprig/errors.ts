import { GoError } from "../govalue/function.ts";

/** Go's panic with a message of the function's own. */
export function panic(message: string): GoError {
  return new GoError(message, { panic: true });
}

/** What a function gives, or what is made of the error value that it returns in Go. A panic goes on. */
export function orElse<Value>(run: () => Value, fallback: (error: GoError) => Value): Value {
  try {
    return run();
  } catch (error) {
    if (error instanceof GoError && !error.panic) return fallback(error);
    throw error;
  }
}

/** What a function gives; the error that it returns in Go becomes a panic, with a message made of its own. */
export function orPanic<Value>(run: () => Value, message: (error: GoError) => string): Value {
  return orElse(run, (error) => {
    throw panic(message(error));
  });
}

/** What Go's runtime says of `s[start:end]` outside of `s`; `undefined` stands for a bound that is not written. */
export function checkSliceBounds(start: bigint | undefined, end: bigint | undefined, length: number): void {
  if (end !== undefined && (end < 0n || end > length)) {
    const suffix = end < 0n ? "" : ` with length ${length}`;
    throw panic(`runtime error: slice bounds out of range [:${end}]${suffix}`);
  }
  if (start === undefined) return;
  if (start < 0n) throw panic(`runtime error: slice bounds out of range [${start}:]`);
  const limit = end ?? BigInt(length);
  if (start > limit) throw panic(`runtime error: slice bounds out of range [${start}:${limit}]`);
}
