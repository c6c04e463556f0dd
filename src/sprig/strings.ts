import { spend } from "../govalue/allowance.ts";
import { sprint } from "../govalue/fmt.ts";
import type { GoFunction } from "../govalue/function.ts";
import { indexOfText, splitText as splitAt } from "../govalue/search.ts";
import { quote } from "../govalue/strconv.ts";
import { byteLength, sliceBytes } from "../govalue/text.ts";
import { type GoMap, type GoValue, goTypes, withType } from "../govalue/value.ts";
import { checkTextLength, type SprigLimits } from "./environment.ts";
import { checkSliceBounds, panic } from "./errors.ts";
import { fromByteString, isAscii, onBytes, runeOf, toByteString } from "./runes.ts";
import { strings, strslice, strval } from "./strval.ts";
import { isSpace } from "./unicode.ts";

const same = <Result>(result: Result) => result;

function contains(part: string, text: string): boolean {
  return onBytes([text, part], (subject, sought) => indexOfText(subject, sought) >= 0, same);
}

function hasPrefix(prefix: string, text: string): boolean {
  return onBytes([text, prefix], (subject, start) => subject.startsWith(start), same);
}

function hasSuffix(suffix: string, text: string): boolean {
  return onBytes([text, suffix], (subject, end) => subject.endsWith(end), same);
}

function trimPrefix(prefix: string, text: string): string {
  return onBytes(
    [text, prefix],
    (subject, start) => (subject.startsWith(start) ? subject.slice(start.length) : subject),
    fromByteString,
  );
}

function trimSuffix(suffix: string, text: string): string {
  return onBytes(
    [text, suffix],
    (subject, end) => (subject.endsWith(end) ? subject.slice(0, subject.length - end.length) : subject),
    fromByteString,
  );
}

/** `strings.TrimFunc` */
function trimWhere(text: string, isTrimmed: (rune: number) => boolean): string {
  let start = 0;
  let end = text.length;
  while (end > 0 && isTrimmed(runeBefore(text, end))) end -= sizeOf(runeBefore(text, end));
  while (start < end && isTrimmed(runeAt(text, start))) start += sizeOf(runeAt(text, start));
  spend(trimCost * (text.length - (end - start)));
  return text.slice(start, end);
}

/** What it takes to trim a character. */
const trimCost = 5;

function runeAt(text: string, at: number): number {
  return runeOf(text.charAt(at) < "\ud800" ? text.charAt(at) : String.fromCodePoint(text.codePointAt(at) ?? 0));
}

/** Half a pair of surrogates belongs to the one before it. */
function runeBefore(text: string, end: number): number {
  const isHalf = (text.charCodeAt(end - 1) & 0xfc00) === 0xdc00 && (text.charCodeAt(end - 2) & 0xfc00) === 0xd800;
  return runeAt(text, isHalf ? end - 2 : end - 1);
}

function sizeOf(rune: number): number {
  return rune > 0xffff ? 2 : 1;
}

/** `strings.TrimSpace` */
export function trimSpace(text: string): string {
  // JavaScript's white space differs from Go's beyond ASCII only.
  if (!isAscii(text)) return trimWhere(text, isSpace);
  const trimmed = text.trim();
  spend((text.length - trimmed.length) / 2);
  return trimmed;
}

/** `strings.Trim` with its arguments turned round */
function trimAll(cutset: string, text: string): string {
  if (text === "" || cutset === "") return text;
  spend(10 * cutset.length);
  const cut = new Set(Array.from(cutset, runeOf));
  return trimWhere(text, (rune) => cut.has(rune));
}

function trunc(count: bigint, text: string): string {
  const length = byteLength(text);
  if (count < 0n) return BigInt(length) + count > 0n ? sliceBytes(text, length + Number(count), length) : text;
  return count < length ? sliceBytes(text, 0, Number(count)) : text;
}

function substr(start: bigint, end: bigint, text: string): string {
  const length = byteLength(text);
  if (start < 0n) {
    checkSliceBounds(undefined, end, length);
    return sliceBytes(text, 0, Number(end));
  }
  const bound = end < 0n || end > length ? undefined : end;
  checkSliceBounds(start, bound, length);
  return sliceBytes(text, Number(start), Number(bound ?? length));
}

/** `strings.Split` for a negative count, `strings.SplitN` else */
function splitText(text: string, separator: string, count: bigint): string[] {
  if (count === 0n) return [];
  if (separator !== "" && !(text.isWellFormed() && separator.isWellFormed())) {
    return limitParts(splitAt(toByteString(text), toByteString(separator)), toByteString(separator), count).map(
      fromByteString,
    );
  }
  // Without a separator Go cuts after each rune, where JavaScript's split would cut surrogate pairs.
  return limitParts(separator === "" ? characters(text) : splitAt(text, separator), separator, count);
}

function characters(text: string): string[] {
  spend(5 * text.length);
  return Array.from(text);
}

