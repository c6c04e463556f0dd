import { quote as quoteGo } from "../govalue/strconv.ts";
import { isHexDigit, isNewline, type Reader } from "./reader.ts";

/** Reads a string whose quote, `"` or `'`, has been read; three of them begin one of several lines. */
export function readString(reader: Reader, quote: string): string {
  if (reader.accept(quote)) {
    if (reader.accept(quote)) {
      reader.begin();
      return quote === '"' ? readMultiline(reader) : readRawMultiline(reader);
    }
    reader.backup();
  }
  return readLine(reader, quote);
}

/** Reads a string of one line whose quote has been read. */
export function readLine(reader: Reader, quote: string): string {
  reader.begin();
  let hasEscapes = false;
  for (;;) {
    const c = reader.next();
    if (c === "\0") reader.fail(`unexpected EOF; expected ${quote === '"' ? `'"'` : `"'"`}`);
    if (isNewline(c)) reader.failOnPreviousLine("strings cannot contain newlines");
    if (c === "\\" && quote === '"') {
      readEscape(reader);
      hasEscapes = true;
    } else if (c === quote) {
      reader.backup();
      const { line } = reader;
      const text = reader.end();
      reader.next();
      reader.begin();
      return hasEscapes ? replaceEscapes(reader, text, line) : text;
    }
  }
}

function readMultiline(reader: Reader): string {
  for (;;) {
    const c = reader.next();
    if (c === "\0") reader.fail(`unexpected EOF; expected '"""'`);
    if (c === "\\") {
      if (!isNewline(reader.next())) {
        reader.backup();
        readEscape(reader);
      }
    } else if (c === '"' && closes(reader, '"')) {
      const { line } = reader;
      const text = endMultiline(reader);
      return replaceEscapes(reader, stripEscapedNewlines(stripFirstNewline(text)), line);
    }
  }
}

function readRawMultiline(reader: Reader): string {
  for (;;) {
    const c = reader.next();
    if (c === "\0") reader.fail(`unexpected EOF; expected "'''"`);
    if (c === "'" && closes(reader, "'")) return stripFirstNewline(endMultiline(reader));
  }
}

/** Whether the quote just read and the two after it end the string: one or two more may belong to its text. */
function closes(reader: Reader, quote: string): boolean {
  if (!reader.accept(quote)) return false;
  if (!reader.accept(quote)) {
    reader.backup();
    return false;
  }
  if (reader.peek() === quote) {
    const five = quote.repeat(5);
    const isEscaped = quote === '"' && reader.current.endsWith(`\\${five}`);
    if (reader.current.endsWith(five) && !isEscaped) {
      reader.fail(quote === '"' ? `unexpected '""""""'` : `unexpected "''''''"`);
    }
    reader.backup();
    reader.backup();
    return false;
  }
  for (let i = 0; i < 3; i++) reader.backup();
  return true;
}

function endMultiline(reader: Reader): string {
  const text = reader.end();
  for (let i = 0; i < 3; i++) reader.next();
  reader.begin();
  return text;
}

/** Moves over an escape whose backslash has been read. */
function readEscape(reader: Reader): void {
  const c = reader.next();
  if (c === "u") readHexDigits(reader, 4, "four hexadecimal digits after '\\u'");
  else if (c === "U") readHexDigits(reader, 8, "eight hexadecimal digits after '\\U'");
  // A space may stand between a backslash and the newline that it escapes.
  else if (!'btnfr"\\ \t'.includes(c)) reader.failHere(`invalid escape in string '\\${c}'`);
}

function readHexDigits(reader: Reader, count: number, expected: string): void {
  for (let i = 0; i < count; i++) {
    if (!isHexDigit(reader.next())) reader.fail(`expected ${expected}, but got ${quoteGo(reader.current)} instead`);
  }
}

function stripFirstNewline(text: string): string {
  return text.replace(/^\r?\n/, "");
}

/** Takes out backslashes at the ends of lines, and the white space up to the next text. */
function stripEscapedNewlines(text: string): string {
  return text.replace(/\\\\|\\[ \t\r\n]*\n[ \t\r\n]*/g, (match) => (match === "\\\\" ? match : ""));
}

const named: ReadonlyMap<string, string> = new Map([
  ["b", "\b"],
  ["t", "\t"],
  ["n", "\n"],
  ["f", "\f"],
  ["r", "\r"],
  ['"', '"'],
  ["\\", "\\"],
]);

function replaceEscapes(reader: Reader, text: string, line: number): string {
  return text.replace(
    /\\(?:u(.{4})|U(.{8})|([\s\S]))/g,
    (_, short: string | undefined, long: string | undefined, name: string) => {
      const digits = short ?? long;
      if (digits === undefined) {
        const character = named.get(name);
        if (character === undefined) throw reader.errorAt(line, `invalid escape: '\\${name}'`);
        return character;
      }
      const code = Number.parseInt(digits, 16);
      if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        throw reader.errorAt(line, `Escaped character '\\u${digits}' is not valid UTF-8.`);
      }
      return String.fromCodePoint(code);
    },
  );
}
