import { quote } from "../govalue/strconv.ts";
import { byteLength } from "../govalue/text.ts";

export type TokenType =
  | "error"
  | "bool"
  | "char"
  | "charConstant"
  | "complex"
  | "assign"
  | "declare"
  | "eof"
  | "field"
  | "identifier"
  | "leftDelim"
  | "leftParen"
  | "number"
  | "pipe"
  | "rawString"
  | "rightDelim"
  | "rightParen"
  | "space"
  | "string"
  | "text"
  | "variable"
  | Keyword;

export type Keyword =
  | "block"
  | "break"
  | "continue"
  | "dot"
  | "define"
  | "else"
  | "end"
  | "if"
  | "nil"
  | "range"
  | "template"
  | "with";

/** The words of the language. `dot` is spelled `.` and comes from elsewhere in the lexer. */
export const keywords: ReadonlyMap<string, Keyword> = new Map(
  (["block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with"] as const).map(
    (word) => [word, word],
  ),
);

export interface Token {
  readonly type: TokenType;
  /** Index in the text, in UTF-16 units. */
  readonly pos: number;
  /** The text of the token; of an error, its message. */
  readonly value: string;
  readonly line: number;
}

/** A token as an error names it: `item.String` of Go's text/template/parse/lex.go. */
export function describe({ type, value }: Token): string {
  if (type === "eof") return "EOF";
  if (type === "error") return value;
  if (type === "dot" || keywords.has(type)) return `<${value}>`;
  if (byteLength(value) > 10) return `${quote(Array.from(value).slice(0, 10).join(""))}...`;
  return quote(value);
}
