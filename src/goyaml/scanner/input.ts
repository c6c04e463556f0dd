import { textToBytes } from "../../govalue/text.ts";

/** What of a text can be read: all of it, or what comes before the `problem`. */
export interface Input {
  readonly text: string;
  readonly problem?: string;
}

/** YAML allows tab, line breaks and what is printable. Lone surrogates are bytes that are not UTF-8 (see govalue). */
const disallowed = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Nearly all texts have only these characters, which are found out about much faster. */
const unusual = /[^\t\n\r\x20-\x7e]/;

/** libyaml reads its input in pieces of this many bytes; a bad byte is found when its piece is, not when it is needed. */
const pieceSize = 512;

/** Decodes a text as libyaml does (`readerc.go`): UTF-8, or UTF-16 with a byte order mark. */
export function readInput(text: string): Input {
  if (!unusual.test(text) || !disallowed.test(text)) return { text: text.startsWith("\uFEFF") ? text.slice(1) : text };
  const bytes = textToBytes(text);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return readPieces(bytes, 2, utf16(0, 1));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return readPieces(bytes, 2, utf16(1, 0));
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return readPieces(bytes, hasMark ? 3 : 0, utf8);
}

/** One character: its bytes and its code point, or "incomplete" where more bytes are needed. Throws a problem. */
type Decoder = (bytes: Uint8Array, at: number, end: number) => { width: number; code: number } | "incomplete";

class Problem {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

function readPieces(bytes: Uint8Array, start: number, decode: Decoder): Input {
  let text = "";
  let at = start;
  let end = Math.min(pieceSize, bytes.length);
  for (;;) {
    let piece = "";
    try {
      while (at < end) {
        const character = decode(bytes, at, end);
        if (character === "incomplete") {
          if (end === bytes.length) return { text: text + piece, problem: incomplete(decode) };
          break;
        }
        piece += allowed(character.code);
        at += character.width;
      }
    } catch (error) {
      if (error instanceof Problem) return { text, problem: error.message };
      throw error;
    }
    text += piece;
    if (end === bytes.length) return { text };
    end = Math.min(at + pieceSize, bytes.length);
  }
}

function allowed(code: number): string {
  const character = String.fromCodePoint(code);
  if (disallowed.test(character)) throw new Problem("control characters are not allowed");
  return character;
}

function incomplete(decode: Decoder): string {
  return decode === utf8 ? "incomplete UTF-8 octet sequence" : "incomplete UTF-16 character";
}

const utf8: Decoder = (bytes, at, end) => {
  const first = bytes[at] ?? 0;
  const width =
    first < 0x80 ? 1 : (first & 0xe0) === 0xc0 ? 2 : (first & 0xf0) === 0xe0 ? 3 : (first & 0xf8) === 0xf0 ? 4 : 0;
  if (width === 0) throw new Problem("invalid leading UTF-8 octet");
  if (at + width > end) return "incomplete";
  let code = width === 1 ? first : first & (0x7f >> width);
  for (let i = 1; i < width; i++) {
    const next = bytes[at + i] ?? 0;
    if ((next & 0xc0) !== 0x80) throw new Problem("invalid trailing UTF-8 octet");
    code = (code << 6) | (next & 0x3f);
  }
  if (code < (smallest[width] ?? 0)) throw new Problem("invalid length of a UTF-8 sequence");
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) throw new Problem("invalid Unicode character");
  return { width, code };
};

/** The smallest code point that needs so many bytes. */
const smallest = [0, 0, 0x80, 0x800, 0x10000];

function utf16(low: 0 | 1, high: 0 | 1): Decoder {
  return (bytes, at, end) => {
    if (at + 2 > end) return "incomplete";
    const unit = (offset: number): number => (bytes[at + offset + low] ?? 0) | ((bytes[at + offset + high] ?? 0) << 8);
    const first = unit(0);
    if ((first & 0xfc00) === 0xdc00) throw new Problem("unexpected low surrogate area");
    if ((first & 0xfc00) !== 0xd800) return { width: 2, code: first };
    if (at + 4 > end) {
      if (end === bytes.length) throw new Problem("incomplete UTF-16 surrogate pair");
      return "incomplete";
    }
    const second = unit(2);
    if ((second & 0xfc00) !== 0xdc00) throw new Problem("expected low surrogate area");
    return { width: 4, code: 0x10000 + ((first & 0x3ff) << 10) + (second & 0x3ff) };
  };
}
