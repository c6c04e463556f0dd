import { setFlagsFromString } from "node:v8";

// A run begins with the flags of the launcher, which are for short ones. What V8 has compiled with other flags it takes for
// something else, so that who changes them pays with the cache of what is loaded later, threads included.

/** From now on functions are compiled for speed when they have been called a few thousand times, and no later. */
export function compileSooner(): void {
  setFlagsFromString("--interrupt-budget=500000");
}

/** From now on the heaps of all threads grow by two fifths before they are cleaned up, and no longer to five times of it. */
export function keepHeapsSmall(): void {
  setFlagsFromString("--heap-growing-percent=40");
}
