import { checkPrimeSync } from "node:crypto";
import { spend } from "../../govalue/allowance.ts";
import { derInteger, derSequence } from "./der.ts";
import { powerModulo, type RandomBytes, randomBelow, randomPrime } from "./numbers.ts";

const modulusBits = 2048;
const orderBits = 256;
/** What it takes to find the prime that goes with another one. */
const primeCost = 90_000_000;

/** A new DSA key of 2048 and 256 bits (`dsa.L2048N256`), encoded as OpenSSL does and sprig after it. */
export function generateDsaKey(randomBytes: RandomBytes): Buffer {
  spend(primeCost);
  const q = randomPrime(orderBits, randomBytes);
  const p = primeAboveMultipleOf(q, randomBytes);
  const g = generatorOf(p, q);
  const x = 1n + randomBelow(q - 1n, randomBytes);
  return derSequence(...[0n, p, q, g, powerModulo(g, x, p), x].map(derInteger));
}

/** A prime of which one less is a multiple of another. */
function primeAboveMultipleOf(q: bigint, randomBytes: RandomBytes): bigint {
  const least = 1n << BigInt(modulusBits - 1);
  for (;;) {
    const start = least + randomBelow(least, randomBytes);
    const candidate = start - ((start - 1n) % (2n * q));
    if (candidate >= least && checkPrimeSync(candidate)) return candidate;
  }
}

function generatorOf(p: bigint, q: bigint): bigint {
  for (let h = 2n; ; h += 1n) {
    const generator = powerModulo(h, (p - 1n) / q, p);
    if (generator !== 1n) return generator;
  }
}
