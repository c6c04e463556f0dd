import { spend } from "../govalue/allowance.ts";
import type { GoFunction } from "../govalue/function.ts";
import { randomBelow } from "./crypto/numbers.ts";
import { encodeBase64 } from "./encoding.ts";
import { checkTextLength, type SprigEnvironment, type SprigLimits } from "./environment.ts";
import { panic } from "./errors.ts";
import { fromRunes, toRunes } from "./runes.ts";

const digits = "0123456789";
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const printable = Array.from({ length: 95 }, (_, offset) => String.fromCharCode(0x20 + offset)).join("");

/** What it takes to choose a character. */
const characterCost = 100;

/**
 * The random functions of sprig. Go's results differ from run to run, so that here only the choice of values is the same:
 * what comes out follows from the bytes of the environment's source.
 */
export function randomFunctions({ randomBytes }: SprigEnvironment, limits: SprigLimits): Record<string, GoFunction> {
  function pick(alphabet: string): GoFunction {
    return {
      signature: "func(int) string",
      call: (count: bigint) => {
        checkTextLength("random text", count, limits);
        if (count > 0n) spend(characterCost * Number(count));
        const bound = BigInt(alphabet.length);
        return Array.from(
          { length: Math.max(Number(count), 0) },
          () => alphabet[Number(randomBelow(bound, randomBytes))],
        ).join("");
      },
    };
  }

  /** `xstrings.Shuffle` */
  function shuffle(text: string): string {
    spend(characterCost * text.length);
    const runes = toRunes(text);
    for (let last = runes.length - 1; last > 0; last--) {
      const chosen = Number(randomBelow(BigInt(last + 1), randomBytes));
      [runes[last], runes[chosen]] = [runes[chosen] ?? 0, runes[last] ?? 0];
    }
    return fromRunes(runes);
  }

  function randInt(min: bigint, max: bigint): bigint {
    const range = BigInt.asIntN(64, max - min);
    if (range <= 0n) throw panic("invalid argument to Intn");
    return BigInt.asIntN(64, min + randomBelow(range, randomBytes));
  }

  /** A version 4 UUID of RFC 9562 */
  function uuid(): string {
    spend(2 * characterCost);
    const bytes = Buffer.from(randomBytes(16));
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = bytes.toString("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  return {
    randAlphaNum: pick(letters + digits),
    randAlpha: pick(letters),
    randNumeric: pick(digits),
    randAscii: pick(printable),
    shuffle: { signature: "func(string) string", call: shuffle },
    randInt: { signature: "func(int, int) int", call: randInt },
    uuidv4: { signature: "func() string", call: uuid },
    randBytes: {
      signature: "func(int) (string, error)",
      call: (count: bigint) => {
        if (count < 0n) throw panic("runtime error: makeslice: len out of range");
        checkTextLength("randBytes", count, limits);
        spend(12 * Number(count));
        return encodeBase64(randomBytes(Number(count)));
      },
    },
  };
}
