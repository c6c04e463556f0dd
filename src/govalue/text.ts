/**
 * Go's strings are bytes, JavaScript's are UTF-16. Valid UTF-8 is carried as itself; a byte that belongs to no valid
 * sequence as the lone surrogate U+DC00 + byte. Both ways are exact: `bytesToText(textToBytes(s))` is `s`.
 */

import { spend } from "./allowance.ts";

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes of a string as Go has them. */
export function textToBytes(text: string): Uint8Array {
  return text.isWellFormed() ? encoder.encode(text) : encodeCarried(text);
}

function encodeCarried(text: string): Uint8Array {
  spend(carriedCost * text.length);
  const bytes = new Uint8Array(3 * text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) {
      bytes[length++] = code - 0xdc00;
    } else if (code < 0x80) {
      bytes[length++] = code;
    } else {
      length += encoder.encodeInto(String.fromCodePoint(code), bytes.subarray(length)).written;
      if (code > 0xffff) at += 1;
    }
  }
  return bytes.slice(0, length);
}

/** What it takes to bring a character there or back one by one, where not all of them are valid. */
const carriedCost = 15;

/** The string that Go's bytes are. */
export function bytesToText(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return decodeCarrying(bytes);
  }
}

function decodeCarrying(bytes: Uint8Array): string {
  spend(carriedCost * bytes.length);
  let text = "";
  // What is valid is decoded in one go.
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    at += length;
    if (length > 0) continue;
    if (start < at) text += strictDecoder.decode(bytes.subarray(start, at));
    text += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    at += 1;
    start = at;
  }
  return start < bytes.length ? text + strictDecoder.decode(bytes.subarray(start)) : text;
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
  const length = Math.min(a.length, b.length);
  if (a === b) {
    spend(1 + length / 64);
    return 0;
  }
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    spend(6 + i / 4);
    return x >= 0xd800 || y >= 0xd800 ? Buffer.compare(textToBytes(a), textToBytes(b)) : x - y;
  }
  spend(6 + length / 4);
  return a.length - b.length;
}

/** Go's `s[start:end]` in bytes. */
export function sliceBytes(text: string, start: number, end: number): string {
  return bytesToText(textToBytes(text).subarray(start, end));
}
