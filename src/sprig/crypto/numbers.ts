import { checkPrimeSync } from "node:crypto";
import { spend } from "../../govalue/allowance.ts";
import { LruCache } from "../lru-cache.ts";
import { fromBigEndian } from "./der.ts";

/** A source of random bytes that was handed in. */
export type RandomBytes = (count: number) => Uint8Array;

/** A number of at least zero and less than the bound, each as likely. */
export function randomBelow(bound: bigint, randomBytes: RandomBytes): bigint {
  const bits = (bound - 1n).toString(2).length;
  for (;;) {
    const value = BigInt.asUintN(bits, fromBigEndian(randomBytes(Math.ceil(bits / 8))));
    if (value < bound) return value;
  }
}

/** A prime of so many bits, the first two of which are set, so that the product of two has twice as many. */
export function randomPrime(bits: number, randomBytes: RandomBytes): bigint {
  spend(primeCost * (bits / 1024) ** 3);
  const firstBits = 3n << BigInt(bits - 2);
  for (;;) {
    const start = firstBits | BigInt.asUintN(bits, fromBigEndian(randomBytes(Math.ceil(bits / 8)))) | 1n;
    const prime = primes.get(start.toString(16), () => nextPrime(start));
    if (prime.toString(2).length === bits) return prime;
  }
}

/** What it takes to find one of 1,024 bits. */
const primeCost = 2_500_000;

/** Where every render gets the same random bytes, it finds the same primes. */
const primes = new LruCache<bigint>(64);

/** The first prime from an odd number on. */
function nextPrime(start: bigint): bigint {
  const smallPrimes = primesBelow(4000).slice(1);
  const remainders = smallPrimes.map((prime) => Number(start % BigInt(prime)));
  for (let distance = 0; ; distance += 2) {
    const isDivisible = smallPrimes.some((prime, index) => ((remainders[index] ?? 0) + distance) % prime === 0);
    if (isDivisible) continue;
    const candidate = start + BigInt(distance);
    if (checkPrimeSync(candidate)) return candidate;
  }
}

function primesBelow(limit: number): number[] {
  const primes: number[] = [];
  for (let number = 2; number < limit; number++) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return primes;
}

/** `base ** exponent mod modulus` */
export function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let power = base % modulus;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * power) % modulus;
    power = (power * power) % modulus;
  }
  return result;
}

/** The number whose product with a value leaves one; for a modulus that shares no factor with the value. */
export function inverseModulo(value: bigint, modulus: bigint): bigint {
  let [remainder, nextRemainder] = [modulus, value % modulus];
  let [factor, nextFactor] = [0n, 1n];
  while (nextRemainder !== 0n) {
    const quotient = remainder / nextRemainder;
    [remainder, nextRemainder] = [nextRemainder, remainder - quotient * nextRemainder];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return factor < 0n ? factor + modulus : factor;
}
