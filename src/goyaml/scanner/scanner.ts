import { spend } from "../../govalue/allowance.ts";
import { maxDepth } from "../limits.ts";
import { scanBlockScalar } from "./block-scalar.ts";
import { char, isBlankOrEnd, isBreak, isWord } from "./characters.ts";
import { Cursor } from "./cursor.ts";
import { scanDirective } from "./directive.ts";
import { scanPlainScalar } from "./plain-scalar.ts";
import { scanQuotedScalar } from "./quoted-scalar.ts";
import { SimpleKeys } from "./simple-keys.ts";
import { scanTag } from "./tag.ts";
import { Token, type TokenType } from "./token.ts";
import { TokenQueue } from "./token-queue.ts";

export interface ScannerOptions {
  /** How many tokens beyond the next one are scanned before it is given out. */
  readonly lookahead: number;
  /** Whether comments are scanned as such, so that tabs may stand before one behind a token and between those on lines. */
  readonly joinsComments: boolean;
}

/** What a token takes, with its part in the tree. */
const tokenCost = 20;

/**
 * Makes tokens of text as libyaml does (`scannerc.go` of go.yaml.in/yaml/v2): the tokens say where block collections
 * begin and end, and a key is only known to be one when its colon is found, so that tokens wait in a queue until then.
 */
export class Scanner {
  private readonly cursor: Cursor;

  private readonly queue = new TokenQueue();
  /** Whether the token at the head of the queue is the next one for certain. */
  private headIsKnown = false;
  private readonly simpleKeys: SimpleKeys;
  private simpleKeyAllowed = true;
  private ended = false;

  /** The column of the block collection that the next token stands in, -1 outside of any. */
  private indent = -1;
  private readonly indents: number[] = [];

  private readonly options: ScannerOptions;

  constructor(text: string, options: ScannerOptions) {
    this.options = options;
    this.cursor = new Cursor(text);
    this.simpleKeys = new SimpleKeys(this.cursor);
  }

  /** How far the text has been read. */
  get position(): number {
    return this.cursor.pos;
  }

  /** The next token, which stays the next one. After the end of the stream it is the end of the stream. */
  peek(): Token {
    const { queue, simpleKeys } = this;
    if (!this.headIsKnown) {
      while (queue.length <= this.options.lookahead || simpleKeys.mayBeKey(queue.taken)) {
        const token = this.fetchToken();
        if (this.options.joinsComments && mayHaveComment(token)) this.cursor.skipCommentBehind();
        queue.push(token);
      }
      this.headIsKnown = true;
    }
    return queue.peek();
  }

  /** Moves on from the token that {@link peek} returned, and returns it. */
  take(): Token {
    this.peek();
    this.headIsKnown = false;
    return this.queue.take();
  }

  private get inFlow(): boolean {
    return this.simpleKeys.flowLevel > 0;
  }

  private fetchToken(): Token {
    spend(tokenCost);
    const { cursor } = this;
    if (this.ended) return this.fetchStreamEnd();
    this.skipToToken();
    this.closeBlocks(cursor.column);
    const c = cursor.current;
    if (cursor.column === 0) {
      if (c === char.percent) return this.fetchDirective();
      if (c === char.minus && cursor.atIndicator(c)) return this.fetchDocumentIndicator("document-start");
      if (c === char.dot && cursor.atIndicator(c)) return this.fetchDocumentIndicator("document-end");
    }
    switch (c) {
      case char.end:
        return this.fetchStreamEnd();
      case char.leftBracket:
        return this.fetchFlowStart("flow-sequence-start");
      case char.leftBrace:
        return this.fetchFlowStart("flow-mapping-start");
      case char.rightBracket:
        return this.fetchFlowEnd("flow-sequence-end");
      case char.rightBrace:
        return this.fetchFlowEnd("flow-mapping-end");
      case char.comma:
        return this.fetchFlowEntry();
      case char.minus:
        if (isBlankOrEnd(cursor.at(1))) return this.fetchBlockEntry();
        return this.fetchPlainScalar();
      case char.question:
        if (this.inFlow || isBlankOrEnd(cursor.at(1))) return this.fetchKey();
        return this.fetchPlainScalar();
      case char.colon:
        if (this.inFlow || isBlankOrEnd(cursor.at(1))) return this.fetchValue();
        return this.fetchPlainScalar();
      case char.asterisk:
        return this.fetchAnchor("alias");
      case char.ampersand:
        return this.fetchAnchor("anchor");
      case char.exclamation:
        return this.fetchTag();
      case char.pipe:
      case char.greater:
        if (!this.inFlow) return this.fetchBlockScalar();
        break;
      case char.singleQuote:
      case char.doubleQuote:
        return this.fetchQuotedScalar();
      case char.tab:
      case char.hash:
      case char.percent:
      case char.at:
      case char.backquote:
        break;
      default:
        return this.fetchPlainScalar();
    }
    return cursor.fail("found character that cannot start any token");
  }

  /** Skips white space, comments and line breaks. A tab must not stand where indentation counts. */
  private skipToToken(): void {
    const { cursor } = this;
    if (cursor.pos === 0 && cursor.current === char.byteOrderMark) cursor.skip(1);
    for (;;) {
      for (;;) {
        const c = cursor.current;
        const skips = c === char.space || (c === char.tab && (this.inFlow || !this.simpleKeyAllowed));
        if (!skips) break;
        cursor.skip(1);
      }
      this.skipComments();
      if (!isBreak(cursor.current)) return;
      cursor.readBreak();
      if (!this.inFlow) this.simpleKeyAllowed = true;
    }
  }

  private skipComments(): void {
    const { cursor } = this;
    if (cursor.current !== char.hash) return;
    do cursor.skipComment();
    while (this.options.joinsComments && cursor.skipToComment());
  }

