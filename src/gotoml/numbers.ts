import { quote, quoteRune } from "../govalue/strconv.ts";
import { GoInt, type GoValue } from "../govalue/value.ts";
import { isDatetime, TomlTime } from "./datetime.ts";
import { isDigit, isHexDigit, type Reader } from "./reader.ts";

/** Reads a number or a date, whose first digit is next. */
export function readNumberOrDate(reader: Reader): GoValue {
  if (reader.next() === "0") {
    const c = reader.next();
    if (c === "b") return readPrefixed(reader, "a binary", /[01]/);
    if (c === "o") return readPrefixed(reader, "an octal", /[0-7]/);
    if (c === "x") return readPrefixed(reader, "a hexadecimal", /[0-9a-fA-F]/);
    if (c === "_") return readDecimal(reader);
    if (c === "." || c === "e" || c === "E") return readFloat(reader);
    if (!isDigit(c)) {
      reader.backup();
      return integerValue(reader);
    }
  }
  for (;;) {
    const c = reader.next();
    if (isDigit(c)) continue;
    if (c === "-" || c === ":") return readDatetime(reader);
    if (c === "_") return readDecimal(reader);
    if (c === "." || c === "e" || c === "E") return readFloat(reader);
    reader.backup();
    return integerValue(reader);
  }
}

/** Reads a number whose sign has been read. */
export function readSigned(reader: Reader): GoValue {
  const c = reader.next();
  switch (c) {
    case "i":
      if (!reader.accept("n") || !reader.accept("f")) reader.fail(`invalid float: '${reader.current}'`);
      return floatValue(reader);
    case "n":
      if (!reader.accept("a") || !reader.accept("n")) reader.fail(`invalid float: '${reader.current}'`);
      return floatValue(reader);
    case "0": {
      const base = reader.peek();
      if (base === "b" || base === "o" || base === "x") {
        reader.fail(`cannot use sign with non-decimal numbers: '${reader.current}${base}'`);
      }
      break;
    }
    case ".":
      reader.fail("floats must start with a digit, not '.'");
  }
  if (!isDigit(c)) reader.fail(`expected a digit but got ${quoteRune(c.codePointAt(0) ?? 0)}`);
  return readDecimal(reader);
}

function readPrefixed(reader: Reader, name: string, digit: RegExp): GoValue {
  const first = reader.peek();
  if (!digit.test(first)) reader.fail(`not ${name} number: '${reader.current}${first}'`);
  for (let c = reader.next(); digit.test(c) || c === "_"; c = reader.next());
  reader.backup();
  return integerValue(reader);
}

function readDecimal(reader: Reader): GoValue {
  for (;;) {
    const c = reader.next();
    if (c === "." || c === "e" || c === "E") return readFloat(reader);
    if (isDigit(c) || c === "_") continue;
    reader.backup();
    return integerValue(reader);
  }
}

function readFloat(reader: Reader): GoValue {
  for (let c = reader.next(); isDigit(c) || "_.-+eE".includes(c); c = reader.next());
  reader.backup();
  return floatValue(reader);
}

function readDatetime(reader: Reader): GoValue {
  for (let c = reader.next(); isDigit(c) || "-:Tt .Zz+".includes(c); c = reader.next());
  reader.backup();
  const { line } = reader;
  const text = reader.end().trim().replaceAll("z", "Z").replaceAll("t", "T").replaceAll(" ", "T");
  if (!isDatetime(text)) throw reader.errorAt(line, `invalid datetime: ${quote(text)}`);
  return new TomlTime(text);
}

function integerValue(reader: Reader): GoValue {
  const { line } = reader;
  const text = reader.end();
  if (!underscoresAreSurrounded(text)) {
    throw reader.errorAt(line, `Invalid integer ${quote(text)}: underscores must be surrounded by digits`);
  }
  if (hasLeadingZero(text)) {
    throw reader.errorAt(line, `Invalid integer ${quote(text)}: cannot have leading zeroes`);
  }
  const digits = text.replaceAll("_", "").replace(/^[-+]/, "");
  const value = text.startsWith("-") ? -BigInt(digits) : BigInt(digits);
  if (BigInt.asIntN(64, value) !== value) throw reader.errorAt(line, `${text} is out of range for int64`);
  return new GoInt(value, "int64");
}

/** The float that ends here; the words `inf` and `nan` among them. */
export function floatValue(reader: Reader): GoValue {
  const { line } = reader;
  const text = reader.end();
  const word = specialFloats.get(text);
  if (word !== undefined) return word;
  const parts = text.split(/[.eE]/).filter((part) => part !== "");
  if (!parts.every(underscoresAreSurrounded)) {
    throw reader.errorAt(line, `Invalid float ${quote(text)}: underscores must be surrounded by digits`);
  }
  if (hasLeadingZero(parts[0] ?? "")) {
    throw reader.errorAt(line, `Invalid float ${quote(text)}: cannot have leading zeroes`);
  }
  if (/\.(?![0-9])/.test(text)) {
    throw reader.errorAt(line, `Invalid float ${quote(text)}: '.' must be followed by one or more digits`);
  }
  const digits = text.replaceAll("_", "");
  if (!/^[-+]?[0-9]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/.test(digits)) {
    throw reader.errorAt(line, `Invalid float value: ${quote(text)}`);
  }
  const value = Number(digits);
  if (!Number.isFinite(value)) throw reader.errorAt(line, `${text} is out of range for float64`);
  return value;
}

const specialFloats: ReadonlyMap<string, number> = new Map([
  ...["inf", "+inf"].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ["-inf", Number.NEGATIVE_INFINITY] as const,
  ...["nan", "+nan", "-nan"].map((word) => [word, Number.NaN] as const),
]);

function hasLeadingZero(text: string): boolean {
  return /^0[^box]/.test(text) || /^[-+]0./.test(text);
}

/** Whether each underscore follows a digit and none is the last character. */
function underscoresAreSurrounded(text: string): boolean {
  let accepts = false;
  for (const c of text) {
    if (c === "_" && !accepts) return false;
    accepts = isHexDigit(c);
  }
  return accepts;
}
