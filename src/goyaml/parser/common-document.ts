/** Whether a text can hold a {@link CommonDocument}: it has only characters that are nothing special, and not too many. */
export function isCommonText(text: string): boolean {
  return text.length <= longestText && !unusual.test(text);
}

/**
 * Where a document of a stream ends, if it is a common one: at its own marker or that of the next one, or with the text.
 *
 * @param start - where it begins, with its own marker
 */
export function endOfDocument(text: string, start: number): number {
  preamble.lastIndex = start;
  preamble.test(text);
  marker.lastIndex = Math.max(start, preamble.lastIndex - 1);
  const found = marker.exec(text);
  return found === null ? text.length : found.index + 1;
}

/** Comments, and the marker of a document. */
const preamble = /(?: *(?:#[^\n]*)?\n)*(?:---\n)?/y;
/** What a tab behind it makes of it does not matter: that is nothing common. */
const marker = /\n(?:---|\.\.\.)(?![^ \n])/g;

/** Control characters, other line breaks than LF, byte order marks, and what takes two units in UTF-16. */
const unusual = /[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/** Collections in one another, and blanks before a block. The scanner allows far more. */
const deepest = 100;
/** In characters. Of much longer ones, regular expressions could have more to remember than they can. */
const longestText = 1024 * 1024;
/** In characters. A key may be longer, but not by any number. */
const longestKey = 200;

const code = (character: string): number => character.charCodeAt(0);
const space = code(" ");
const newline = code("\n");
const tab = code("\t");
const hash = code("#");
const dash = code("-");
const pipe = code("|");
const greater = code(">");
const comma = code(",");
const colon = code(":");
const bracket = code("[");
const bracketEnd = code("]");
const brace = code("{");
const braceEnd = code("}");
const plus = code("+");
const ampersand = code("&");
const asterisk = code("*");
const doubleQuote = code('"');
const singleQuote = code("'");
/** What stands behind the text. */
const nul = 0;

/** Blanks, comments and line breaks. */
const gap = / *(?:(?:#[^\n\0]*)?\n *)*(?:#[^\n\0]*)?/y;
/** A key, which begins with no indicator, and its colon. */
const key = /(?:[^-?:,[\]{}#&*!|>'"%@` \t\n\0][^ \t\n\0]*?|"[^"\\\n\0]*"|'[^'\n\0]*'):(?=[ \n\0])/y;
/** Some indicators are none before some characters; of these, the dash alone is common. */
const plainStart = /[^-?:,[\]{}#&*!|>'"%@` \t\n\0]|-(?![ \n\0])/y;
/** What is in no plain scalar on one line. */
const notPlain = /\t|:(?: |$)/;
/** The same in what is left of its line, where blanks and a comment may follow. */
const notPlainToTheEnd = /\t| #| $|:(?: |$)/;
const doubleQuoted = /"[^"\\\n]*(?:(?:\\(?:["\\nt]| (?![ \t]*\n)|\n +(?![ \t\n]))|\n +(?![ \t\n]))[^"\\\n]*)*"/y;
const singleQuoted = /'[^'\n]*(?:(?:''|\n +(?![ \t\n]))[^'\n]*)*'(?!')/y;
/** Of those characters behind a backslash that do not stand for themselves. */
const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t" };
/** A break of a line within a scalar, which is a space. */
const folds = /[ \t]*\n */g;
/** The same in double quotes, beside what stands behind a backslash: a break of a line there is nothing. */
const foldsAndEscapes = /\\(?:\n *|(.))|[ \t]*\n */g;
/** A text without quotes between brackets. */
const flowPlain =
  /(?!\.\.\.)-*[^-?:,[\]{}#&*!|>'"%@` \t\n\0](?:(?: *\n +| +)?(?:[^?:,[\]{}# \t\n\0]|:(?=[^?:,[\]{}# \t\n\0])))*/y;
const spaces = /[ \n]*/y;
const anchor = /&([\w-]+)(?=[ \n\0])/y;
const alias = /\*([\w-]+)(?=[ \n\0])/y;

interface LiteralPatterns {
  /** A line break before a line that is no part of the block. */
  readonly further: RegExp;
  /** A line break with what is left out behind it. */
  readonly margin: RegExp;
}

/** By the indentation of a block. */
const literals: readonly LiteralPatterns[] = Array.from({ length: deepest + 1 }, (_, indentation) => {
  const spaces = " ".repeat(indentation);
  return {
    further: new RegExp(`\\n(?!${spaces}| *\\n)`, "g"),
    margin: new RegExp(`\\n(?:${spaces}| +(?=\\n))`, "g"),
  };
});

/**
 * Reads a text that is one document as nearly all are written: block mappings and sequences, keys of one word, scalars on lines
 * without blank ones or as blocks, lists and mappings in brackets, anchors of values; no tag or directive. It takes a fraction of the
 * time that the `Parser` takes; what it does not know for sure is left to that. What the nodes become is up to the
 * subclasses, which are told of them and of their places, from the first to the last.
 *
 * The methods that give a node give `undefined` for what is not common, and nothing is read after that. Regular expressions
 * do most of the work: they are fast from the first text on, and most texts are read before anything else is.
 */
export abstract class CommonDocument<Made, Key, Mapping extends Made, Sequence extends Made> {
  /** With a NUL behind it: to ask for characters beyond the end of a text is slow. */
  readonly #text: string;
  readonly #end: number;
  /** Where the next node, key or dash begins. */
  #at = 0;
  /** Of that place; -1 at the end of the text. */
  #column = -1;
  #depth = 0;

  /** @param text - one for which {@link isCommonText} is true */
  constructor(text: string) {
    this.#text = `${text}\0`;
    this.#end = text.length;
  }

  protected abstract makeKey(text: string, isPlain: boolean, at: number): Key | undefined;
  /** @param at - where it begins; what is not there, behind what it belongs to */
  protected abstract makeScalar(text: string, isPlain: boolean, at: number): Made | undefined;
  protected abstract makeMapping(at: number): Mapping;
  protected abstract addEntry(mapping: Mapping, key: Key, value: Made): void;
  protected abstract makeSequence(at: number): Sequence;
  protected abstract addItem(sequence: Sequence, item: Made): void;
  /** Is told the anchor of the node that is made next, and where that stands. @returns whether it is of use */
  protected abstract name(anchor: string, at: number): boolean;
  protected abstract makeAlias(anchor: string, at: number): Made | undefined;
  /** Is told where a scalar stands in the text, with its quotes; of blocks, and of what is not there, it is not. */
  protected place?(scalar: Made, start: number, end: number): void;

  /** @returns what is made of the document; `undefined` for any other text, be it right or wrong */
  read(): Made | undefined {
    this.#skipTo(0);
    if (this.#column === 0 && this.#text.startsWith("---\n", this.#at)) this.#skipTo(this.#at + 3);
    if (this.#column < 0) return undefined;
    const root = this.#isDash() ? this.#sequence(this.#column, false) : this.#mapping(this.#endOfKey());
    return this.#at === this.#end ? root : undefined;
  }

  /** Goes on to what stands next, be it on the line of that place or on another one. */
  #skipTo(place: number): void {
    const text = this.#text;
    gap.lastIndex = place;
    gap.test(text);
    const at = gap.lastIndex;
    let start = at;
    while (start > place && text.charCodeAt(start - 1) !== newline) start -= 1;
    this.#at = at;
    this.#column = at < this.#end ? at - start : -1;
  }

  #endOfLine(at: number): number {
    const found = this.#text.indexOf("\n", at);
    return found < 0 ? this.#end : found;
  }

  #skipSpaces(place: number): number {
    let at = place;
    while (this.#text.charCodeAt(at) === space) at += 1;
    return at;
  }

  /** Whether nothing more stands on the line, a comment aside. @param at - behind all blanks */
  #endsLine(at: number): boolean {
    const c = this.#text.charCodeAt(at);
    return c === newline || c === nul || (c === hash && this.#text.charCodeAt(at - 1) === space);
  }

  /** Whether a space, a line break or the end stands there. */
  #isBlank(at: number): boolean {
    const c = this.#text.charCodeAt(at);
    return c === space || c === newline || c === nul;
  }

  #isDash(): boolean {
    return this.#text.charCodeAt(this.#at) === dash && this.#isBlank(this.#at + 1);
  }

  /** Where the colon behind the word stands that begins here; -1 where it is no key. */
  #endOfKey(): number {
    key.lastIndex = this.#at;
    const colon = key.test(this.#text) ? key.lastIndex - 1 : -1;
    return colon - this.#at < longestKey ? colon : -1;
  }

  /** @param firstColon - behind the first key; -1 where it is none */
  #mapping(firstColon: number): Made | undefined {
    const column = this.#column;
    const mapping = this.makeMapping(this.#at);
    if (++this.#depth > deepest) return undefined;
    for (let colon = firstColon; ; colon = this.#endOfKey()) {
      if (colon < 0) return undefined;
      const start = this.#at;
      const isQuoted = isQuote(this.#text.charCodeAt(start));
      const name = isQuoted ? this.#text.slice(start + 1, colon - 1) : this.#text.slice(start, colon);
      const made = this.makeKey(name, !isQuoted, start);
      const value = made === undefined ? undefined : this.#value(column, colon + 1);
      if (made === undefined || value === undefined) return undefined;
      this.addEntry(mapping, made, value);
      if (this.#column !== column) break;
    }
    this.#depth -= 1;
    return this.#column < column ? mapping : undefined;
  }

  /** @param column - of the keys @param place - behind the colon */
  #value(column: number, place: number): Made | undefined {
    let at = this.#skipSpaces(place);
    if (this.#text.charCodeAt(at) === ampersand) {
      anchor.lastIndex = at;
      const [text = "", name = ""] = anchor.exec(this.#text) ?? [];
      if (name === "" || !this.name(name, at)) return undefined;
      at = this.#skipSpaces(at + text.length);
    }
    if (!this.#endsLine(at)) {
      this.#at = at;
      return this.#inline(column);
    }
    this.#skipTo(at);
    if (this.#column === column && this.#isDash()) return this.#sequence(column, true);
    return this.#column > column ? this.#block(column) : this.makeScalar("", true, place);
  }

  /** @param isIndentless - whether the dashes stand below the keys of the mapping around it */
  #sequence(column: number, isIndentless: boolean): Made | undefined {
    const sequence = this.makeSequence(this.#at);
    if (++this.#depth > deepest) return undefined;
    while (this.#column === column && this.#isDash()) {
      const item = this.#item(column);
      if (item === undefined) return undefined;
      this.addItem(sequence, item);
    }
    this.#depth -= 1;
    return this.#column < column || (isIndentless && this.#column === column) ? sequence : undefined;
  }

  #item(column: number): Made | undefined {
    const place = this.#at + 1;
    const at = this.#skipSpaces(place);
    if (this.#endsLine(at)) {
      this.#skipTo(at);
      return this.#column > column ? this.#block(column) : this.makeScalar("", true, place);
    }
    this.#column += at - this.#at;
    this.#at = at;
    return this.#block(column);
  }

  /** A node that can be of any kind. @param parent - the column of the collection around it */
  #block(parent: number): Made | undefined {
    if (this.#isDash()) return this.#sequence(this.#column, false);
    const colon = this.#endOfKey();
    return colon < 0 ? this.#inline(parent) : this.#mapping(colon);
  }

  /** A scalar, or a list or mapping in brackets, that begins on this line; what follows must not be further in. */
  #inline(parent: number): Made | undefined {
    const made = this.#inlineNode(parent);
    return this.#column <= parent ? made : undefined;
  }

  #inlineNode(parent: number): Made | undefined {
    const c = this.#text.charCodeAt(this.#at);
    if (isQuote(c)) return this.#quoted();
    if (c === pipe || c === greater) return this.#blockScalar(parent, c === greater);
    if (c === asterisk) return this.#alias();
    if (c !== bracket && c !== brace) return this.#plain(parent);
    const made = this.#flow();
    return this.#endLine(this.#at) ? made : undefined;
  }

  /** Goes on behind the end of a line. @returns whether nothing more stood on it */
  #endLine(place: number): boolean {
    const at = this.#skipSpaces(place);
    if (!this.#endsLine(at)) return false;
    this.#skipTo(at);
    return true;
  }

  #plain(parent: number): Made | undefined {
    const text = this.#text;
    const start = this.#at;
    plainStart.lastIndex = start;
    if (!plainStart.test(text)) return undefined;
    let lineEnd = this.#endOfLine(start);
    let value = text.slice(start, lineEnd);
    if (notPlainToTheEnd.test(value)) {
      value = value.replace(/(?<! ) +(?:#.*)?$/, "");
      if (notPlain.test(value)) return undefined;
    }
    let end = start + value.length;
    this.#skipTo(lineEnd);
    // A line right below that is further in goes on with it.
    while (this.#column > parent && end === lineEnd && this.#at - this.#column === lineEnd + 1) {
      lineEnd = this.#endOfLine(this.#at);
      const line = text.slice(this.#at, lineEnd);
      if (notPlainToTheEnd.test(line)) return undefined;
      value += ` ${line}`;
      end = lineEnd;
      this.#skipTo(lineEnd);
    }
    return this.#placed(this.makeScalar(value, true, start), start, end);
  }

  #quoted(): Made | undefined {
    const start = this.#at;
    const text = this.#quotedText();
    const end = this.#at;
    if (text === undefined || !this.#endLine(end)) return undefined;
    return this.#placed(this.makeScalar(text, false, start), start, end);
  }

  /** What stands in quotes. Goes on behind them. */
  #quotedText(): string | undefined {
    const start = this.#at;
    const isDouble = this.#text.charCodeAt(start) === doubleQuote;
    const pattern = isDouble ? doubleQuoted : singleQuoted;
    pattern.lastIndex = start;
    if (!pattern.test(this.#text)) return undefined;
    this.#at = pattern.lastIndex;
    const inner = this.#text.slice(start + 1, this.#at - 1);
    if (isDouble && inner.includes("\\")) return inner.replace(foldsAndEscapes, unescaped);
    const text = inner.includes("\n") ? inner.replace(folds, " ") : inner;
    return isDouble ? text : text.replaceAll("''", "'");
  }

  #alias(): Made | undefined {
    const start = this.#at;
    alias.lastIndex = start;
    const name = alias.exec(this.#text)?.[1];
    return name !== undefined && this.#endLine(alias.lastIndex) ? this.makeAlias(name, start) : undefined;
  }

  /** A list or mapping in brackets, or a scalar in one. Goes on behind it. */
  #flow(): Made | undefined {
    const start = this.#at;
    const c = this.#text.charCodeAt(start);
    if (c !== bracket && c !== brace) {
      const text = this.#flowText();
      return text === undefined ? undefined : this.makeScalar(text, !isQuote(c), start);
    }
    if (++this.#depth > deepest) return undefined;
    const made = c === bracket ? this.#flowSequence() : this.#flowMapping();
    this.#depth -= 1;
    return made;
  }

  #flowSequence(): Made | undefined {
    const sequence = this.makeSequence(this.#at);
    this.#skipInFlow();
    while (this.#text.charCodeAt(this.#at) !== bracketEnd) {
      const item = this.#flow();
      if (item === undefined || !this.#endFlowItem(bracketEnd)) return undefined;
      this.addItem(sequence, item);
    }
    this.#at += 1;
    return sequence;
  }

  #flowMapping(): Made | undefined {
    const mapping = this.makeMapping(this.#at);
    this.#skipInFlow();
    while (this.#text.charCodeAt(this.#at) !== braceEnd) {
      const start = this.#at;
      const text = this.#flowText();
      const isOnOneLine = this.#at - start < longestKey && !this.#text.slice(start, this.#at).includes("\n");
      if (text === undefined || !isOnOneLine) return undefined;
      if (this.#text.charCodeAt(this.#at) !== colon || !this.#isBlank(this.#at + 1)) return undefined;
      const key = this.makeKey(text, !isQuote(this.#text.charCodeAt(start)), start);
      if (key === undefined) return undefined;
      this.#skipInFlow();
      const value = this.#flow();
      if (value === undefined || !this.#endFlowItem(braceEnd)) return undefined;
      this.addEntry(mapping, key, value);
    }
    this.#at += 1;
    return mapping;
  }

  #flowText(): string | undefined {
    if (isQuote(this.#text.charCodeAt(this.#at))) return this.#quotedText();
    flowPlain.lastIndex = this.#at;
    const [text] = flowPlain.exec(this.#text) ?? [];
    this.#at = flowPlain.lastIndex;
    return text?.replace(folds, " ");
  }

  /** Goes on behind a comma, or to the bracket at the end. @returns whether there is either */
  #endFlowItem(bracket: number): boolean {
    this.#at -= 1;
    this.#skipInFlow();
    const c = this.#text.charCodeAt(this.#at);
    if (c === comma) this.#skipInFlow();
    return c === comma || c === bracket;
  }

  /** Goes to what follows the character that is here, be it on another line. */
  #skipInFlow(): void {
    spaces.lastIndex = this.#at + 1;
    spaces.test(this.#text);
    this.#at = spaces.lastIndex;
  }

  /** A literal or folded block. @param parent - the column of the collection around it */
  #blockScalar(parent: number, isFolded: boolean): Made | undefined {
    const text = this.#text;
    const start = this.#at;
    const chomping = text.charCodeAt(start + 1);
    const headerEnd = this.#skipSpaces(start + (chomping === dash || chomping === plus ? 2 : 1));
    if (!this.#endsLine(headerEnd)) return undefined;
    const header = this.#endOfLine(headerEnd);
    const indentation = this.#indentationBelow(header + 1);
    if (indentation <= Math.max(parent, 0) || indentation > deepest) return undefined;

    const { further, margin } = literals[indentation] as LiteralPatterns;
    further.lastIndex = header;
    const found = further.exec(text)?.index ?? this.#end;
    const block = text.slice(header, Math.min(found + 1, this.#end));
    const lines = block.replace(margin, "\n");
    let length = lines.length;
    while (lines.charCodeAt(length - 1) === newline) length -= 1;
    const kept = chomping === dash ? length : chomping === plus ? lines.length : length + 1;
    this.#skipTo(found);
    if (!isFolded) return this.makeScalar(lines.slice(1, kept), false, start);
    const body = lines.slice(0, length);
    // Not all breaks beside blank lines, and those that are further in, are spaces.
    if (/\n[ \t\n]/.test(body)) return undefined;
    return this.makeScalar(body.slice(1).replaceAll("\n", " ") + lines.slice(length, kept), false, start);
  }

  /** Of the first line with any text; -1 where there is none, or blanks before it are longer, and count. */
  #indentationBelow(place: number): number {
    let longest = 0;
    for (let at = place; at < this.#end; ) {
      const start = this.#skipSpaces(at);
      const c = this.#text.charCodeAt(start);
      if (c !== newline) return c === nul || c === tab || longest > start - at ? -1 : start - at;
      longest = Math.max(longest, start - at);
      at = start + 1;
    }
    return -1;
  }

  #placed(scalar: Made | undefined, start: number, placeEnd: number): Made | undefined {
    if (scalar !== undefined) this.place?.(scalar, start, placeEnd);
    return scalar;
  }
}

/** What a match of {@link foldsAndEscapes} stands for. */
function unescaped(match: string, character: string | undefined): string {
  if (character !== undefined) return escapes[character] ?? character;
  return match.startsWith("\\") ? "" : " ";
}

function isQuote(c: number): boolean {
  return c === doubleQuote || c === singleQuote;
}
