import { GoError } from "../govalue/function.ts";
import { quote } from "../govalue/strconv.ts";

export const eof = "\0";

/**
 * Moves through a TOML document a character at a time, as BurntSushi/toml's lexer does (`lex.go`); a character that TOML
 * does not allow is an error as soon as it is looked at.
 */
export class Reader {
  private readonly text: string;
  private pos = 0;
  private atEnd = false;
  /** Where the item that is being read starts. */
  private start = 0;
  /** The line of the next character, from 1. */
  line = 1;
  /** The key that errors name. */
  lastKey: () => string = () => "";

  constructor(text: string) {
    this.text = text;
  }

  /** The next character, {@link eof} at the end. */
  next(): string {
    const code = this.text.codePointAt(this.pos);
    if (code === undefined) {
      this.atEnd = true;
      return eof;
    }
    if (code === 0x0a) this.line += 1;
    if (code >= 0xdc00 && code <= 0xdfff) this.failHere(`invalid UTF-8 byte: 0x${(code - 0xdc00).toString(16)}`);
    const isLoneReturn = code === 0x0d && this.text[this.pos + 1] !== "\n";
    if (isLoneReturn || code === 0x7f || (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d)) {
      const hex = code.toString(16).padStart(2, "0");
      this.failHere(`TOML files cannot contain control characters: '0x${hex}'`);
    }
    const character = String.fromCodePoint(code);
    this.pos += character.length;
    return character;
  }

  backup(): void {
    if (this.atEnd) {
      this.atEnd = false;
      return;
    }
    const isPair = (this.text.charCodeAt(this.pos - 1) & 0xfc00) === 0xdc00;
    this.pos -= isPair ? 2 : 1;
    if (this.text[this.pos] === "\n") this.line -= 1;
  }

  peek(): string {
    const character = this.next();
    this.backup();
    return character;
  }

  accept(character: string): boolean {
    if (this.next() === character) return true;
    this.backup();
    return false;
  }

  skipWhitespace(): void {
    while (isWhitespace(this.next()));
    this.backup();
    this.begin();
  }

  /** Lets an item start here. */
  begin(): void {
    this.start = this.pos;
  }

  /** The text of the item so far. */
  get current(): string {
    return this.text.slice(this.start, this.pos);
  }

  /** The text of the item, which ends here. */
  end(): string {
    const item = this.current;
    this.begin();
    return item;
  }

  /** An error where the reader is; at the end, on the last line that has text. */
  fail(problem: string): never {
    const endsLine = this.atEnd && this.text[this.pos - 1] === "\n";
    throw this.errorAt(this.line - (endsLine ? 1 : 0), problem);
  }

  /** An error for a newline that has just been read. */
  failOnPreviousLine(problem: string): never {
    throw this.errorAt(this.line - 1, problem);
  }

  /** An error that the library reports by value: at the end it takes it to be on the line before, right or wrong. */
  failHere(problem: string): never {
    throw this.errorAt(this.line - (this.atEnd ? 1 : 0), problem);
  }

  errorAt(line: number, problem: string): GoError {
    const key = this.lastKey();
    return new GoError(`toml: line ${line}${key === "" ? "" : ` (last key ${quote(key)})`}: ${problem}`);
  }
}

export function isWhitespace(character: string): boolean {
  return character === " " || character === "\t";
}

export function isNewline(character: string): boolean {
  return character === "\n" || character === "\r";
}

export function isDigit(character: string): boolean {
  return character >= "0" && character <= "9" && character.length === 1;
}

export function isHexDigit(character: string): boolean {
  return /^[0-9a-fA-F]$/.test(character);
}
