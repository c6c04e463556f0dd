import { char, isBlank, isBlankOrEnd, isBreakOrEnd, isDigit, isWord } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import { scanTagHandle, scanTagUri } from "./tag.ts";
import { Token } from "./token.ts";

/** Scans a `%YAML` or `%TAG` line (`yaml_parser_scan_directive`). */
export function scanDirective(cursor: Cursor): Token {
  const line = cursor.line;
  cursor.skip(1);
  const name = scanName(cursor);
  let token: Token;
  if (name === "YAML") {
    token = new Token("version-directive", line, scanVersion(cursor));
  } else if (name === "TAG") {
    const { handle, prefix } = scanTagDirective(cursor);
    token = new Token("tag-directive", line, handle, prefix);
  } else {
    return cursor.fail("found unknown directive name");
  }
  cursor.skipBlanks();
  cursor.skipComment();
  if (!isBreakOrEnd(cursor.current)) cursor.fail("did not find expected comment or line break");
  cursor.readBreak();
  return token;
}

function scanName(cursor: Cursor): string {
  const start = cursor.pos;
  while (isWord(cursor.current)) cursor.skip(1);
  if (cursor.pos === start) cursor.fail("could not find expected directive name");
  if (!isBlankOrEnd(cursor.current)) cursor.fail("found unexpected non-alphabetical character");
  return cursor.text.slice(start, cursor.pos);
}

/** The version as `major.minor`, without leading zeros. */
function scanVersion(cursor: Cursor): string {
  cursor.skipBlanks();
  const major = scanVersionNumber(cursor);
  if (cursor.current !== char.dot) cursor.fail("did not find expected digit or '.' character");
  cursor.skip(1);
  const minor = scanVersionNumber(cursor);
  return `${major}.${minor}`;
}

function scanVersionNumber(cursor: Cursor): number {
  const start = cursor.pos;
  while (isDigit(cursor.current)) {
    if (cursor.pos - start === 2) cursor.fail("found extremely long version number");
    cursor.skip(1);
  }
  if (cursor.pos === start) cursor.fail("did not find expected version number");
  return Number(cursor.text.slice(start, cursor.pos));
}

function scanTagDirective(cursor: Cursor): { handle: string; prefix: string } {
  cursor.skipBlanks();
  const handle = scanTagHandle(cursor);
  if (handle !== "!" && !handle.endsWith("!")) cursor.fail("did not find expected '!'");
  if (!isBlank(cursor.current)) cursor.fail("did not find expected whitespace");
  cursor.skipBlanks();
  const prefix = scanTagUri(cursor, "");
  if (!isBlankOrEnd(cursor.current)) cursor.fail("did not find expected whitespace or line break");
  return { handle, prefix };
}
