import { spend } from "../govalue/allowance.ts";
import { isPrint, quote } from "../govalue/strconv.ts";
import type { Token, TokenType } from "./token.ts";
import { keywords } from "./token.ts";

/** What a token takes, with its part in the tree. */
const tokenCost = 50;

const leftDelim = "{{";
const rightDelim = "}}";

const word = /[\p{L}\p{Nd}_]*/uy;
const wordCharacter = /^[\p{L}\p{Nd}_]$/u;
const leftTrimMarker = /-[ \t\r\n]/y;
const rightTrimMarker = /[ \t\r\n]-/y;
const spaces = /[ \t\r\n]*/y;
const commentEnd = /(?:[ \t\r\n]-)?\}\}/y;
const quoted = /(?:[^"\\\n]|\\[^\n])*"/suy;
const character = /(?:[^'\\\n]|\\[^\n])*'/suy;
/** The scanner is generous: what it lets through that is no number, the parser finds. */
const number =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;

/** Whether the keywords `break` and `continue` are known; a function of that name takes precedence. */
export interface LexerOptions {
  readonly breakKeyword: boolean;
  readonly continueKeyword: boolean;
}

/**
 * Splits a template into tokens, on demand of the parser. Follows the state functions of Go's
 * text/template/parse/lex.go: text, then within an action whatever stands there, then text again.
 */
export class Lexer {
  private readonly text: string;
  private readonly options: LexerOptions;
  private pos = 0;
  /** Where the current token starts. */
  private start = 0;
  private line = 1;
  /** Where {@link line} ends. */
  private lineEnd: number;
  private insideAction = false;
  private parenDepth = 0;

  constructor(text: string, options: LexerOptions) {
    this.text = text;
    this.options = options;
    this.lineEnd = this.endOfLine(0);
  }

  next(): Token {
    spend(tokenCost);
    return this.insideAction ? this.lexInsideAction() : this.lexText();
  }

  private emit(type: TokenType, end = this.pos): Token {
    const token = { type, pos: this.start, value: this.text.slice(this.start, end), line: this.lineAt(this.start) };
    this.start = this.pos;
    return token;
  }

  private error(message: string): Token {
    return { type: "error", pos: this.start, value: message, line: this.lineAt(this.start) };
  }

  /** The line of a place; places are asked for in order. */
  private lineAt(pos: number): number {
    while (this.lineEnd < pos) {
      this.line += 1;
      this.lineEnd = this.endOfLine(this.lineEnd + 1);
    }
    return this.line;
  }

  private endOfLine(pos: number): number {
    const end = this.text.indexOf("\n", pos);
    return end < 0 ? this.text.length : end;
  }

  /** Whether a sticky expression matches here, or at another place. */
  private matches(expression: RegExp, at = this.pos): boolean {
    expression.lastIndex = at;
    return expression.test(this.text);
  }

  private skip(expression: RegExp): void {
    if (this.matches(expression)) this.pos = expression.lastIndex;
    this.start = this.pos;
  }

  private lexText(): Token {
    for (;;) {
      const at = this.text.indexOf(leftDelim, this.pos);
      if (at < 0) {
        this.pos = this.text.length;
        return this.emit(this.pos > this.start ? "text" : "eof");
      }
      this.pos = at;
      if (at > this.start) {
        const trims = this.matches(leftTrimMarker, at + leftDelim.length);
        const end = trims ? trimmedEnd(this.text, this.start, at) : at;
        if (end > this.start) return this.emit("text", end);
        this.start = at;
      }
      const token = this.lexLeftDelim();
      if (token) return token;
    }
  }

  /** The left delimiter; of a comment, which is skipped, no token. */
  private lexLeftDelim(): Token | undefined {
    const marker = this.matches(leftTrimMarker, this.pos + leftDelim.length) ? 2 : 0;
    const afterMarker = this.pos + leftDelim.length + marker;
    if (this.text.startsWith("/*", afterMarker)) {
      this.start = afterMarker;
      return this.lexComment(afterMarker);
    }
    this.pos += leftDelim.length;
    const token = this.emit("leftDelim");
    this.pos = afterMarker;
    this.start = afterMarker;
    this.insideAction = true;
    this.parenDepth = 0;
    return token;
  }

  private lexComment(start: number): Token | undefined {
    const end = this.text.indexOf("*/", start + 2);
    if (end < 0) return this.error("unclosed comment");
    this.pos = end + 2;
    if (!this.matches(commentEnd)) return this.error("comment ends before closing delimiter");
    const trims = !this.text.startsWith(rightDelim, this.pos);
    this.pos = commentEnd.lastIndex;
    this.start = this.pos;
    if (trims) this.skip(spaces);
    return undefined;
  }

  /** Whether here is a right delimiter, after a trim marker or without one. */
  private atRightDelim(): "trims" | "plain" | undefined {
    if (this.text.startsWith(rightDelim, this.pos)) return "plain";
    return this.matches(rightTrimMarker) && this.text.startsWith(rightDelim, this.pos + 2) ? "trims" : undefined;
  }

  private lexRightDelim(trims: boolean): Token {
    if (trims) {
      this.pos += 2;
      this.start = this.pos;
    }
    this.pos += rightDelim.length;
    const token = this.emit("rightDelim");
    if (trims) this.skip(spaces);
    this.insideAction = false;
    return token;
  }

  private lexInsideAction(): Token {
    const delim = this.atRightDelim();
    if (delim) return this.parenDepth === 0 ? this.lexRightDelim(delim === "trims") : this.error("unclosed left paren");
    const rune = this.text.codePointAt(this.pos);
    if (rune === undefined) return this.error("unclosed action");
    const symbol = String.fromCodePoint(rune);
    this.pos += symbol.length;
    switch (symbol) {
      case " ":
      case "\t":
      case "\r":
      case "\n":
        return this.lexSpace();
      case "=":
        return this.emit("assign");
      case ":":
        if (this.text[this.pos] !== "=") return this.error("expected :=");
        this.pos += 1;
        return this.emit("declare");
      case "|":
        return this.emit("pipe");
      case '"':
        return this.lexDelimited(quoted, "string", "unterminated quoted string");
      case "'":
        return this.lexDelimited(character, "charConstant", "unterminated character constant");
      case "`": {
        const end = this.text.indexOf("`", this.pos);
        if (end < 0) return this.error("unterminated raw quoted string");
        this.pos = end + 1;
        return this.emit("rawString");
      }
      case "$":
        return this.lexName("variable", "variable");
      case "(":
        this.parenDepth += 1;
        return this.emit("leftParen");
      case ")":
        this.parenDepth -= 1;
        return this.parenDepth < 0 ? this.error("unexpected right paren") : this.emit("rightParen");
    }
    const isDigit = symbol >= "0" && symbol <= "9";
    if (symbol === "." && this.pos < this.text.length && !/^[0-9]$/.test(this.text.charAt(this.pos))) {
      return this.lexName("dot", "field");
    }
    if (symbol === "." || symbol === "+" || symbol === "-" || isDigit) return this.lexNumber();
    if (wordCharacter.test(symbol)) return this.lexIdentifier();
    if (rune < 0x80 && isPrint(rune)) return this.emit("char");
    return this.error(`unrecognized character in action: ${unicodeName(rune)}`);
  }

  /** A run of spaces; the last one may belong to the trim marker of a right delimiter. */
  private lexSpace(): Token {
    this.pos = this.start;
    this.matches(spaces);
    const end = spaces.lastIndex;
    this.pos = end - 1;
    if (this.atRightDelim() !== "trims") this.pos = end;
    else if (this.pos === this.start) return this.lexRightDelim(true);
    return this.emit("space");
  }

  private lexDelimited(rest: RegExp, type: TokenType, problem: string): Token {
    if (!this.matches(rest)) return this.error(problem);
    this.pos = rest.lastIndex;
    return this.emit(type);
  }

  /** A field or a variable; the dot or the dollar sign has been read, and may stand alone. */
  private lexName(alone: TokenType, named: TokenType): Token {
    if (this.atTerminator()) return this.emit(alone);
    this.matches(word);
    this.pos = word.lastIndex;
    return this.atTerminator() ? this.emit(named) : this.badCharacter();
  }

  private lexIdentifier(): Token {
    this.matches(word, this.start);
    this.pos = word.lastIndex;
    if (!this.atTerminator()) return this.badCharacter();
    const name = this.text.slice(this.start, this.pos);
    if (name === "true" || name === "false") return this.emit("bool");
    const keyword = keywords.get(name);
    if (keyword === "break" && !this.options.breakKeyword) return this.emit("identifier");
    if (keyword === "continue" && !this.options.continueKeyword) return this.emit("identifier");
    return this.emit(keyword ?? "identifier");
  }

  /** Whether an identifier may end here: `.X.Y` is two, and `$x+2` is a mistake. */
  private atTerminator(): boolean {
    const next = this.text[this.pos];
    if (next === undefined || " \t\r\n.,|:)(".includes(next)) return true;
    return this.text.startsWith(rightDelim, this.pos);
  }

  private badCharacter(): Token {
    return this.error(`bad character ${unicodeName(this.text.codePointAt(this.pos) ?? 0)}`);
  }

  private lexNumber(): Token {
    this.pos = this.start;
    if (!this.scanNumber()) return this.badNumber();
    const sign = this.text[this.pos];
    if (sign !== "+" && sign !== "-") return this.emit("number");
    if (!this.scanNumber() || this.text[this.pos - 1] !== "i") return this.badNumber();
    return this.emit("complex");
  }

  private scanNumber(): boolean {
    this.matches(number);
    this.pos = number.lastIndex;
    const rune = this.text.codePointAt(this.pos);
    const next = rune === undefined ? "" : String.fromCodePoint(rune);
    if (!wordCharacter.test(next)) return true;
    this.pos += next.length;
    return false;
  }

  private badNumber(): Token {
    return this.error(`bad number syntax: ${quote(this.text.slice(this.start, this.pos))}`);
  }
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && " \t\r\n".includes(text.charAt(at - 1))) at -= 1;
  return at;
}

/** A code point as fmt's `%#U` prints it. */
function unicodeName(rune: number): string {
  // A byte that is no UTF-8 decodes to the replacement character.
  const shown = rune >= 0xd800 && rune <= 0xdfff ? 0xfffd : rune;
  const code = `U+${shown.toString(16).toUpperCase().padStart(4, "0")}`;
  return isPrint(shown) ? `${code} '${String.fromCodePoint(shown)}'` : code;
}
