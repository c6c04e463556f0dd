import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { readCommonValue } from "../../src/goyaml/decoder/common-values.ts";
import { throughJson } from "../../src/goyaml/decoder/json-value.ts";
import { parseCommonDocuments, placeCommonDocument } from "../../src/goyaml/parser/common-nodes.ts";
import { grammars } from "../../src/goyaml/parser/grammar.ts";
import type { Node } from "../../src/goyaml/parser/node.ts";
import { Parser } from "../../src/goyaml/parser/parser.ts";
import { DecoderV2 } from "../../src/goyaml/typed/decoder-v2.ts";

const libraries = ["v2", "v3"] as const;

/** What the parser makes of a text. */
function parsed(text: string, library: "v2" | "v3"): Node[] {
  const parser = new Parser(text, grammars[library]);
  const documents: Node[] = [];
  for (let next = parser.parseDocument(); next !== undefined; next = parser.parseDocument()) documents.push(next);
  return documents;
}

/** @returns whether the text is a common one for any of the libraries */
function expectSame(text: string): boolean {
  return (
    libraries.filter((library) => {
      const common = parseCommonDocuments(text, grammars[library]);
      if (common !== undefined) expect(common).toEqual(parsed(text, library));
      return common !== undefined;
    }).length > 0
  );
}

const numbers = [
  { useNumber: false, keepIntegers: false },
  { useNumber: true, keepIntegers: false },
  { useNumber: false, keepIntegers: true },
] as const;

/** @returns whether the first document of the text has a value that can be read at once */
function expectSameValue(text: string): boolean {
  return (
    numbers.filter((options) => {
      const value = readCommonValue(text, options);
      if (value === undefined) return false;
      const document = new Parser(text, grammars.v2).parseDocument() as Node;
      expect(value).toEqual(throughJson(new DecoderV2(false).decodeAny(document), options));
      return true;
    }).length > 0
  );
}

const commonTexts: readonly (readonly [what: string, text: string])[] = [
  ["mappings", "a: 1\nb:\n  c: x y\n  d:\n\ne: # none\nf: {}\n"],
  ["sequences", "a:\n- 1\n-\n  - 2\n- - 3\n  - b: 4\n    c: []\nd:\n  - e\n"],
  ["a sequence at the top", "- a: b\n  c: d\n-\n- e\n"],
  ["scalars in quotes", `a: "b: c # d"\n"e": 'f'\n'g': "h \\"i\\" \\\\"\n`],
  ["escapes", 'a: "b\\n\\tc"\nd: "e \n  \\  f\\\\ \n  g"\n'],
  ["escaped breaks of lines", 'a: "b \\\n  \\  c\\\n d\\\\\\\n  \\te\\\\\n  f"\n'],
  ["single quotes in quotes", "a: 'b''c'\nd: '''e'\nf: ['g''', '''']\nh: 'i''\n  ''j'\n"],
  ["lists of words", "a: [b, \"c d\", 'e']\nf: [ g.h,i ]\nj: [k,]\n"],
  ["literal blocks", "a: |\n  b\n    c\n\n  d\n\ne: |-\n\n f\ng: |+ # kept\n  h\n\ni:\n- |\n  j\n"],
  ["lists on several lines", "a: [\n  b,\n'c', \"d\"\n]\ne:\n  [ f,\n    g ]\nh:\n- [i,\n\n   j]\nk: l\n"],
  ["literal blocks with blanks", "a: |\n   b\n  \n     c\n      \n\n   d  \n \n   \ne: |+\n  f\n   \n\ng: |\n  h\n "],
  ["several documents", "# a\n---\nb: |\n  c\n---\n# d\n- e\n---\nf:\n  g: h\n# i\n---\n\nj: k"],
  ["anchors", "a: &b\n  c: d\ne: &f # g\n- *b\n- h: &i j\nk: &l\nm: *f\nn: &o [p]\nq: &r |\n  s\nt: *r # u\n<<: *b\n"],
  ["an anchor in itself", "a: &b\n  c: *b\n"],
  ["an anchor for the second time", "a: &b c\nd: *b\ne: &b f\ng: *b\n"],
  ["a literal block without a last line break", "a: |\n  b"],
  ["comments and blanks", "# a\n\n---\n# b\n  # c\nd: e # f\n    # g\nh: i#j\n   \n"],
  ["texts on several lines", 'a: b c\n  d-e\n    f g\nh:\n  i\n   j\nk: "l \n  m \\"n"\no: \'p\n  q\'\n'],
  [
    "lines that go on with an indicator",
    'a: b\n  "c"\n  \'d\n  - e\n  {f}, [g\n  *h &i !j |k >l %m @n `o ? p\ns:\n- t\n  - u\n',
  ],
  ["folded blocks", "a: >\n  b\n  c \n  d\n\ne: >-\n f\n g\n\nh: >+\n  i\n\nj:\n- >\n  k\n"],
  ["mappings in brackets", "a: {b: c, 'd': \"e\", f: {g: [h, {}]}}\ni: { j: k,\n  l: m }\nn: [{o: 1},{p: q,},]\n"],
  ["keys in quotes", "'/^a\\.b$/': c\n\"d e\": f\n'{g': h\n"],
  ["the longest first of a list", "a:\n  -   b:  c\n      d: e\n"],
];

