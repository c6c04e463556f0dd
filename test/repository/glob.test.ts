import fc from "fast-check";
import picomatch from "picomatch";
import { expect, test } from "vitest";
import { expandBraces, globMatcher, isGlob } from "../../src/repository/glob.ts";

test.each([
  ["a/b.yaml", false],
  ["a/*.yaml", true],
  ["a?", true],
  ["[ab]", true],
  ["{a,b}", true],
])("whether %s is a glob: %s", (path, expected) => {
  expect(isGlob(path)).toBe(expected);
});

test.each<[string, string[], string[]]>([
  ["a/b", ["a/b"], ["a", "b", "a/b/c", "xa/b"]],
  ["*", ["a", ".a", "a b"], ["a/b"]],
  ["*.yaml", [".yaml", "a.yaml", "a.b.yaml"], ["a.yaml.gotmpl", "a/b.yaml"]],
  ["ab*ba", ["abba", "abxba"], ["aba", "ab", "ba"]],
  ["a*b*c", ["abc", "axbxc", "abbcbc"], ["ab", "acb", "abcd"]],
  ["a?", ["ab"], ["a", "abc", "a/"]],
  ["[a-c]x", ["ax", "cx"], ["dx", "x"]],
  ["[!a-c]x", ["dx"], ["ax"]],
  ["[^a]", ["b"], ["a", ""]],
  ["[]]", ["]"], ["["]],
  ["[[:digit:]_]", ["1", "_"], ["a"]],
  ["[a", [], ["[a", "a"]],
  ["\\*", ["*"], ["a"]],
  ["a\\", [], ["a", "a\\"]],
  ["**", ["a", "a/b", ".a/b"], []],
  ["**/a", ["a", "b/a", "b/c/a"], ["ab", "b/ab"]],
  ["a/**", ["a", "a/b", "a/b/c"], ["b", "ab"]],
  ["a/**/b", ["a/b", "a/c/b", "a/c/d/b"], ["ab", "a/cb"]],
  ["**/_*/**", ["_a", "_a/b", "a/_b/c/d"], ["a/b", "a_/b"]],
  ["{a,b}", ["a", "b"], ["{a,b}"]],
  ["a{,.gotmpl}", ["a", "a.gotmpl"], []],
  ["{a/{b,c},d}/e", ["a/b/e", "a/c/e", "d/e"], ["a/e"]],
  ["./a/*", ["a/b"], ["b"]],
  ["{a}", ["{a}"], ["a"]],
  ["{a", ["{a"], ["a"]],
  ["\\{a,b}", ["{a,b}"], ["a"]],
])("%s", (pattern, matched, others) => {
  const matches = globMatcher([pattern]);
  expect([matched.filter((path) => !matches(path)), others.filter(matches)]).toEqual([[], []]);
});

test("one of several patterns has to match, and none matches nothing", () => {
  expect(["a", "b", "c"].filter(globMatcher(["a", "c"]))).toEqual(["a", "c"]);
  expect(["a", ""].filter(globMatcher([]))).toEqual([]);
});

test("the same as picomatch", () => {
  const name = fc.array(fc.constantFrom("a", "b", "*", "?", "[ab]", ".", "{a,b}"), { minLength: 1, maxLength: 4 });
  const part = name.map((parts) => parts.join("")).filter((text) => !/\*\*|^\.+$/.test(text));
  const pattern = fc.array(fc.oneof({ weight: 4, arbitrary: part }, fc.constant("**")), { minLength: 1, maxLength: 4 });
  const path = fc.array(fc.constantFrom("a", "b", "ab", "ba", "aab", ".a", "b.a"), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(pattern, path, (parts, names) => {
      const [pattern, path] = [parts.join("/"), names.join("/")];
      // In picomatch a folder that is asked for need not be there at the end.
      if (/\*\*$|\*\*\/\*/.test(pattern)) return;
      expect(globMatcher([pattern])(path)).toBe(picomatch(pattern, { dot: true })(path));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  "*a".repeat(30_000),
  "**/".repeat(20_000),
  "{a,b}".repeat(10_000),
  "{".repeat(50_000),
  "{a,".repeat(20_000),
  `${"{a,".repeat(1000)}b${"}".repeat(1000)}`,
  "[".repeat(50_000),
])("a match of a long pattern (%#) ends", (pattern) => {
  const path = Array.from({ length: 16 }, () => "a".repeat(250)).join("/");
  expect(globMatcher([pattern])(path)).toBe(false);
});

test("braces that stand for too much stand for themselves", () => {
  const pattern = "{a,b}".repeat(20);
  expect(expandBraces(pattern)).toEqual([pattern]);
});
