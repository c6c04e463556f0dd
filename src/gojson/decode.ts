import { spend } from "../govalue/allowance.ts";
import { GoError } from "../govalue/function.ts";
import { quote } from "../govalue/strconv.ts";
import { textToBytes } from "../govalue/text.ts";
import { type GoList, type GoMap, type GoValue, JsonNumber } from "../govalue/value.ts";

export interface UnmarshalOptions {
  /** Whether numbers become json.Number, as Decoder.UseNumber has it, and not float64. */
  readonly useNumber?: boolean;
}

/** How deep values may nest: a tenth of what Go allows, since JavaScript's stack does not grow. */
const maxDepth = 1000;

/** json.Unmarshal into an `interface {}`. Throws Go's error. */
export function unmarshal(text: string, options: UnmarshalOptions = {}): GoValue {
  const reader = new JsonReader(text, options.useNumber ?? false);
  const value = reader.readDocument();
  if (reader.problem !== undefined) throw reader.problem;
  return value;
}

/**
 * json.Unmarshal into a `map[string]interface {}`: adds the members to the map and returns it. JSON's null makes it a
 * nil map, here `null`. Numbers out of range do not keep the other members from being added before the error is thrown.
 */
export function unmarshalMap(text: string, into: GoMap, options: UnmarshalOptions = {}): GoMap | null {
  const reader = new JsonReader(text, options.useNumber ?? false);
  const value = reader.readDocument();
  if (value === null && reader.problem === undefined) return null;
  if (!(value instanceof Map)) throw typeError(value, "map[string]interface {}");
  for (const [key, member] of value) into.set(key, member);
  if (reader.problem !== undefined) throw reader.problem;
  return into;
}

/** json.Unmarshal into a `[]interface {}`; JSON's null makes it a nil slice, here `null`. */
export function unmarshalList(text: string, options: UnmarshalOptions = {}): GoList | null {
  const reader = new JsonReader(text, options.useNumber ?? false);
  const value = reader.readDocument();
  if (value === null && reader.problem === undefined) return null;
  if (!Array.isArray(value)) throw typeError(value, "[]interface {}");
  if (reader.problem !== undefined) throw reader.problem;
  return value;
}

/** The error for a value that does not fit the Go type it is decoded to. Null fits any, unless it is a bad number. */
export function typeError(value: GoValue, goType: string): GoError {
  return new GoError(`json: cannot unmarshal ${jsonKind(value)} into Go value of type ${goType}`);
}

function jsonKind(value: GoValue): string {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (Array.isArray(value)) return "array";
  return value instanceof Map ? "object" : "number";
}

const space = /[ \t\r\n]*/y;
/** What needs no escape in a string, nor ends it. */
const plainText = /[ !#-[\]-\uffff]*/y;
const carriedBytes = /[\uD800-\uDFFF]/;

/** The contexts in which a space is an error. */
const refusesSpace = /numeric literal|in literal|escape/;

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["\\", "\\"],
  ["/", "/"],
  ['"', '"'],
]);

/** Reads JSON with the errors of encoding/json's scanner (`scanner.go`), whose states are the methods here. */
class JsonReader {
  private readonly text: string;
  private readonly useNumber: boolean;
  private pos = 0;
  private depth = 0;
  /** The first number that is out of range; Go goes on without it and reports it in the end. */
  problem: GoError | undefined;

  constructor(text: string, useNumber: boolean) {
    this.text = text;
    this.useNumber = useNumber;
  }

  readDocument(): GoValue {
    spend(4 * this.text.length);
    const value = this.readValue();
    this.skipSpace();
    if (this.pos < this.text.length) this.fail("after top-level value");
    return value;
  }

  private readValue(): GoValue {
    spend(20);
    this.skipSpace();
    const c = this.text[this.pos];
    switch (c) {
      case "{":
        return this.readObject();
      case "[":
        return this.readArray();
      case '"':
        return this.readString();
      case "t":
        return this.readLiteral("true", true);
      case "f":
        return this.readLiteral("false", false);
      case "n":
        return this.readLiteral("null", null);
    }
    if (c === "-" || isDigit(c)) return this.readNumber();
    return this.fail("looking for beginning of value");
  }

