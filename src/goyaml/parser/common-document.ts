import { spend } from "../../govalue/allowance.ts";
import type { MappingNode, Node, ScalarNode, SequenceNode } from "./node.ts";

/**
 * Reads a text that is one document as nearly all are written: block mappings and sequences, keys of one word, scalars on one
 * line or as literal blocks, lists of words in brackets; no tag, anchor, directive or further document. It gives what the `Parser` gives, in a fraction of
 * the time; what it does not know for sure is left to that.
 *
 * @returns the tree; `undefined` for any other text, be it right or wrong
 */
export function parseCommonDocument(text: string): Node | undefined {
  return unusual.test(text) ? undefined : new CommonDocument(text, undefined).parse();
}

/** Where a scalar stands in a text, with its quotes. */
export type ScalarPlace = readonly [start: number, end: number];

/**
 * The same with the places of scalars; those of blocks, and of what is not there, are left out.
 *
 * @returns `undefined` as {@link parseCommonDocument} does
 */
export function placeCommonDocument(
  text: string,
): { readonly root: Node; readonly places: ReadonlyMap<Node, ScalarPlace> } | undefined {
  if (unusual.test(text)) return undefined;
  const places = new Map<Node, ScalarPlace>();
  const root = new CommonDocument(text, places).parse();
  return root && { root, places };
}

/** Control characters, other line breaks than LF, byte order marks, and what takes two units in UTF-16. */
const unusual = /[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/** As the tokens of a node take in the scanner, on average. */
const nodeCost = 40;
/** Collections in one another. The scanner allows far more. */
const maxDepth = 100;
/** In characters. A key may be longer, but not by any number. */
const longestKey = 200;

const code = (character: string): number => character.charCodeAt(0);
const space = code(" ");
const tab = code("\t");
const newline = code("\n");
const hash = code("#");
const dash = code("-");
const colon = code(":");
const pipe = code("|");
const bracket = code("[");
const backslash = code("\\");
const plus = code("+");
const doubleQuote = code('"');
const singleQuote = code("'");

/** What no plain scalar begins with, or not before every character. */
const indicators: ReadonlySet<number> = new Set(Array.from("-?:,[]{}#&*!|>'\"%@` \t\n", code));

/** A scalar in double quotes, with what is in them. */
const doubleQuoted = /"((?:[^"\\\n]|\\["\\])*)"/y;
const singleQuoted = /'([^'\n]*)'(?!')/y;
const words = /\[ *(?:(?:"[^"\\\n]*"|'[^'\n]*'|[\w./][\w./-]*) *(?:, *|(?=\])))*\]/y;
const word = /"([^"]*)"|'([^']*)'|[^\s,[\]]+/g;

function isQuote(c: number): boolean {
  return c === doubleQuote || c === singleQuote;
}

/** The methods that give a node give `undefined` for what is not common, and nothing is read after that. */
class CommonDocument {
  readonly #text: string;
  /** Where the next node, key or dash begins. */
  #at = 0;
  #line = 0;
  /** Of that place; -1 at the end of the text. */
  #column = -1;
  #depth = 0;
  readonly #places: Map<Node, ScalarPlace> | undefined;

  constructor(text: string, places: Map<Node, ScalarPlace> | undefined) {
    this.#text = text;
    this.#places = places;
  }

  parse(): Node | undefined {
    this.#skipTo(0);
    if (this.#column === 0 && this.#text.startsWith("---\n", this.#at)) this.#skipTo(this.#at + 3);
    if (this.#column !== 0) return undefined;
    const root = this.#isDash() ? this.#sequence(0, false) : this.#mapping();
    return this.#isAtEnd() ? root : undefined;
  }

  #isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** Goes on to what stands next, be it on the line of that place or on another one. */
  #skipTo(place: number): void {
    const text = this.#text;
    let at = place;
    let start = place;
    for (;;) {
      while (text.charCodeAt(at) === space) at += 1;
      if (text.charCodeAt(at) === hash) at = this.#endOfLine(at);
      if (text.charCodeAt(at) !== newline) break;
      at += 1;
      start = at;
      this.#line += 1;
    }
    this.#at = at;
    this.#column = at < text.length ? at - start : -1;
  }

  #endOfLine(at: number): number {
    const end = this.#text.indexOf("\n", at);
    return end < 0 ? this.#text.length : end;
  }

  #skipSpaces(place: number): number {
    let at = place;
    while (this.#text.charCodeAt(at) === space) at += 1;
    return at;
  }

