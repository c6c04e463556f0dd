import type { Cursor, Mark } from "./cursor.ts";

/** How far behind the start of a key its colon may be, in characters; so says the specification. */
const maxKeyLength = 1024;

/** A place where a key without `?` may have begun. */
interface SimpleKey {
  possible: boolean;
  /** Whether nothing but a key can stand there: in block context, at the indentation of the mapping. */
  required: boolean;
  /** The number of the token that would be the key. */
  token: number;
  /** Whether that token waits in the queue until it is known to be a key or not. */
  waits: boolean;
  mark: Mark;
}

/** The places where keys may have begun: one for each flow level and one for block context, none of them at first. */
export class SimpleKeys {
  private readonly cursor: Cursor;
  private readonly stack: SimpleKey[];

  constructor(cursor: Cursor) {
    this.cursor = cursor;
    this.stack = [this.impossible(0)];
  }

  /** How many flow collections are open. */
  get flowLevel(): number {
    return this.stack.length - 1;
  }

  openFlow(token: number): void {
    this.stack.push(this.impossible(token));
  }

  /** A collection in which no key was looked for, such as `[]`, no longer waits to become one, as go-yaml has it. */
  closeFlow(): void {
    if (this.flowLevel === 0) return;
    const inner = this.stack.pop();
    const outer = this.current;
    if (inner?.token === outer.token) outer.waits = false;
  }

  /** Notes that a key may begin here. */
  save(token: number, required: boolean): void {
    this.drop();
    const key = this.current;
    key.possible = true;
    key.required = required;
    key.token = token;
    key.waits = true;
    key.mark = this.cursor.mark();
  }

  /** Gives up the key that may have begun on this level; that is an error if there had to be one. */
  drop(): void {
    this.giveUp(this.current);
  }

  /** The key that the colon found here belongs to, if one has begun; it is one no more. */
  take(): { readonly token: number; readonly mark: Mark } | undefined {
    const key = this.current;
    if (!this.isStillPossible(key)) return undefined;
    key.possible = false;
    return key;
  }

  /** Whether this token may turn out to be a key, so that it has to wait. */
  mayBeKey(token: number): boolean {
    for (let i = this.stack.length - 1; i >= 0; i--) {
      const key = this.stack[i];
      if (key === undefined || key.token < token) return false;
      if (key.token === token && key.waits) return this.isStillPossible(key);
    }
    return false;
  }

  private get current(): SimpleKey {
    const key = this.stack[this.stack.length - 1];
    if (key === undefined) throw new RangeError("the stack of simple keys is empty");
    return key;
  }

  private impossible(token: number): SimpleKey {
    return { possible: false, required: false, token, waits: false, mark: this.cursor.mark() };
  }

  /** A key is on one line, and its colon not far away. */
  private isStillPossible(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.mark.line === this.cursor.line && key.mark.index + maxKeyLength >= this.cursor.index) return true;
    this.giveUp(key);
    return false;
  }

  private giveUp(key: SimpleKey): void {
    if (key.possible && key.required) this.cursor.fail("could not find expected ':'", key.mark.line);
    key.possible = false;
  }
}
