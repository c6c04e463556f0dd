import { createHash, randomBytes } from "node:crypto";

/** What templates see of the world. */
export interface TemplateEnvironment {
  now(): Date;
  randomBytes(count: number): Uint8Array;
}

/** The clock and the random source of this machine. */
export const systemEnvironment: TemplateEnvironment = { now: () => new Date(), randomBytes };

/** Of a digest, in bytes. */
const blockLength = 32;

/** An environment that can be used for one render after the other, each with the same bytes. */
export interface IsolatedEnvironment extends TemplateEnvironment {
  /** How many random bytes it has given since it was started. */
  readonly given: number;
  /** Starts the random bytes anew. */
  restart(): void;
}

/** An environment in which every render gives the same: the clock stands still, and the bytes follow from the seed. */
export function isolatedEnvironment(now = new Date(0), seed = ""): IsolatedEnvironment {
  let block = 0;
  let stored = Buffer.alloc(0);
  let given = 0;
  return {
    now: () => now,
    get given() {
      return given;
    },
    randomBytes(count) {
      given += count;
      if (stored.length < count) {
        const blocks = [stored];
        for (let length = stored.length; length < count; length += blockLength) {
          blocks.push(createHash("sha256").update(`${seed}:${block++}`).digest());
        }
        stored = Buffer.concat(blocks);
      }
      const bytes = stored.subarray(0, count);
      stored = stored.subarray(count);
      return bytes;
    },
    restart() {
      block = 0;
      stored = Buffer.alloc(0);
      given = 0;
    },
  };
}
