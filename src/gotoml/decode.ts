import { spend } from "../govalue/allowance.ts";
import { GoError } from "../govalue/function.ts";
import { quote, quoteRune } from "../govalue/strconv.ts";
import type { GoList, GoMap, GoValue } from "../govalue/value.ts";
import { TomlDocument } from "./document.ts";
import { formatKey } from "./key.ts";
import { floatValue, readNumberOrDate, readSigned } from "./numbers.ts";
import { eof, isDigit, isNewline, isWhitespace, Reader } from "./reader.ts";
import { readLine, readString } from "./strings.ts";

/** BurntSushi/toml's `Unmarshal` into a `map[string]interface {}`, which is Helm's fromToml. Throws the library's error. */
export function unmarshal(text: string): GoMap {
  spend(20 * text.length);
  const source = withoutByteOrderMark(text);
  if (source.slice(0, 6).includes("\0")) {
    throw new GoError("toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8");
  }
  return new TomlParser(source).parse();
}

/** UTF-16's marks as well: their bytes are carried as lone surrogates. */
function withoutByteOrderMark(text: string): string {
  if (text.startsWith("\uFEFF")) return text.slice(1);
  return text.startsWith("\uDCFF\uDCFE") || text.startsWith("\uDCFE\uDCFF") ? text.slice(2) : text;
}

const maxDepth = 1000;

/** Lexer and parser of BurntSushi/toml in one (`lex.go`, `parse.go`): reads and checks in the same order. */
class TomlParser {
  private readonly reader: Reader;
  private readonly document: TomlDocument;
  /** The last part of the key whose value is being read. */
  private currentKey = "";
  /** The line of the key that was read last. */
  private keyLine = 1;
  private depth = 0;

  constructor(text: string) {
    this.reader = new Reader(text);
    this.reader.lastKey = () => this.lastKey();
    this.document = new TomlDocument((problem) => {
      throw this.reader.errorAt(this.keyLine, problem);
    });
  }

  parse(): GoMap {
    const { reader } = this;
    for (;;) {
      const c = reader.next();
      if (isWhitespace(c) || isNewline(c)) continue;
      if (c === eof) return this.document.root;
      if (c === "#") {
        this.skipComment();
      } else {
        if (c === "[") {
          this.readHeader();
        } else {
          reader.backup();
          this.readPair();
          this.currentKey = "";
        }
        if (!this.endLine()) return this.document.root;
      }
    }
  }

  private lastKey(): string {
    const context = formatKey(this.document.context);
    if (this.currentKey === "") return context;
    return context === "" ? this.currentKey : `${context}.${this.currentKey}`;
  }

  private skipComment(): void {
    for (let c = this.reader.next(); !isNewline(c) && c !== eof; c = this.reader.next());
    this.reader.backup();
  }

  /** Reads what may follow an item on its line. False at the end of the document. */
  private endLine(): boolean {
    for (;;) {
      const c = this.reader.next();
      if (isWhitespace(c)) continue;
      if (c === eof) return false;
      if (isNewline(c)) return true;
      if (c === "#") {
        this.skipComment();
        return true;
      }
      const got = quoteCharacter(c);
      this.reader.fail(`expected a top-level item to end with a newline, comment, or EOF, but got ${got} instead`);
    }
  }

  private readHeader(): void {
    const { reader } = this;
    const isListItem = reader.peek() === "[";
    if (isListItem) reader.next();
    const key: string[] = [];
    for (;;) {
      reader.skipWhitespace();
      const first = reader.peek();
      if (first === "]" || first === eof) reader.fail("unexpected end of table name (table names cannot be empty)");
      if (first === ".") reader.fail("unexpected table separator (table names cannot be empty)");
      key.push(this.readKeyPart(first, key.length === 0));
      reader.skipWhitespace();
      const c = reader.next();
      if (c === "]") break;
      if (c !== ".") reader.fail(`expected '.' or ']' to end table name, but got ${quoteCharacter(c)} instead`);
      reader.begin();
    }
    if (isListItem) {
      const c = reader.next();
      if (c !== "]")
        reader.fail(`expected end of table array name delimiter ']', but got ${quoteCharacter(c)} instead`);
    }
    this.document.enter(key, isListItem);
    this.document.unmarkArray(key);
  }

  private readKeyPart(first: string, isFirstPart: boolean): string {
    const { reader } = this;
    reader.begin();
    if (first === '"' || first === "'") {
      reader.next();
      const part = readLine(reader, first);
      if (isFirstPart) this.keyLine = reader.line;
      return part;
    }
    while (/^[A-Za-z0-9_-]$/.test(reader.next()));
    reader.backup();
    if (isFirstPart) this.keyLine = reader.line;
    return reader.end();
  }

  /** Reads `key = value`; returns the parts of the key with the value, for an inline table. */
  private readPair(): { key: string[]; value: GoValue } {
    const { reader, document } = this;
    const outer = document.context;
    const key = this.readKey();
    const name = key.at(-1) ?? "";
    this.currentKey = name;
    for (const part of key.slice(0, -1)) document.enterImplied([...document.context, part]);
    reader.begin();
    const value = this.readValue(false);
    document.set(this.currentKey, value);
    if (Array.isArray(value)) document.markArray(name);
    else document.unmarkArray([...document.context, name]);
    document.context = outer;
    return { key, value };
  }