/** Lines that are common beside some that are not, or not where they stand. */
const line = fc.constantFrom(
  ...["a: b", "a:", "- a", "- a: b", "- - c", "-", "c: d", "a: |", "- |-", "a: |+", "a: |2", "a: >", "text", "", "  "],
  ...["a: 'q'", 'c: "d"', 'a: "\\\\x"', 'a: "\\n"', "'k': v", '"q": r', "a: 'b''c'", "a: 'b'c", "# note", "a: b # c"],
  ...["a: {}", "- []", "a: [b, c]", "a: [b,,c]", "[a]: b", "a: [b]c", "x: - y", "k: v: w", "a b: c", "a : b", "a:b"],
  ...[
    "---",
    "...",
    "%YAML 1.1",
    "&a b: c",
    ...[
      "a: *b",
      "- *b",
      "*b : a",
      "a: &b",
      "a: &b c",
      "- &b",
      "a: &b *b",
      "a: [",
      "b, c",
      "]",
      "a: [b,",
      "--- # d",
      "---a",
    ],
    "a: !t b",
    "<<: {}",
    "? a",
    ...[
      "a: >-",
      "- >",
      "more",
      "-more",
      "more: x",
      "more:",
      "a: b\n  c",
      'a: "b',
      "a: 'b",
      "c'",
      'c"',
      'c \\"',
      "c \\",
      "\\ c",
      "''c",
      '"more"',
      "c # d",
    ],
    ...[
      "a: {",
      "}",
      "{",
      "b: c,",
      "a: {b: c}",
      "- {b: [c, {d: e}], }",
      "a: {b}",
      "a: {b : c}",
      "a: {'b': c}",
      "b: c }",
    ],
    ...["a: {b:c}", "a: {? b}", "a: [b: c]", "a: [{b: c}]", "{a: b}", "'k\\': v", "... # d", "...a", "a: {...: b}"],
    "a: -1",
    "a: -",
    "a:\tb",
    "\t",
    "é: ü",
  ],
);
const text = fc
  .array(fc.tuple(fc.constantFrom(0, 0, 0, 1, 2, 2, 4), line), { minLength: 1, maxLength: 8 })
  .chain((lines) => {
    const whole = lines.map(([indent, each]) => `${" ".repeat(indent)}${each}\n`).join("");
    return fc.nat({ max: 2 }).map((cut) => whole.slice(0, whole.length - cut));
  });

describe("common documents", () => {
  it.each(commonTexts)("are read: %s", (_, each) => {
    for (const library of libraries) {
      expect(parseCommonDocuments(each, grammars[library])).toEqual(parsed(each, library));
    }
  });

  test("random texts are read as the parser reads them, or left to it", () => {
    let read = 0;
    const property = fc.property(text, (each) => {
      if (expectSame(each)) read += 1;
    });
    fc.assert(property, { numRuns: 5000, seed: 42 });
    expect(read).toBeGreaterThan(100);
  });

  it.each([
    [
      "words, numbers, texts",
      "a: true\nb: no\nc: ~\nd: 1\ne: 0x1f\nf: -1e3\ng: 1_0\nh: 'on'\ni: 2020-01-01\nj: 9223372036854775808\nk:\nl: [1.50, 07, m]\n",
    ],
    ["keys that are there twice", "a: 1\nb: 2\na:\n  c: d\n"],
    ["the first of several documents", "# a\n---\nb: 1\n---\nc: [\n"],
    ["a marker at the end of the document", "a:\n  b: |\n    c\n...\nd: [\n"],
  ])("have values: %s", (_, each) => {
    expect(expectSameValue(each)).toBe(true);
  });

  it.each([
    ["a number that JSON does not know", "a: .inf\n"],
    ["keys that are no text", "1: a\n"],
    ["a null as a key", "~: a\n"],
    ["merge keys", "a:\n  <<: {}\n"],
    ["anchors", "a: &b c\nd: *b\n"],
    ["no document", "# a\n"],
  ])("have no value at once with %s", (_, each) => {
    expect(readCommonValue(each, numbers[0])).toBe(undefined);
  });

  test("the values of random texts are those that the decoder gives", () => {
    let read = 0;
    const property = fc.property(text, (each) => {
      if (expectSameValue(each)) read += 1;
    });
    fc.assert(property, { numRuns: 5000, seed: 42 });
    expect(read).toBeGreaterThan(100);
  });

  it("are left to the parser where they nest deeply", () => {
    const deep = Array.from({ length: 500 }, (_, i) => `${" ".repeat(i)}a:\n`).join("");
    expect(parseCommonDocuments(deep, grammars.v2)).toBe(undefined);
  });

  it("tell where their scalars stand", () => {
    const source = "a: b c # d\n\"e\":\n- 'f'\n- |\n  g\n- [h]\n-\n";
    const { places } = placeCommonDocument(source) as NonNullable<ReturnType<typeof placeCommonDocument>>;
    const shown = [...places].map(([node, [start, end]]) => [
      node.kind === "scalar" && node.value,
      source.slice(start, end),
    ]);
    expect(shown).toEqual([
      ["b c", "b c"],
      ["f", "'f'"],
    ]);
  });
});
