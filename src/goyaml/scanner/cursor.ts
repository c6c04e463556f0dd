import { char, isBlank, isBlankOrEnd, isBreak } from "./characters.ts";
import { ScanError } from "./scan-error.ts";

const surrogatePair = /[\uD800-\uDBFF]/;
const endMarks = String.fromCharCode(char.end).repeat(4);
const restOfLine = /[^\n\r\x85\u2028\u2029\uffff]*/y;

/** A place in the text, as far as indentation and the lookahead for keys ask: line and column from 0, in characters. */
export interface Mark {
  readonly line: number;
  readonly column: number;
  readonly index: number;
}

/**
 * Moves through the text and keeps count of lines and columns. Columns count characters, the text counts UTF-16 units:
 * every move over text that may hold surrogate pairs goes through {@link moveTo}.
 */
export class Cursor {
  /** The text and, after its end, as many end characters as any lookahead needs. */
  readonly text: string;
  pos = 0;
  line = 0;
  /** Where the line starts, moved on by the surrogate pairs before `pos`: `pos - lineStart` is the column. */
  private lineStart = 0;
  private pairs = 0;
  private readonly hasPairs: boolean;

  constructor(text: string) {
    this.text = text + endMarks;
    this.hasPairs = surrogatePair.test(text);
  }

  /** The code unit `offset` units further on. */
  at(offset: number): number {
    return this.text.charCodeAt(this.pos + offset);
  }

  get current(): number {
    return this.text.charCodeAt(this.pos);
  }

  get column(): number {
    return this.pos - this.lineStart;
  }

  mark(): Mark {
    return { line: this.line, column: this.column, index: this.pos - this.pairs };
  }

  /** How many characters of the text lie before this place. */
  get index(): number {
    return this.pos - this.pairs;
  }

  /** Moves over characters of which none is a line break. */
  moveTo(end: number): void {
    if (this.hasPairs) {
      for (let i = this.pos; i < end; i++) {
        if ((this.text.charCodeAt(i) & 0xfc00) === 0xd800) {
          this.lineStart += 1;
          this.pairs += 1;
        }
      }
    }
    this.pos = end;
  }

  /** Moves over ASCII characters of which none is a line break. */
  skip(count: number): void {
    this.pos += count;
  }

  skipBlanks(): void {
    while (this.current === char.space || this.current === char.tab) this.pos += 1;
  }

  /** Moves over a comment to the end of its line, if one begins here. */
  skipComment(): void {
    if (this.current !== char.hash) return;
    this.readLine();
  }

  /** Moves to the end of the line and returns what is left of it. */
  readLine(): string {
    const start = this.pos;
    restOfLine.lastIndex = start;
    restOfLine.test(this.text);
    this.moveTo(restOfLine.lastIndex);
    return this.text.slice(start, this.pos);
  }

  /** Moves over a line break, if there is one, and returns what it reads as: LS and PS are kept, the others are LF. */
  readBreak(): string {
    const c = this.current;
    if (!isBreak(c)) return "";
    this.pos += c === char.return && this.at(1) === char.newline ? 2 : 1;
    this.startLine();
    return c === 0x2028 || c === 0x2029 ? String.fromCharCode(c) : "\n";
  }

  /** The end of the stream counts as the end of a line. */
  endLastLine(): void {
    if (this.column !== 0) this.startLine();
  }

  private startLine(): void {
    this.line += 1;
    this.lineStart = this.pos;
  }

  /** Whether `---` or `...` stands here, at the start of a line, on its own. */
  atDocumentIndicator(): boolean {
    if (this.column !== 0) return false;
    const c = this.current;
    return (c === char.minus || c === char.dot) && this.atIndicator(c);
  }

  /** Whether three of this character stand here, followed by white space or the end. */
  atIndicator(c: number): boolean {
    if (this.current !== c || this.at(1) !== c || this.at(2) !== c) return false;
    return isBlankOrEnd(this.at(3));
  }

  /**
   * An error at this place.
   *
   * @param contextLine the line on which what is being scanned began
   */
  fail(problem: string, contextLine = this.line): never {
    throw new ScanError(problem, { line: this.line, contextLine, byScanner: true });
  }

  /** Moves over a comment that stands behind something on its line. */
  skipCommentBehind(): void {
    const { text } = this;
    let end = this.pos;
    while (isBlank(text.charCodeAt(end))) end += 1;
    if (text.charCodeAt(end) !== char.hash) return;
    let start = this.pos;
    while (isBlank(text.charCodeAt(start - 1))) start -= 1;
    if (isBreak(text.charCodeAt(start - 1))) return;
    this.pos = end;
    this.skipComment();
  }

  /** Moves to the next comment, if there is nothing but white space before it. */
  skipToComment(): boolean {
    const { text } = this;
    let end = this.pos;
    while (isBlank(text.charCodeAt(end)) || isBreak(text.charCodeAt(end))) end += 1;
    if (text.charCodeAt(end) !== char.hash) return false;
    while (this.pos < end) if (this.readBreak() === "") this.pos += 1;
    return true;
  }
}
