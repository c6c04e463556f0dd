import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { parseCommonDocument, placeCommonDocument } from "../../src/goyaml/parser/common-nodes.ts";
import { grammars } from "../../src/goyaml/parser/grammar.ts";
import type { Node } from "../../src/goyaml/parser/node.ts";
import { Parser } from "../../src/goyaml/parser/parser.ts";

/** What the parser makes of a text that has one document. */
function parsed(text: string, library: "v2" | "v3"): Node | undefined {
  const parser = new Parser(text, grammars[library]);
  const document = parser.parseDocument();
  expect(parser.parseDocument()).toBe(undefined);
  return document;
}

function expectSame(text: string, common: Node): void {
  for (const library of ["v2", "v3"] as const) expect(common).toEqual(parsed(text, library));
}

const commonTexts: readonly (readonly [what: string, text: string])[] = [
  ["mappings", "a: 1\nb:\n  c: x y\n  d:\n\ne: # none\nf: {}\n"],
  ["sequences", "a:\n- 1\n-\n  - 2\n- - 3\n  - b: 4\n    c: []\nd:\n  - e\n"],
  ["a sequence at the top", "- a: b\n  c: d\n-\n- e\n"],
  ["scalars in quotes", `a: "b: c # d"\n"e": 'f'\n'g': "h \\"i\\" \\\\"\n`],
  ["lists of words", "a: [b, \"c d\", 'e']\nf: [ g.h,i ]\nj: [k,]\n"],
  ["literal blocks", "a: |\n  b\n    c\n\n  d\n\ne: |-\n\n f\ng: |+ # kept\n  h\n\ni:\n- |\n  j\n"],
  ["a literal block without a last line break", "a: |\n  b"],
  ["comments and blanks", "# a\n\n---\n# b\n  # c\nd: e # f\n    # g\nh: i#j\n   \n"],
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
    "a: *b",
    "a: !t b",
    "<<: {}",
    "? a",
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
    const common = parseCommonDocument(each);
    expect(common).toBeDefined();
    expectSame(each, common as Node);
  });

  test("random texts are read as the parser reads them, or left to it", () => {
    let read = 0;
    const property = fc.property(text, (each) => {
      const common = parseCommonDocument(each);
      if (common === undefined) return;
      read += 1;
      expectSame(each, common);
    });
    fc.assert(property, { numRuns: 5000, seed: 42 });
    expect(read).toBeGreaterThan(100);
  });

  it("are left to the parser where they nest deeply", () => {
    expect(parseCommonDocument(Array.from({ length: 500 }, (_, i) => `${" ".repeat(i)}a:\n`).join(""))).toBe(undefined);
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
