import { setFlagsFromString } from "node:v8";

/**
 * From now on the heaps of all threads grow by two fifths before they are cleaned up. Until then they may grow to five times
 * of what is in use, which saves a tenth of the time and is not much while little is in use. Threads that start later have to
 * compile the program again: V8 takes what has been compiled with other flags for something else.
 */
export function keepHeapsSmall(): void {
  setFlagsFromString("--heap-growing-percent=40");
}