  private readKey(): string[] {
    const { reader } = this;
    const key: string[] = [];
    reader.skipWhitespace();
    const first = reader.peek();
    if (first === "=" || first === eof) reader.fail("unexpected '=': key name appears blank");
    if (first === ".") reader.fail("unexpected '.': keys cannot start with a '.'");
    for (;;) {
      reader.skipWhitespace();
      const next = reader.peek();
      if (next === "=" || next === eof) reader.fail("unexpected '='");
      if (next === ".") reader.fail("unexpected '.'");
      key.push(this.readKeyPart(next, key.length === 0));
      reader.skipWhitespace();
      const c = reader.next();
      if (c === "=") return key;
      if (c === eof) reader.fail("unexpected EOF; expected key separator '='");
      if (c === "\n") reader.failOnPreviousLine(`expected '.' or '=', but got ${quoteCharacter(c)} instead`);
      if (c !== ".") reader.fail(`expected '.' or '=', but got ${quoteCharacter(c)} instead`);
      reader.begin();
    }
  }

  private readValue(inArray: boolean): GoValue {
    const { reader } = this;
    reader.skipWhitespace();
    const c = reader.next();
    if (isDigit(c)) {
      reader.backup();
      return readNumberOrDate(reader);
    }
    switch (c) {
      case "[":
        return this.nest(() => this.readArray());
      case "{":
        return this.nest(() => this.readInlineTable(inArray));
      case '"':
      case "'":
        return readString(reader, c);
      case ".":
        return reader.fail("floats must start with a digit, not '.'");
      case "i":
      case "n":
        if ((reader.accept("n") && reader.accept("f")) || (reader.accept("a") && reader.accept("n"))) {
          return floatValue(reader);
        }
        break;
      case "-":
      case "+":
        return readSigned(reader);
    }
    if (/^\p{L}$/u.test(c)) {
      reader.backup();
      return this.readBool();
    }
    if (c === eof) reader.fail("unexpected EOF; expected value");
    if (c === "\n") reader.failOnPreviousLine(`expected value but found ${quoteCharacter(c)} instead`);
    return reader.fail(`expected value but found ${quoteCharacter(c)} instead`);
  }

  private nest<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > maxDepth) this.reader.fail(`exceeded max depth of ${maxDepth}`);
    const value = read();
    this.depth -= 1;
    return value;
  }

  private readBool(): boolean {
    const { reader } = this;
    let word = "";
    for (let c = reader.next(); /^\p{L}$/u.test(c); c = reader.next()) word += c;
    reader.backup();
    if (word !== "true" && word !== "false") reader.fail(`expected value but found ${quote(word)} instead`);
    return word === "true";
  }

  private readArray(): GoList {
    const { reader } = this;
    this.document.markArray(this.currentKey);
    const items: GoList = [];
    for (;;) {
      let c = this.nextInArray();
      if (c === ",") reader.fail("unexpected comma");
      if (c === "]") return items;
      reader.backup();
      items.push(this.readValue(true));
      c = this.nextInArray();
      if (c === "]") return items;
      if (c !== ",") reader.fail(`expected a comma (',') or array terminator (']'), but got ${characterOrEnd(c)}`);
    }
  }

  /** The next character that is neither white space nor part of a comment. */
  private nextInArray(): string {
    for (;;) {
      const c = this.reader.next();
      if (c === "#") this.skipComment();
      else if (!isWhitespace(c) && !isNewline(c)) return c;
    }
  }

  private readInlineTable(inArray: boolean): GoMap {
    const { reader, document } = this;
    const table: GoMap = new Map();
    const outerContext = document.context;
    const outerKey = this.currentKey;
    const context = [...outerContext, outerKey];
    this.currentKey = "";
    document.context = context;
    document.imply(context);
    document.enter(context, inArray);
    for (;;) {
      let c = this.nextInInlineTable();
      if (c === ",") reader.fail("unexpected comma");
      if (c === "}") break;
      reader.backup();
      const { key, value } = this.readPair();
      this.addDotted(table, key, value);
      c = this.nextInInlineTable();
      if (c === "}") break;
      if (c !== ",") {
        reader.fail(`expected a comma or an inline table terminator '}', but got ${characterOrEnd(c)} instead`);
      }
      reader.skipWhitespace();
      if (reader.peek() === "}") reader.fail("trailing comma not allowed in inline tables");
    }
    document.context = outerContext;
    this.currentKey = outerKey;
    return table;
  }

  private nextInInlineTable(): string {
    for (;;) {
      const c = this.reader.next();
      if (isNewline(c)) this.reader.failOnPreviousLine("newlines not allowed within inline tables");
      if (c === "#") this.skipComment();
      else if (!isWhitespace(c)) return c;
    }
  }

  private addDotted(table: GoMap, key: readonly string[], value: GoValue): void {
    let target = table;
    for (const part of key.slice(0, -1)) {
      const inner = target.get(part) ?? new Map<string, GoValue>();
      if (!(inner instanceof Map)) {
        throw this.reader.errorAt(this.keyLine, `${quote(formatKey(this.document.context))} is not a table`);
      }
      target.set(part, inner);
      target = inner;
    }
    target.set(key.at(-1) ?? "", value);
  }
}

function quoteCharacter(c: string): string {
  return quoteRune(c.codePointAt(0) ?? 0);
}

function characterOrEnd(c: string): string {
  return c === eof ? "end of file" : `'${c}'`;
}
