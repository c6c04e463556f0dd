import { bytesToText } from "../../govalue/text.ts";
import { char, isBlankOrEnd, isHexDigit, isWord } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import { Token } from "./token.ts";

/** Scans `!suffix`, `!handle!suffix`, `!<uri>` or `!` (`yaml_parser_scan_tag`). */
export function scanTag(cursor: Cursor): Token {
  const line = cursor.line;
  let handle: string;
  let suffix: string;
  if (cursor.at(1) === char.less) {
    cursor.skip(2);
    handle = "";
    suffix = scanTagUri(cursor, "");
    if (cursor.current !== char.greater) cursor.fail("did not find the expected '>'");
    cursor.skip(1);
  } else {
    handle = scanTagHandle(cursor);
    if (handle.length > 1 && handle.endsWith("!")) {
      suffix = scanTagUri(cursor, "");
    } else {
      suffix = scanTagUri(cursor, handle);
      handle = "!";
      if (suffix === "") [handle, suffix] = [suffix, handle];
    }
  }
  if (!isBlankOrEnd(cursor.current)) cursor.fail("did not find expected whitespace or line break");
  return new Token("tag", line, handle, suffix);
}

/** Scans `!`, `!name` or `!name!`. */
export function scanTagHandle(cursor: Cursor): string {
  if (cursor.current !== char.exclamation) cursor.fail("did not find expected '!'");
  const start = cursor.pos;
  cursor.skip(1);
  while (isWord(cursor.current)) cursor.skip(1);
  if (cursor.current === char.exclamation) cursor.skip(1);
  return cursor.text.slice(start, cursor.pos);
}

const uriPunctuation = new Set(Array.from(";/?:@&=+$,.!~*'()[]%", (c) => c.charCodeAt(0)));

/**
 * Scans what is left of a tag's name.
 *
 * @param head what was taken for a handle and is the beginning of the name; its `!` is no part of it
 */
export function scanTagUri(cursor: Cursor, head: string): string {
  const start = cursor.pos;
  let uri = head.slice(1);
  for (;;) {
    const c = cursor.current;
    if (c === char.percent) {
      uri += scanUriEscapes(cursor);
    } else if (isWord(c) || uriPunctuation.has(c)) {
      uri += String.fromCharCode(c);
      cursor.skip(1);
    } else {
      break;
    }
  }
  if (head === "" && cursor.pos === start) cursor.fail("did not find expected tag URI");
  return uri;
}

/** Scans the `%XX` of one character. */
function scanUriEscapes(cursor: Cursor): string {
  const octets: number[] = [];
  let width = 1;
  while (octets.length < width) {
    if (cursor.current !== char.percent || !isHexDigit(cursor.at(1)) || !isHexDigit(cursor.at(2))) {
      cursor.fail("did not find URI escaped octet");
    }
    const octet = Number.parseInt(cursor.text.slice(cursor.pos + 1, cursor.pos + 3), 16);
    if (octets.length === 0) {
      width = utf8Width(octet);
      if (width === 0) cursor.fail("found an incorrect leading UTF-8 octet");
    } else if ((octet & 0xc0) !== 0x80) {
      cursor.fail("found an incorrect trailing UTF-8 octet");
    }
    octets.push(octet);
    cursor.skip(3);
  }
  return bytesToText(Uint8Array.from(octets));
}

function utf8Width(octet: number): number {
  if (octet < 0x80) return 1;
  if ((octet & 0xe0) === 0xc0) return 2;
  if ((octet & 0xf0) === 0xe0) return 3;
  return (octet & 0xf8) === 0xf0 ? 4 : 0;
}
