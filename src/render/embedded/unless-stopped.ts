import { StoppedError } from "./target-pool.ts";

/**
 * An answer, or what stands for it where it was given up: that a target took too long is a failure of that target.
 *
 * @param instead - of the reason
 */
export async function unlessStopped<T>(answer: Promise<T>, instead: (reason: string) => T | Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error;
    return instead(error.message);
  }
}