  private readObject(): GoMap {
    this.enter();
    const map: GoMap = new Map();
    this.skipSpace();
    if (this.take("}")) return this.leave(map);
    for (;;) {
      this.skipSpace();
      if (this.text[this.pos] !== '"') this.fail("looking for beginning of object key string");
      const key = this.readString();
      this.skipSpace();
      if (!this.take(":")) this.fail("after object key");
      map.set(key, this.readValue());
      this.skipSpace();
      if (this.take("}")) return this.leave(map);
      if (!this.take(",")) this.fail("after object key:value pair");
    }
  }

  private readArray(): GoList {
    this.enter();
    const list: GoList = [];
    this.skipSpace();
    if (this.take("]")) return this.leave(list);
    for (;;) {
      list.push(this.readValue());
      this.skipSpace();
      if (this.take("]")) return this.leave(list);
      if (!this.take(",")) this.fail("after array element");
    }
  }

  private enter(): void {
    this.depth += 1;
    if (this.depth > maxDepth) this.fail("exceeded max depth");
    this.pos += 1;
  }

  private leave<T>(value: T): T {
    this.depth -= 1;
    return value;
  }

  private readLiteral<T>(word: string, value: T): T {
    for (const expected of word) {
      if (!this.take(expected)) this.fail(`in literal ${word} (expecting '${expected}')`);
    }
    return value;
  }

  private readNumber(): GoValue {
    const start = this.pos;
    this.take("-");
    if (!this.take("0")) this.skipDigits("in numeric literal");
    if (this.take(".")) this.skipDigits("after decimal point in numeric literal");
    if (this.take("e") || this.take("E")) {
      if (!this.take("+")) this.take("-");
      this.skipDigits("in exponent of numeric literal");
    }
    const text = this.text.slice(start, this.pos);
    if (this.useNumber) return new JsonNumber(text);
    const value = Number(text);
    if (Number.isFinite(value)) return value;
    this.problem ??= new GoError(`json: cannot unmarshal number ${text} into Go value of type float64`);
    return null;
  }

  private skipDigits(context: string): void {
    if (!isDigit(this.text[this.pos])) this.fail(context);
    while (isDigit(this.text[this.pos])) this.pos += 1;
  }

  private readString(): string {
    this.pos += 1;
    let text = "";
    for (;;) {
      plainText.lastIndex = this.pos;
      plainText.test(this.text);
      const run = this.text.slice(this.pos, plainText.lastIndex);
      text += run;
      this.pos = plainText.lastIndex;
      if (this.take('"')) return carriedBytes.test(text) ? text.toWellFormed() : text;
      if (!this.take("\\")) this.fail("in string literal");
      text += this.readEscape();
    }
  }

  private readEscape(): string {
    const name = this.text[this.pos];
    const simple = name === undefined ? undefined : simpleEscapes.get(name);
    if (simple !== undefined) {
      this.pos += 1;
      return simple;
    }
    if (!this.take("u")) this.fail("in string escape code");
    const start = this.pos;
    while (this.pos < start + 4) {
      if (!/[0-9a-fA-F]/.test(this.text.charAt(this.pos))) this.fail("in \\u hexadecimal character escape");
      this.pos += 1;
    }
    return String.fromCharCode(Number.parseInt(this.text.slice(start, this.pos), 16));
  }

  private skipSpace(): void {
    const c = this.text.charCodeAt(this.pos);
    if (c > 0x20) return;
    space.lastIndex = this.pos;
    space.test(this.text);
    this.pos = space.lastIndex;
  }

  private take(character: string): boolean {
    if (this.text[this.pos] !== character) return false;
    this.pos += 1;
    return true;
  }

  /**
   * Go's scanner knows bytes: of a character beyond ASCII it names the first byte. At the end it acts as if a space came.
   */
  private fail(context: string): never {
    const atEnd = this.pos >= this.text.length;
    if (atEnd && !refusesSpace.test(context)) throw new GoError("unexpected end of JSON input");
    const character = atEnd ? " " : String.fromCodePoint(this.text.codePointAt(this.pos) ?? 0);
    const byte = String.fromCharCode(textToBytes(character)[0] ?? 0);
    throw new GoError(`invalid character ${quoteCharacter(byte)} ${context}`);
  }
}

function isDigit(c: string | undefined): boolean {
  return c !== undefined && c >= "0" && c <= "9";
}

function quoteCharacter(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  return `'${quote(character).slice(1, -1)}'`;
}