  // Indentation

  /** Opens a block collection if this column is deeper than the one around it. */
  private openBlock(column: number, type: TokenType, line: number, number?: number): void {
    if (this.inFlow || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > maxDepth) this.cursor.fail(`exceeded max depth of ${maxDepth}`);
    this.queue.insert(number ?? this.queue.nextNumber, type, line);
  }

  /** Closes the block collections that are deeper than this column. */
  private closeBlocks(column: number): void {
    if (this.inFlow) return;
    while (this.indent > column) {
      this.queue.push(new Token("block-end", this.cursor.line));
      this.indent = this.indents.pop() ?? -1;
    }
  }

  /** Notes that the token about to be fetched may be a key. */
  private saveSimpleKey(): void {
    if (!this.simpleKeyAllowed) return;
    this.simpleKeys.save(this.queue.nextNumber, !this.inFlow && this.indent === this.cursor.column);
  }

  // Fetchers: one for each kind of token

  private takeIndicator(type: TokenType, length = 1): Token {
    this.cursor.skip(length);
    return new Token(type, this.cursor.line);
  }

  private fetchStreamEnd(): Token {
    this.cursor.endLastLine();
    this.closeBlocks(-1);
    this.simpleKeys.drop();
    this.simpleKeyAllowed = false;
    this.ended = true;
    return new Token("stream-end", this.cursor.line);
  }

  private fetchDirective(): Token {
    this.closeBlocks(-1);
    this.simpleKeys.drop();
    this.simpleKeyAllowed = false;
    return scanDirective(this.cursor);
  }

  private fetchDocumentIndicator(type: TokenType): Token {
    this.closeBlocks(-1);
    this.simpleKeys.drop();
    this.simpleKeyAllowed = false;
    return this.takeIndicator(type, 3);
  }

  private fetchFlowStart(type: TokenType): Token {
    this.saveSimpleKey();
    this.simpleKeys.openFlow(this.queue.nextNumber);
    if (this.simpleKeys.flowLevel > maxDepth) this.cursor.fail(`exceeded max depth of ${maxDepth}`);
    this.simpleKeyAllowed = true;
    return this.takeIndicator(type);
  }

  private fetchFlowEnd(type: TokenType): Token {
    this.simpleKeys.drop();
    this.simpleKeys.closeFlow();
    this.simpleKeyAllowed = false;
    return this.takeIndicator(type);
  }

  private fetchFlowEntry(): Token {
    this.simpleKeys.drop();
    this.simpleKeyAllowed = true;
    return this.takeIndicator("flow-entry");
  }

  /** In flow context a `-` is an error that the parser reports. */
  private fetchBlockEntry(): Token {
    const { cursor } = this;
    if (!this.inFlow) {
      if (!this.simpleKeyAllowed) cursor.fail("block sequence entries are not allowed in this context");
      this.openBlock(cursor.column, "block-sequence-start", cursor.line);
    }
    this.simpleKeys.drop();
    this.simpleKeyAllowed = true;
    return this.takeIndicator("block-entry");
  }

  private fetchKey(): Token {
    const { cursor } = this;
    if (!this.inFlow) {
      if (!this.simpleKeyAllowed) cursor.fail("mapping keys are not allowed in this context");
      this.openBlock(cursor.column, "block-mapping-start", cursor.line);
    }
    this.simpleKeys.drop();
    this.simpleKeyAllowed = !this.inFlow;
    return this.takeIndicator("key");
  }

  private fetchValue(): Token {
    const { cursor } = this;
    const key = this.simpleKeys.take();
    if (key !== undefined) {
      const { line, column } = key.mark;
      this.queue.insert(key.token, "key", line);
      this.openBlock(column, "block-mapping-start", line, key.token);
      this.simpleKeyAllowed = false;
    } else {
      if (!this.inFlow) {
        if (!this.simpleKeyAllowed) cursor.fail("mapping values are not allowed in this context");
        this.openBlock(cursor.column, "block-mapping-start", cursor.line);
      }
      this.simpleKeyAllowed = !this.inFlow;
    }
    return this.takeIndicator("value");
  }

  private fetchAnchor(type: "alias" | "anchor"): Token {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    const { cursor } = this;
    cursor.skip(1);
    const start = cursor.pos;
    while (isWord(cursor.current)) cursor.skip(1);
    if (cursor.pos === start || !endsAnchor(cursor.current)) {
      cursor.fail("did not find expected alphabetic or numeric character");
    }
    return new Token(type, cursor.line, cursor.text.slice(start, cursor.pos));
  }

  private fetchTag(): Token {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    return scanTag(this.cursor);
  }

  private fetchBlockScalar(): Token {
    this.simpleKeys.drop();
    this.simpleKeyAllowed = true;
    return scanBlockScalar(this.cursor, this.indent);
  }

  private fetchQuotedScalar(): Token {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    return scanQuotedScalar(this.cursor);
  }

  private fetchPlainScalar(): Token {
    this.saveSimpleKey();
    const { token, endsLine } = scanPlainScalar(this.cursor, this.indent + 1, this.inFlow);
    this.simpleKeyAllowed = endsLine;
    return token;
  }
}

/** Whether a comment behind a token on its line belongs to the token, and not to what follows. */
function mayHaveComment({ type }: Token): boolean {
  return type !== "block-entry" && type !== "document-start" && type !== "document-end" && !type.endsWith("directive");
}

/** The indicators, besides white space, that may follow the name of an anchor or alias. */
const afterAnchor = new Set(Array.from("?:,]}%@`", (c) => c.charCodeAt(0)));

function endsAnchor(c: number): boolean {
  return isBlankOrEnd(c) || afterAnchor.has(c);
}
