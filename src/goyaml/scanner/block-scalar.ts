import { char, isBlank, isBreak, isBreakOrEnd, isDigit } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import { Token } from "./token.ts";

type Chomping = "strip" | "clip" | "keep";

/**
 * Scans a `|` or `>` scalar (`yaml_parser_scan_block_scalar`).
 *
 * @param parentIndent the indentation of the collection that it stands in, -1 at the top
 */
export function scanBlockScalar(cursor: Cursor, parentIndent: number): Token {
  const line = cursor.line;
  const literal = cursor.current === char.pipe;
  cursor.skip(1);
  const { chomping, increment } = scanHeader(cursor);
  const given = increment > 0 ? Math.max(parentIndent, 0) + increment : 0;

  let value = "";
  let lastBreak = "";
  let wasIndentedFurther = false;
  let { indent, breaks } = scanIndentation(cursor, given, parentIndent, line);
  while (cursor.column === indent && cursor.current !== char.end) {
    const isIndentedFurther = isBlank(cursor.current);
    const folds = !literal && !wasIndentedFurther && !isIndentedFurther && lastBreak === "\n";
    if (!folds) value += lastBreak;
    else if (breaks === "") value += " ";
    value += breaks;
    wasIndentedFurther = isIndentedFurther;

    value += cursor.readLine();
    lastBreak = cursor.readBreak();
    ({ indent, breaks } = scanIndentation(cursor, indent, parentIndent, line));
  }
  if (chomping !== "strip") value += lastBreak;
  if (chomping === "keep") value += breaks;
  return new Token("scalar", line, value);
}

/** Scans the indicators after `|` or `>`, in either order, and the rest of the line. */
function scanHeader(cursor: Cursor): { chomping: Chomping; increment: number } {
  let chomping = scanChomping(cursor);
  const increment = scanIncrement(cursor);
  if (chomping === "clip") chomping = scanChomping(cursor);
  cursor.skipBlanks();
  cursor.skipComment();
  if (!isBreakOrEnd(cursor.current)) cursor.fail("did not find expected comment or line break");
  cursor.readBreak();
  return { chomping, increment };
}

function scanChomping(cursor: Cursor): Chomping {
  const c = cursor.current;
  if (c !== char.plus && c !== char.minus) return "clip";
  cursor.skip(1);
  return c === char.plus ? "keep" : "strip";
}

function scanIncrement(cursor: Cursor): number {
  const c = cursor.current;
  if (!isDigit(c)) return 0;
  if (c === char.zero) cursor.fail("found an indentation indicator equal to 0");
  cursor.skip(1);
  return c - char.zero;
}

/** Moves to the text of the next line that has any. The deepest of the lines before it decides an `indent` of 0. */
function scanIndentation(
  cursor: Cursor,
  indent: number,
  parentIndent: number,
  line: number,
): { indent: number; breaks: string } {
  let breaks = "";
  let deepest = 0;
  for (;;) {
    while ((indent === 0 || cursor.column < indent) && cursor.current === char.space) cursor.skip(1);
    deepest = Math.max(deepest, cursor.column);
    if ((indent === 0 || cursor.column < indent) && cursor.current === char.tab) {
      cursor.fail("found a tab character where an indentation space is expected", line);
    }
    if (!isBreak(cursor.current)) break;
    breaks += cursor.readBreak();
  }
  return { indent: indent === 0 ? Math.max(deepest, parentIndent + 1, 1) : indent, breaks };
}
