/** Distinguished encoding rules of ASN.1 (X.690), as much of them as keys and certificates need. */

export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The tag of a context-specific element; what it holds is made of elements itself where it is constructed. */
export function contextTag(number: number, { constructed }: { constructed: boolean }): number {
  return 0x80 | (constructed ? 0x20 : 0) | number;
}

export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag), lengthOctets(body.length), body]);
}

function lengthOctets(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const octets = bigEndian(BigInt(length));
  return Buffer.concat([Buffer.of(0x80 | octets.length), octets]);
}

export function derSequence(...elements: readonly Uint8Array[]): Buffer {
  return der(derTag.sequence, ...elements);
}

/** An integer of zero or more. */
export function derInteger(value: bigint): Buffer {
  const octets = bigEndian(value);
  // A first bit that is set would make it negative.
  return der(derTag.integer, (octets[0] ?? 0) >= 0x80 ? Buffer.of(0) : Buffer.alloc(0), octets);
}

export function derObjectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return der(derTag.objectIdentifier, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

/** @param unused number of bits at the end that do not count */
export function derBitString(bytes: Uint8Array, unused = 0): Buffer {
  return der(derTag.bitString, Buffer.of(unused), bytes);
}

export function derOctetString(bytes: Uint8Array): Buffer {
  return der(derTag.octetString, bytes);
}

/** The octets of a number of zero or more, at least one, or as many as asked for. */
export function bigEndian(value: bigint, length = 1): Buffer {
  const digits = value.toString(16);
  return Buffer.from(digits.padStart(Math.max(length * 2, digits.length + (digits.length % 2)), "0"), "hex");
}

export function fromBigEndian(octets: Uint8Array): bigint {
  return octets.length === 0 ? 0n : BigInt(`0x${Buffer.from(octets).toString("hex")}`);
}

/** An element as it stands in encoded data. */
export interface DerElement {
  readonly tag: number;
  readonly contents: Uint8Array;
  /** With its tag and length. */
  readonly encoded: Uint8Array;
}

/** The elements that stand one after the other in the contents of another; none from where the data is malformed. */
export function derElements(contents: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at + 2 <= contents.length; ) {
    const { length, start } = readLength(contents, at + 1);
    const end = start + length;
    if (end > contents.length) break;
    elements.push({
      tag: contents[at] ?? 0,
      contents: contents.subarray(start, end),
      encoded: contents.subarray(at, end),
    });
    at = end;
  }
  return elements;
}

function readLength(bytes: Uint8Array, at: number): { length: number; start: number } {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { length: first, start: at + 1 };
  const start = at + 1 + (first & 0x7f);
  return { length: Number(fromBigEndian(bytes.subarray(at + 1, start))), start };
}
