/**
 * The first binary digits of pi behind the point, in words of 32 bits: the tables with which Blowfish starts. Computed by
 * Machin's formula, pi = 16 arctan(1/5) - 4 arctan(1/239).
 */
export function piWords(count: number): Uint32Array {
  // The last digits of the series are wrong; so many more are computed.
  const guard = 64n;
  const bits = BigInt(count * 32) + guard;
  const pi = 16n * inverseTangent(5n, bits) - 4n * inverseTangent(239n, bits);
  const fraction = BigInt.asUintN(count * 32, pi >> guard);
  const digits = fraction.toString(16).padStart(count * 8, "0");
  return Uint32Array.from({ length: count }, (_, word) => Number.parseInt(digits.slice(word * 8, word * 8 + 8), 16));
}

/** arctan(1/x), scaled by 2 to the number of bits. */
function inverseTangent(x: bigint, bits: bigint): bigint {
  const square = x * x;
  let power = (1n << bits) / x;
  let sum = power;
  for (let divisor = 3n, sign = -1n; power !== 0n; divisor += 2n, sign = -sign) {
    power /= square;
    sum += (sign * power) / divisor;
  }
  return sum;
}
