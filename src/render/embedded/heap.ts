import { setFlagsFromString } from "node:v8";

/**
 * From now on the heaps of all threads grow by two fifths before they are cleaned up. Until then they may grow to five times
 * of what is in use, which saves a tenth of the time and is not much while little is in use.
 */
export function keepHeapsSmall(): void {
  setFlagsFromString("--heap-growing-percent=40");
}
