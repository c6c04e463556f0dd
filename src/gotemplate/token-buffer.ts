import type { Lexer } from "./lexer.ts";
import type { Token } from "./token.ts";

/** The tokens of a lexer with the lookahead of three that the language needs. */
export class TokenBuffer {
  private readonly lexer: Lexer;
  /** Tokens that were read ahead; the next one is the last. */
  private readonly ahead: Token[] = [];
  private lastLine = 0;

  constructor(lexer: Lexer) {
    this.lexer = lexer;
  }

  /** The line of the token that was read from the lexer last; there Go reports an error, even if it was read ahead. */
  get line(): number {
    return this.lastLine;
  }

  next(): Token {
    const ahead = this.ahead.pop();
    if (ahead) return ahead;
    const token = this.lexer.next();
    this.lastLine = token.line;
    return token;
  }

  peek(): Token {
    const token = this.next();
    this.backup(token);
    return token;
  }

  /** Puts tokens back; the last argument is the first to come again. */
  backup(token: Token, before?: Token, beforeThat?: Token): void {
    this.ahead.push(token);
    if (before) this.ahead.push(before);
    if (beforeThat) this.ahead.push(beforeThat);
  }

  nextNonSpace(): Token {
    for (;;) {
      const token = this.next();
      if (token.type !== "space") return token;
    }
  }

  peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.backup(token);
    return token;
  }
}
