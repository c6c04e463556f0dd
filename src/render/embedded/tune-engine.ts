import { setFlagsFromString } from "node:v8";

/**
 * V8's flags by the number of answers from which on they pay. A run begins with those of the launcher, which are for short
 * ones. Threads that start later compile the program anew: V8 takes what was compiled with other flags for something else.
 */
const laterFlags: ReadonlyMap<number, string> = new Map([
  // Until then threads are being started, and to compile functions for speed takes longer than it saves.
  [20, "--interrupt-budget=500000"],
  // The heaps of all threads grow by two fifths before they are cleaned up, and no longer to five times of what is in use.
  [1000, "--heap-growing-percent=40"],
]);

/** Has V8 work in the way that is best behind so many answers. */
export function tuneEngine(answers: number): void {
  const flag = laterFlags.get(answers);
  if (flag !== undefined) setFlagsFromString(flag);
}