  /** Whether nothing more stands on the line, a comment aside. @param at - behind all blanks */
  #endsLine(at: number): boolean {
    const c = this.#text.charCodeAt(at);
    return Number.isNaN(c) || c === newline || (c === hash && this.#text.charCodeAt(at - 1) === space);
  }

  /** Whether a space, a line break or the end follows an indicator. */
  #isApart(at: number): boolean {
    const c = this.#text.charCodeAt(at + 1);
    return c === space || c === newline || Number.isNaN(c);
  }

  #isDash(): boolean {
    return this.#text.charCodeAt(this.#at) === dash && this.#isApart(this.#at);
  }

  /** Where the colon behind the word stands that begins here; -1 where it is no key. */
  #endOfKey(): number {
    const text = this.#text;
    const first = text.charCodeAt(this.#at);
    if (isQuote(first)) return this.#endOfQuotedKey(first);
    if (indicators.has(first)) return -1;
    const most = Math.min(this.#at + longestKey, text.length);
    for (let at = this.#at; at < most; at++) {
      const c = text.charCodeAt(at);
      if (c === space || c === newline || c === tab) return -1;
      if (c === colon && this.#isApart(at)) return at;
    }
    return -1;
  }

  #endOfQuotedKey(quote: number): number {
    const text = this.#text;
    for (let at = this.#at + 1; at < this.#at + longestKey; at++) {
      const c = text.charCodeAt(at);
      if (c === quote) return text.charCodeAt(at + 1) === colon && this.#isApart(at + 1) ? at + 1 : -1;
      if (c === newline || c === backslash || Number.isNaN(c)) return -1;
    }
    return -1;
  }

  #mapping(): Node | undefined {
    const column = this.#column;
    const entries: Node[] = [];
    const node: MappingNode = { kind: "mapping", line: this.#line, tag: "", entries };
    if (++this.#depth > maxDepth) return undefined;
    while (this.#column === column) {
      const end = this.#endOfKey();
      if (end < 0) return undefined;
      const isPlain = !isQuote(this.#text.charCodeAt(this.#at));
      const name = isPlain ? this.#text.slice(this.#at, end) : this.#text.slice(this.#at + 1, end - 1);
      entries.push(this.#scalar(this.#line, name, isPlain));
      const value = this.#value(column, end + 1);
      if (value === undefined) return undefined;
      entries.push(value);
    }
    this.#depth -= 1;
    return this.#column < column ? node : undefined;
  }

  /** @param column - of the keys @param place - behind the colon */
  #value(column: number, place: number): Node | undefined {
    const at = this.#skipSpaces(place);
    if (!this.#endsLine(at)) {
      this.#at = at;
      return this.#inline(column);
    }
    const line = this.#line;
    this.#skipTo(at);
    if (this.#column === column && this.#isDash()) return this.#sequence(column, true);
    return this.#column > column ? this.#block(column) : this.#scalar(line, "", true);
  }

  /** @param isIndentless - whether the dashes stand below the keys of the mapping around it */
  #sequence(column: number, isIndentless: boolean): Node | undefined {
    const items: Node[] = [];
    const node: SequenceNode = { kind: "sequence", line: this.#line, tag: "", items };
    if (++this.#depth > maxDepth) return undefined;
    while (this.#column === column && this.#isDash()) {
      const item = this.#item(column);
      if (item === undefined) return undefined;
      items.push(item);
    }
    this.#depth -= 1;
    return this.#column < column || (isIndentless && this.#column === column) ? node : undefined;
  }

  #item(column: number): Node | undefined {
    const line = this.#line;
    const at = this.#skipSpaces(this.#at + 1);
    if (this.#endsLine(at)) {
      this.#skipTo(at);
      return this.#column > column ? this.#block(column) : this.#scalar(line, "", true);
    }
    this.#column += at - this.#at;
    this.#at = at;
    return this.#block(column);
  }

  /** A node that can be of any kind. @param parent - the column of the collection around it */
  #block(parent: number): Node | undefined {
    if (this.#isDash()) return this.#sequence(this.#column, false);
    return this.#endOfKey() >= 0 ? this.#mapping() : this.#inline(parent);
  }

  /** A scalar, or an empty collection, that begins on this line; what follows must not be further in. */
  #inline(parent: number): Node | undefined {
    const node = this.#inlineNode(parent);
    return this.#column <= parent ? node : undefined;
  }

  #inlineNode(parent: number): Node | undefined {
    const text = this.#text;
    const line = this.#line;
    const c = text.charCodeAt(this.#at);
    if (isQuote(c)) return this.#quoted(c);
    if (c === pipe) return this.#literal(parent);
    if (c === bracket) return this.#words();
    if (!text.startsWith("{}", this.#at)) return this.#plain();
    return this.#endLine(this.#at + 2) ? { kind: "mapping", line, tag: "", entries: [] } : undefined;
  }

  /** Goes on behind the end of a line. @returns whether nothing more stood on it */
  #endLine(place: number): boolean {
    const at = this.#skipSpaces(place);
    if (!this.#endsLine(at)) return false;
    this.#skipTo(at);
    return true;
  }

  #plain(): Node | undefined {
    const text = this.#text;
    const start = this.#at;
    const first = text.charCodeAt(start);
    if (indicators.has(first) && (first !== dash || this.#isApart(start))) return undefined;
    const line = this.#line;
    let end = start;
    let at = start;
    for (; ; at++) {
      const c = text.charCodeAt(at);
      if (c === newline || at >= text.length) break;
      if (c === space) continue;
      if (c === hash && text.charCodeAt(at - 1) === space) break;
      if (c === tab || (c === colon && this.#isApart(at))) return undefined;
      end = at + 1;
    }
    this.#skipTo(at);
    return this.#placed(this.#scalar(line, text.slice(start, end), true), start, end);
  }

  #quoted(quote: number): Node | undefined {
    const line = this.#line;
    const start = this.#at;
    const pattern = quote === doubleQuote ? doubleQuoted : singleQuoted;
    pattern.lastIndex = this.#at;
    const value = pattern.exec(this.#text)?.[1];
    if (value === undefined || !this.#endLine(pattern.lastIndex)) return undefined;
    const isEscaped = quote === doubleQuote && value.includes("\\");
    const text = isEscaped ? value.replace(/\\(.)/g, "$1") : value;
    return this.#placed(this.#scalar(line, text, false), start, start + value.length + 2);
  }

  #words(): Node | undefined {
    const line = this.#line;
    words.lastIndex = this.#at;
    const [list] = words.exec(this.#text) ?? [];
    if (list === undefined || !this.#endLine(words.lastIndex)) return undefined;
    const items = Array.from(list.slice(1, -1).matchAll(word), ([text, double, single]) =>
      this.#scalar(line, double ?? single ?? text, double === undefined && single === undefined),
    );
    return { kind: "sequence", line, tag: "", items };
  }

  /** @param parent - the column of the collection around it */
  #literal(parent: number): Node | undefined {
    const text = this.#text;
    const line = this.#line;
    const chomping = text.charCodeAt(this.#at + 1);
    const headerEnd = this.#skipSpaces(this.#at + (chomping === dash || chomping === plus ? 2 : 1));
    if (!this.#endsLine(headerEnd)) return undefined;
    const header = this.#endOfLine(headerEnd);
    const indentation = this.#indentationBelow(header + 1);
    if (indentation <= Math.max(parent, 0)) return undefined;

    const lines: string[] = [];
    let at = header + 1;
    /** Of the lines, those up to the last with any text. */
    let length = 0;
    let lastBreak = "";
    let breaks = "";
    while (at < text.length) {
      const start = this.#skipSpaces(at);
      const end = this.#endOfLine(start);
      const isBlank = start === end;
      if (!isBlank && start - at < indentation) break;
      const lineBreak = end < text.length ? "\n" : "";
      if (isBlank && end - at <= indentation) {
        lines.push("");
        breaks += lineBreak;
      } else {
        lines.push(text.slice(at + indentation, end));
        length = lines.length;
        lastBreak = lineBreak;
        breaks = "";
      }
      at = end + lineBreak.length;
    }
    this.#line += 1 + lines.length;
    // What is left of a last line without its end is on that line.
    if (at === text.length && text.charCodeAt(at - 1) !== newline) this.#line -= 1;
    this.#skipTo(at);
    lines.length = length;
    const kept = chomping === dash ? "" : chomping === plus ? lastBreak + breaks : lastBreak;
    return this.#scalar(line, lines.join("\n") + kept, false);
  }

  /** Of the first line with any text; -1 where there is none, or blanks before it are longer, and count. */
  #indentationBelow(place: number): number {
    let longest = 0;
    for (let at = place; ; ) {
      const start = this.#skipSpaces(at);
      const c = this.#text.charCodeAt(start);
      if (c !== newline) return start === this.#text.length || c === tab || longest > start - at ? -1 : start - at;
      longest = Math.max(longest, start - at);
      at = start + 1;
    }
  }

  #placed(node: ScalarNode, start: number, end: number): ScalarNode {
    this.#places?.set(node, [start, end]);
    return node;
  }

  #scalar(line: number, value: string, plain: boolean): ScalarNode {
    spend(nodeCost);
    return { kind: "scalar", line, tag: "", value, plain, implicit: plain };
  }
}
