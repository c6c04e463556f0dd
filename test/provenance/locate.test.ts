import { describe, expect, test } from "vitest";
import { locateValue } from "../../src/provenance/locate.ts";
import type { KeyPath } from "../../src/provenance/values-tree.ts";

/** The place of a value and its text, such as `2:6 c`. */
function locate(text: string, path: KeyPath): string | undefined {
  const site = locateValue(text, "values.yaml", path);
  return site && `${site.line}:${site.column} ${site.text}`;
}

const plain = "a:\n  b: c\n  'd': [e, \"f\"]\nlist:\n- g\n- h: i\nempty:\n";

describe("a text that is easy to read", () => {
  test.each<[KeyPath, string | undefined]>([
    [["a", "b"], "2:6 c"],
    [["list", 0], "5:3 g"],
    [["list", 1, "h"], "6:6 i"],
    [["a", "x"], undefined],
    [["x", "b"], undefined],
    [["a", "b", "x"], undefined],
    [["a"], undefined],
    [["list", 2], undefined],
    [["list", "h"], undefined],
    [["a", 0], undefined],
    [["empty", "x"], undefined],
  ])("%j: %s", (path, place) => {
    expect(locate(plain, path)).toBe(place);
  });
});

describe("what may be somewhere else than it seems", () => {
  test.each<[string, string, KeyPath, string | undefined]>([
    ["behind a merge key", "base: &b {x: one}\na:\n  <<: *b\n  y: two\n", ["a", "x"], "1:14 one"],
    ["behind an alias", "base: &b {x: one}\na: *b\n", ["a", "x"], "1:14 one"],
    ["behind an alias in a list", "base: &b one\na: [*b]\n", ["a", 0], "1:10 one"],
    ["in the later one of two maps", "a: {x: one}\na: {y: two}\n", ["a", "y"], "2:8 two"],
    ["nowhere in the later one of two maps", "a: {x: one}\na: {y: two}\n", ["a", "x"], undefined],
    ["beside a key that is no word", "yes: 1\nx: one\n", ["x"], "2:4 one"],
    ["in no map at all", "- x\n", ["x"], undefined],
    ["in nothing", "", ["x"], undefined],
    ["in a block", "x: |\n  one\n", ["x"], "1:4 |\n  one\n"],
  ])("%s", (_, text, path, place) => {
    expect(locate(text, path)).toBe(place);
  });
});
