import fc from "fast-check";
import type { GoValue } from "../../src/govalue/value.ts";
import { marshal } from "../../src/goyaml/index.ts";
import { decode, type Tagged } from "../support/tagged.ts";

const scalarText = fc.oneof(
  fc.constantFrom(
    ..."a|b c|yes|No|on|1|-1|0x1F|017|0o17|1_000|1.5|1e3|.5|.inf|.nan|~|null|2001-01-01|22:30".split("|"),
  ),
  fc.constantFrom(
    "",
    " ",
    "a: b",
    "a #b",
    "- a",
    "? a",
    "'q'",
    '"d"',
    "{a",
    "[a",
    "&a",
    "*a",
    "!a",
    "|",
    "%a",
    "@a",
    "`a",
  ),
  fc.constantFrom(
    "a\nb",
    "a\nb\n",
    "a\n\n",
    " a\nb",
    "a \nb",
    "tab\there",
    "a\r\nb",
    "é",
    "日本",
    "😀",
    "a\u0085b",
    "a\u2028b",
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc
    .array(fc.constantFrom("long", "word", "it's", "x".repeat(30), " "), { maxLength: 30 })
    .map((words) => words.join(" ")),
);

/**
 * Letters and digits do not meet in keys: yaml v2's order of keys goes in circles there, and Go's output depends on the
 * order in which it finds them.
 */
const key = fc.oneof(
  fc.stringMatching(/^[a-z_.-]{0,6}$/),
  fc.stringMatching(/^[0-9]{1,4}$/),
  fc.constantFrom("a b", "a: ", "é", "\n"),
);

export const taggedValue = fc.letrec<{ value: Tagged }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalarText,
    fc.constantFrom<Tagged>(null, true, false, { int: "5" }, { uint64: "18446744073709551615" }, { number: "1e3" }),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((float) => ({ float64: Object.is(float, -0) ? "-0" : String(float) })),
    fc.integer().map((float) => ({ float64: String(float) })),
    fc.array(tie("value"), { maxLength: 4 }).map((list) => ({ list })),
    fc.dictionary(key, tie("value"), { maxKeys: 5, noNullPrototype: true }).map((map) => ({ map })),
  ),
})).value;

const punctuation = [
  "\n",
  "\n  ",
  "\n    ",
  " ",
  "  ",
  "\t",
  ": ",
  ":",
  "- ",
  "-",
  "? ",
  "?",
  ", ",
  "{",
  "}",
  "[",
  "]",
  "'",
  '"',
  "\\",
  "#",
  " # c",
];
const words = [
  "&x ",
  "*x",
  "<<: ",
  "!!str ",
  "!!int ",
  "!foo ",
  "|\n",
  "|-\n",
  ">\n",
  ">+2\n",
  "---\n",
  "...\n",
  "%YAML 1.1\n",
  "k: v\n",
  "k:\n",
];
const pieces = fc
  .array(fc.oneof(fc.constantFrom(...punctuation), fc.constantFrom(...words), scalarText), { maxLength: 14 })
  .map((parts) => parts.join(""));
const indentedLines = fc
  .array(
    fc.tuple(
      fc.nat(3),
      fc.constantFrom(
        "a: 1",
        "b:",
        "- c",
        "- d: 2",
        "- ",
        "? e",
        ": f",
        "g",
        "h: |",
        "i: >-",
        "j: &x k",
        "l: *x",
        "- - m",
        "# n",
        "[o, p]",
        "{q: r}",
      ),
    ),
  )
  .map((lines) => lines.map(([depth, line]) => `${"  ".repeat(depth)}${line}\n`).join(""));
/** What the printer prints, with a piece taken out. */
const damagedDocuments = fc.tuple(taggedValue, fc.nat(), fc.nat(5)).map(([value, at, length]) => {
  const text = marshal(decode(value));
  const start = text.length === 0 ? 0 : at % text.length;
  return text.slice(0, start) + text.slice(start + length);
});

/** Texts that are YAML or nearly so. */
export const documentText = fc.oneof(pieces, indentedLines, damagedDocuments);

/** go-yaml prints the key `<<` without quotes, and reads it as a merge. */
const plainKey = fc.string().filter((text) => text !== "<<");

/** A value that YAML keeps, whatever go-yaml's peculiarities. */
export const plainValue = fc.letrec<{ value: GoValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<GoValue>(
      null,
      true,
      false,
      "yes",
      "1",
      "0x1F",
      "a\nb\n",
      " a",
      "- a",
      "",
      "2001-01-01",
      "long words ".repeat(20),
    ),
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((float) => float + 0),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(plainKey, tie("value")), { maxLength: 4 }).map((entries) => new Map(entries)),
  ),
})).value;
