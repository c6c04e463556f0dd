import { derInteger, derSequence } from "./der.ts";
import { inverseModulo, type RandomBytes, randomPrime } from "./numbers.ts";

const publicExponent = 65537n;

/** A new RSA key, as PKCS #1 encodes it (RFC 8017). node:crypto would take its primes from a source of its own. */
export function generateRsaKey(bits: number, randomBytes: RandomBytes): Buffer {
  for (;;) {
    const p = randomPrime(bits / 2, randomBytes);
    const q = randomPrime(bits / 2, randomBytes);
    const totient = (p - 1n) * (q - 1n);
    if (p === q || totient % publicExponent === 0n) continue;
    const d = inverseModulo(publicExponent, totient);
    const numbers = [0n, p * q, publicExponent, d, p, q, d % (p - 1n), d % (q - 1n), inverseModulo(q, p)];
    return derSequence(...numbers.map(derInteger));
  }
}
