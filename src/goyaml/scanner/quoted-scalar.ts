import { char, isBlank, isBreak, isHexDigit } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import { foldBreaks } from "./fold-breaks.ts";
import { Token } from "./token.ts";

/** Scans a single or double-quoted scalar (`yaml_parser_scan_flow_scalar`). */
export function scanQuotedScalar(cursor: Cursor): Token {
  const { text } = cursor;
  const line = cursor.line;
  const quote = cursor.current;
  const escapes = quote === char.doubleQuote;
  let value = "";
  cursor.skip(1);

  for (;;) {
    const start = cursor.pos;
    const end = endOfRun(text, start, quote);
    const c = text.charCodeAt(end);
    if (isBreak(c)) {
      value += text.slice(start, beforeBlanks(text, start, end));
      cursor.moveTo(end);
      value += scanBreaks(cursor, cursor.readBreak(), line);
      continue;
    }
    value += text.slice(start, end);
    cursor.moveTo(end);
    if (c === char.end) cursor.fail("found unexpected end of stream", line);
    if (c === char.backslash) {
      value += isBreak(cursor.at(1)) ? scanEscapedBreak(cursor, line) : scanEscape(cursor, line);
    } else if (!escapes && cursor.at(1) === quote) {
      value += "'";
      cursor.skip(2);
    } else {
      cursor.skip(1);
      return new Token("scalar", line, value);
    }
  }
}

/** Where the next quote, escape, line break or the end is. */
function endOfRun(text: string, start: number, quote: number): number {
  const backslash = quote === char.doubleQuote ? char.backslash : quote;
  let end = start;
  for (;;) {
    const c = text.charCodeAt(end);
    if (c === quote || c === backslash || c === char.end || isBreak(c)) return end;
    end += 1;
  }
}

function beforeBlanks(text: string, start: number, end: number): number {
  let before = end;
  while (before > start && isBlank(text.charCodeAt(before - 1))) before -= 1;
  return before;
}

/** Moves over further breaks and the white space of the lines. `first` is the break already read, "" if it was escaped. */
function scanBreaks(cursor: Cursor, first: string, line: number): string {
  let others = "";
  for (;;) {
    cursor.skipBlanks();
    if (!isBreak(cursor.current)) break;
    others += cursor.readBreak();
  }
  if (cursor.atDocumentIndicator()) cursor.fail("found unexpected document indicator", line);
  return foldBreaks(first, others);
}

function scanEscapedBreak(cursor: Cursor, line: number): string {
  cursor.skip(1);
  cursor.readBreak();
  return scanBreaks(cursor, "", line);
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["a", "\x07"],
  ["b", "\b"],
  ["t", "\t"],
  ["\t", "\t"],
  ["n", "\n"],
  ["v", "\v"],
  ["f", "\f"],
  ["r", "\r"],
  ["e", "\x1b"],
  [" ", " "],
  ['"', '"'],
  ["'", "'"],
  ["\\", "\\"],
  ["N", "\x85"],
  ["_", "\xa0"],
  ["L", "\u2028"],
  ["P", "\u2029"],
]);

const codeLengths: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

function scanEscape(cursor: Cursor, line: number): string {
  const name = cursor.text.charAt(cursor.pos + 1);
  const simple = simpleEscapes.get(name);
  if (simple !== undefined) {
    cursor.skip(2);
    return simple;
  }
  const length = codeLengths.get(name);
  if (length === undefined) return cursor.fail("found unknown escape character", line);
  cursor.skip(2);
  for (let i = 0; i < length; i++) {
    if (!isHexDigit(cursor.at(i))) cursor.fail("did not find expected hexdecimal number", line);
  }
  const code = Number.parseInt(cursor.text.slice(cursor.pos, cursor.pos + length), 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    cursor.fail("found invalid Unicode character escape code", line);
  }
  cursor.skip(length);
  return String.fromCodePoint(code);
}
