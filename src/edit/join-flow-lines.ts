import { CST, Lexer } from "yaml";

/** How many collections are joined at most: each costs a pass over the text. */
const maxJoined = 50;

/**
 * Go's YAML lets the lines of a flow collection begin in any column; the parser here wants them behind the column of the
 * block around it. This joins the lines of the collections that it gives up on: line breaks and comments in them become
 * spaces, so that every token stays at its offset. What their scalars hold is only certain up to white space then.
 *
 * @returns the text itself where there is nothing to join
 */
export function joinFlowLines(source: string): string {
  let text = source;
  for (let joined = 0; joined < maxJoined; joined++) {
    const start = startOfBrokenCollection(text);
    const line = start === undefined ? undefined : joinCollection(text, start);
    if (start === undefined || line === undefined) break;
    text = text.slice(0, start) + line + text.slice(start + line.length);
  }
  return text;
}

/** Where the first flow collection begins that the lexer gives up on before its end. */
function startOfBrokenCollection(text: string): number | undefined {
  let offset = 0;
  let depth = 0;
  let start = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === CST.FLOW_END) return start;
    if (!isScalar && /^[[{]$/.test(lexeme) && depth++ === 0) start = offset;
    if (!isScalar && /^[\]}]$/.test(lexeme)) depth--;
    isScalar = lexeme === CST.SCALAR;
    if (!isScalar && lexeme !== CST.DOCUMENT) offset += lexeme.length;
  }
  return undefined;
}

/** White space and comments, an indicator, a scalar in quotes, an anchor, alias or tag, a word of a plain scalar. */
const token =
  /(\s+(?:#.*)?|#.*)|([[\]{},:?])|("(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*')|([&*!][^\s,[\]{}]*)|[^\s,[\]{}]+/y;
/** The same within a plain scalar, in which quotes and the like are text. */
const tokenInPlain = /(\s+(?:#.*)?)|([[\]{},])|[^\s,[\]{}]+/y;

/** The flow collection that starts here, on one line; `undefined` where it does not end. */
function joinCollection(text: string, start: number): string | undefined {
  let line = "";
  let depth = 0;
  let inPlain = false;
  while (start + line.length < text.length) {
    const pattern: RegExp = inPlain ? tokenInPlain : token;
    pattern.lastIndex = start + line.length;
    const [all, blank, indicator, quoted, property] = pattern.exec(text) as RegExpExecArray;
    if (blank !== undefined) {
      line += " ".repeat(blank.length);
      continue;
    }
    line += all.replace(/[\r\n]/g, " ");
    inPlain = indicator === undefined && quoted === undefined && property === undefined && !all.endsWith(":");
    if (all === "[" || all === "{") depth++;
    if ((all === "]" || all === "}") && --depth === 0) return line;
  }
  return undefined;
}
