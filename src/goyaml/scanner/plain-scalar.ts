import { char, isBlank, isBlankOrEnd, isBreak } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import { foldBreaks } from "./fold-breaks.ts";
import { Token } from "./token.ts";

export interface PlainScalar {
  readonly token: Token;
  /** Whether line breaks follow it, so that a key may come next. */
  readonly endsLine: boolean;
}

/**
 * Scans a scalar without quotes, which may go on over several lines (`yaml_parser_scan_plain_scalar`).
 *
 * @param indent the column that a further line must reach at least, in block context
 */
export function scanPlainScalar(cursor: Cursor, indent: number, inFlow: boolean): PlainScalar {
  const { text } = cursor;
  const line = cursor.line;
  let value = "";
  /** White space since the last character, kept if the scalar goes on. */
  let gap = "";
  let endsLine = false;

  while (!cursor.atDocumentIndicator() && cursor.current !== char.hash) {
    const start = cursor.pos;
    const end = endOfRun(text, start, inFlow);
    if (end > start) {
      value = value === "" ? text.slice(start, end) : value + gap + text.slice(start, end);
      endsLine = false;
      cursor.moveTo(end);
    }
    if (!isBlank(cursor.current) && !isBreak(cursor.current)) break;

    const blanks = cursor.pos;
    cursor.skipBlanks();
    gap = text.slice(blanks, cursor.pos);
    if (isBreak(cursor.current)) {
      endsLine = true;
      gap = scanBreaks(cursor, indent, line);
    }
    if (!inFlow && cursor.column < indent) break;
  }
  return { token: new Token("scalar", line, value, "", true), endsLine };
}

/** Where the characters up to white space or an indicator that ends the scalar end. */
function endOfRun(text: string, start: number, inFlow: boolean): number {
  let end = start;
  for (;;) {
    const c = text.charCodeAt(end);
    if (isBlankOrEnd(c)) return end;
    if (c === char.colon && isBlankOrEnd(text.charCodeAt(end + 1))) return end;
    if (inFlow && isFlowIndicator(c)) return end;
    end += 1;
  }
}

function isFlowIndicator(c: number): boolean {
  return (
    c === char.comma ||
    c === char.question ||
    c === char.leftBracket ||
    c === char.rightBracket ||
    c === char.leftBrace ||
    c === char.rightBrace
  );
}

function scanBreaks(cursor: Cursor, indent: number, line: number): string {
  const first = cursor.readBreak();
  let others = "";
  for (;;) {
    if (isBreak(cursor.current)) {
      others += cursor.readBreak();
    } else if (cursor.current === char.space) {
      cursor.skip(1);
    } else if (cursor.current === char.tab) {
      if (cursor.column < indent) cursor.fail("found a tab character that violates indentation", line);
      cursor.skip(1);
    } else {
      return foldBreaks(first, others);
    }
  }
}