function limitParts(parts: string[], separator: string, count: bigint): string[] {
  spend(5 * parts.length);
  if (count < 0n || parts.length <= count) return parts;
  const kept = Number(count) - 1;
  return [...parts.slice(0, kept), parts.slice(kept).join(separator)];
}

function numbered(parts: readonly string[]): GoMap {
  spend(50 * parts.length);
  return withType(new Map(parts.map((part, index) => [`_${index}`, part])), goTypes.stringMap);
}

function quoteAll(values: readonly GoValue[], quoted: (value: GoValue) => string): string {
  return values
    .filter((value) => value !== null)
    .map(quoted)
    .join(" ");
}

/** The functions of sprig's strings.go, and of package strings that its function map passes through. */
export function stringFunctions(limits: SprigLimits): Record<string, GoFunction> {
  function repeat(count: bigint, text: string): string {
    if (count < 0n) throw panic("strings: negative Repeat count");
    checkTextLength("repeat", BigInt(text.length) * count, limits);
    spend(text.length * Number(count));
    // No text is so short that a count beyond a number's precision passes the check, except the empty one.
    return text === "" ? "" : normalized(text.repeat(Number(count)));
  }

  function indent(name: string, spaces: bigint, text: string): string {
    if (spaces < 0n) throw panic("strings: negative Repeat count");
    const lines = text.split("\n");
    checkTextLength(name, BigInt(text.length) + spaces * BigInt(lines.length), limits);
    spend((5 + Number(spaces)) * lines.length);
    const pad = " ".repeat(Number(spaces));
    return pad + lines.join(`\n${pad}`);
  }

  /** `strings.Replace` of everything */
  function replace(old: string, replacement: string, text: string): string {
    const parts =
      old === ""
        ? ["", ...characters(text), ""]
        : onBytes([text, old], (subject, sought) => splitAt(subject, sought), restoreParts);
    checkTextLength("replace", text.length + replacement.length * (parts.length - 1), limits);
    spend((5 + replacement.length) * parts.length);
    // An empty text has one place for nothing, before its end; any other one more than it has runes.
    if (old === "" && text === "") return replacement;
    return normalized(parts.join(replacement));
  }

  function join(separator: string, value: GoValue): string {
    const parts = strslice(value);
    const length = parts.reduce((sum, part) => sum + part.length, separator.length * Math.max(parts.length - 1, 0));
    checkTextLength("join", length, limits);
    spend(length);
    return normalized(parts.join(separator));
  }

  return {
    hello: { signature: "func() string", call: () => "Hello!" },
    contains: { signature: "func(string, string) bool", call: contains },
    hasPrefix: { signature: "func(string, string) bool", call: hasPrefix },
    hasSuffix: { signature: "func(string, string) bool", call: hasSuffix },
    trim: { signature: "func(string) string", call: trimSpace },
    trimAll: { signature: "func(string, string) string", call: trimAll },
    trimall: { signature: "func(string, string) string", call: trimAll },
    trimPrefix: { signature: "func(string, string) string", call: trimPrefix },
    trimSuffix: { signature: "func(string, string) string", call: trimSuffix },
    trunc: { signature: "func(int, string) string", call: trunc },
    substr: { signature: "func(int, int, string) string", call: substr },
    repeat: { signature: "func(int, string) string", call: repeat },
    replace: { signature: "func(string, string, string) string", call: replace },
    indent: {
      signature: "func(int, string) string",
      call: (spaces: bigint, text: string) => indent("indent", spaces, text),
    },
    nindent: {
      signature: "func(int, string) string",
      call: (spaces: bigint, text: string) => `\n${indent("nindent", spaces, text)}`,
    },
    quote: {
      signature: "func(...interface {}) string",
      call: (...values: GoValue[]) => quoteAll(values, (value) => quote(strval(value))),
    },
    squote: {
      signature: "func(...interface {}) string",
      call: (...values: GoValue[]) => quoteAll(values, (value) => `'${sprint([value])}'`),
    },
    cat: {
      signature: "func(...interface {}) string",
      call: (...values: GoValue[]) => normalized(quoteAll(values, (value) => sprint([value]))),
    },
    plural: {
      signature: "func(string, string, int) string",
      call: (one: string, many: string, count: bigint) => (count === 1n ? one : many),
    },
    join: { signature: "func(string, interface {}) string", call: join },
    split: {
      signature: "func(string, string) map[string]string",
      call: (separator: string, text: string) => numbered(splitText(text, separator, -1n)),
    },
    splitn: {
      signature: "func(string, int, string) map[string]string",
      call: (separator: string, count: bigint, text: string) => numbered(splitText(text, separator, count)),
    },
    splitList: {
      signature: "func(string, string) []string",
      call: (separator: string, text: string) => strings(splitText(text, separator, -1n)),
    },
  };
}

function restoreParts(parts: string[]): string[] {
  return parts.map(fromByteString);
}

/** Joined parts may complete a rune whose bytes they held apart. */
function normalized(text: string): string {
  return text.isWellFormed() ? text : fromByteString(toByteString(text));
}
