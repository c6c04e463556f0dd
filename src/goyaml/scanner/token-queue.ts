import { Token, type TokenType } from "./token.ts";

/**
 * The tokens that have been scanned and not yet been taken. Tokens are numbered from 0 in the order in which they are
 * pushed; those that are inserted move the numbers of the ones behind them.
 */
export class TokenQueue {
  private tokens: Token[] = [];
  private head = 0;
  /** How many tokens have left the queue: the number of the token at its head. */
  taken = 0;

  get length(): number {
    return this.tokens.length - this.head;
  }

  /** The number of the token that is pushed next. */
  get nextNumber(): number {
    return this.taken + this.length;
  }

  push(token: Token): void {
    this.tokens.push(token);
  }

  /** Puts a token before the one with that number, or at the end if that one has left the queue. */
  insert(number: number, type: TokenType, line: number): void {
    const at = number < this.taken ? this.tokens.length : this.head + number - this.taken;
    this.tokens.splice(at, 0, new Token(type, line));
  }

  peek(): Token {
    const token = this.tokens[this.head];
    if (token === undefined) throw new RangeError("the token queue is empty");
    return token;
  }

  take(): Token {
    const token = this.peek();
    this.taken += 1;
    this.head += 1;
    if (this.length === 0) {
      this.tokens = [];
      this.head = 0;
    }
    return token;
  }
}
