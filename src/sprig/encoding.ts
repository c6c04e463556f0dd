import { spend } from "../govalue/allowance.ts";
import { GoError, type GoFunction } from "../govalue/function.ts";
import { bytesToText, textToBytes } from "../govalue/text.ts";
import { orElse } from "./errors.ts";

const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const equals = 0x3d;

const isNewLine = (byte: number | undefined) => byte === lineFeed || byte === carriageReturn;

/** `base64.StdEncoding.EncodeToString` */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

const plainBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * `base64.StdEncoding.DecodeString`
 *
 * @throws GoError which says at what byte the text goes wrong
 */
export function decodeBase64(text: string): Uint8Array {
  if (!plainBase64.test(text)) {
    const corrupt = findCorruptBase64(textToBytes(text));
    if (corrupt !== undefined) throw new GoError(`illegal base64 data at input byte ${corrupt}`);
  }
  return Buffer.from(text, "base64");
}

/** The position that Go's decoder names; new lines are skipped wherever they stand. */
function findCorruptBase64(bytes: Uint8Array): number | undefined {
  spend(5 * bytes.length);
  const isDigit = alphabetTest(base64Alphabet);
  for (let at = 0; at < bytes.length; ) {
    // A quantum of four digits, of which the last one or two of the text may be padding.
    for (let digits = 0; digits < 4; ) {
      const byte = bytes[at];
      if (byte === undefined) return digits === 0 ? undefined : at - digits;
      at += 1;
      if (isDigit(byte)) digits += 1;
      else if (!isNewLine(byte)) return byte === equals ? checkPadding(bytes, at, digits) : at - 1;
    }
  }
  return undefined;
}

/** @param at the place after the first padding character */
function checkPadding(bytes: Uint8Array, at: number, digits: number): number | undefined {
  if (digits < 2) return at - 1;
  let next = skipNewLines(bytes, at);
  if (digits === 2) {
    if (next === bytes.length) return bytes.length;
    if (bytes[next] !== equals) return next - 1;
    next = skipNewLines(bytes, next + 1);
  }
  return next < bytes.length ? next : undefined;
}

function skipNewLines(bytes: Uint8Array, start: number): number {
  let at = start;
  while (isNewLine(bytes[at])) at += 1;
  return at;
}

function alphabetTest(alphabet: string): (byte: number) => boolean {
  const digits = new Set(Buffer.from(alphabet));
  return (byte) => digits.has(byte);
}

/** `base32.StdEncoding.EncodeToString` */
function encodeBase32(bytes: Uint8Array): string {
  spend(10 * bytes.length);
  const text = Buffer.alloc(Math.ceil(bytes.length / 5) * 8, "=");
  let length = 0;
  let bits = 0;
  let pending = 0;
  const write = (digit: number) => {
    text[length++] = base32Alphabet.charCodeAt(digit & 31);
  };
  for (const byte of bytes) {
    pending = ((pending << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) write(pending >> (bits - 5));
  }
  if (bits > 0) write(pending << (5 - bits));
  return text.toString("latin1");
}

/**
 * `base32.StdEncoding.DecodeString`, whose positions do not count new lines
 *
 * @throws GoError which says at what byte the text goes wrong
 */
function decodeBase32(text: string): Uint8Array {
  spend(50 * text.length);
  const source = textToBytes(text).filter((byte) => !isNewLine(byte));
  const bytes: number[] = [];
  for (let start = 0; start < source.length; start += 8) {
    const digits = base32Quantum(source, start);
    const value = digits.reduce((sum, digit) => sum * 32n + BigInt(digit), 0n) << BigInt(5 * (8 - digits.length));
    const count = Math.floor((digits.length * 5) / 8);
    for (let i = 0; i < count; i++) bytes.push(Number((value >> BigInt(32 - 8 * i)) & 0xffn));
    if (digits.length < 8) break;
  }
  return Uint8Array.from(bytes);
}

/** The digits of up to eight characters; fewer where padding ends the text. */
function base32Quantum(source: Uint8Array, start: number): number[] {
  const digits: number[] = [];
  const corrupt = (at: number) => new GoError(`illegal base32 data at input byte ${at}`);
  while (digits.length < 8) {
    const at = start + digits.length;
    const byte = source[at];
    if (byte === undefined) throw corrupt(start);
    if (byte === equals && digits.length >= 2 && source.length - at <= 8) {
      checkBase32Padding(source, at, digits.length, corrupt);
      return digits;
    }
    const digit = base32Alphabet.indexOf(String.fromCharCode(byte));
    if (digit < 0) throw corrupt(at);
    digits.push(digit);
  }
  return digits;
}

function checkBase32Padding(source: Uint8Array, at: number, digits: number, corrupt: (at: number) => GoError): void {
  const rest = source.length - at - 1;
  if (rest + digits < 7) throw corrupt(source.length);
  for (let i = 0; i < 7 - digits; i++) if (rest > i && source[at + 1 + i] !== equals) throw corrupt(at + i);
  // So many digits are no whole number of bytes.
  if (digits === 3 || digits === 6) throw corrupt(at);
}

/** Sprig shows an error of decoding as the result. */
function orMessage(decode: (text: string) => Uint8Array): (text: string) => string {
  return (text) =>
    orElse(
      () => bytesToText(decode(text)),
      (error) => error.message,
    );
}

/** The base64 and base32 functions of sprig's strings.go. */
export const encodingFunctions: Record<string, GoFunction> = {
  b64enc: { signature: "func(string) string", call: (text: string) => encodeBase64(textToBytes(text)) },
  b64dec: { signature: "func(string) string", call: orMessage(decodeBase64) },
  b32enc: { signature: "func(string) string", call: (text: string) => encodeBase32(textToBytes(text)) },
  b32dec: { signature: "func(string) string", call: orMessage(decodeBase32) },
};
