/**
 * Go's strings are bytes, JavaScript's are UTF-16. Valid UTF-8 is carried as itself; a byte that belongs to no valid
 * sequence as the lone surrogate U+DC00 + byte. Both ways are exact: `bytesToText(textToBytes(s))` is `s`.
 */

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const carriedByte = /[\uD800-\uDBFF][\uDC00-\uDFFF]|[\uD800-\uDFFF]/g;

/** The bytes of a string as Go has them. */
export function textToBytes(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const parts: Uint8Array[] = [];
  let start = 0;
  for (const match of text.matchAll(carriedByte)) {
    if (match[0].length === 2) continue;
    parts.push(encoder.encode(text.slice(start, match.index)));
    const byte = match[0].charCodeAt(0) - 0xdc00;
    // Any other lone surrogate is no text that Go could hold; U+FFFD is what an encoder makes of it.
    parts.push(byte >= 0x80 && byte <= 0xff ? Uint8Array.of(byte) : encoder.encode("\uFFFD"));
    start = match.index + 1;
  }
  parts.push(encoder.encode(text.slice(start)));
  return Buffer.concat(parts);
}

/** The string that Go's bytes are. */
export function bytesToText(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return decodeCarrying(bytes);
  }
}

function decodeCarrying(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      text += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
      at += 1;
    } else {
      text += strictDecoder.decode(bytes.subarray(at, at + length));
      at += length;
    }
  }
  return text;
}

/** The length of the valid UTF-8 sequence at this place, 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length < 2) return length;
  if (at + length > bytes.length) return 0;
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i] ?? 0;
    let low = 0x80;
    let high = 0xbf;
    if (i === 1) {
      if (first === 0xe0) low = 0xa0;
      if (first === 0xed) high = 0x9f;
      if (first === 0xf0) low = 0x90;
      if (first === 0xf4) high = 0x8f;
    }
    if (next < low || next > high) return 0;
  }
  return length;
}

/** Go's `len` of a string: its length in bytes. */
export function byteLength(text: string): number {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return textToBytes(text).length;
  return text.length;
}

/** Go's order of strings, by bytes; UTF-16 sorts characters beyond U+FFFF differently. For `Array.sort`. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return x >= 0xd800 || y >= 0xd800 ? Buffer.compare(textToBytes(a), textToBytes(b)) : x - y;
  }
  return a.length - b.length;
}

/** Go's `s[start:end]` in bytes. */
export function sliceBytes(text: string, start: number, end: number): string {
  return bytesToText(textToBytes(text).subarray(start, end));
}
