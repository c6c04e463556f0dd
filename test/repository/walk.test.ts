import { expect, test } from "vitest";
import { globFiles, isGlob, walk } from "../../src/repository/walk.ts";
import { makeTree } from "../helpers.ts";

const tree = {
  "a.yaml": "",
  "one/a.yaml": "",
  "one/b.yaml": "",
  "one/deep/er/a.yaml": "",
  "two/.hidden/a.yaml": "",
  "two/a.yaml": "-> ../one/b.yaml",
  "two/none.yaml": "-> nowhere",
  three: "-> one",
};

test.each([
  ["*.yaml", ["a.yaml"]],
  ["*/a.yaml", ["one/a.yaml", "two/a.yaml"]],
  ["one/?.yaml", ["one/a.yaml", "one/b.yaml"]],
  ["one/[b-z].yaml", ["one/b.yaml"]],
  ["{one,two}/a.yaml", ["one/a.yaml", "two/a.yaml"]],
  ["{one/b,two/a}.yaml", ["one/b.yaml", "two/a.yaml"]],
  ["**/a.yaml", ["a.yaml", "one/a.yaml", "one/deep/er/a.yaml", "two/.hidden/a.yaml", "two/a.yaml"]],
  ["one/**/a.yaml", ["one/a.yaml", "one/deep/er/a.yaml"]],
  ["two/*/*.yaml", ["two/.hidden/a.yaml"]],
  ["two/*.yaml", ["two/a.yaml"]],
  ["one/*", ["one/a.yaml", "one/b.yaml"]],
  ["none/*", []],
])("the files that %s names", (pattern, files) => {
  expect(globFiles(makeTree(tree), pattern)).toEqual(files);
});

test.each([
  ["a/b.yaml", false],
  ["a/*.yaml", true],
  ["a?", true],
  ["[ab]", true],
  ["{a,b}", true],
])("whether %s is a glob: %s", (path, expected) => {
  expect(isGlob(path)).toBe(expected);
});

test("a walk finds files and links, and enters no link", () => {
  const found = walk(makeTree(tree), { wants: (_, name) => name !== "b.yaml", enters: (path) => path !== "one/deep" });
  expect(found.sort()).toEqual(["a.yaml", "one/a.yaml", "three", "two/.hidden/a.yaml", "two/a.yaml", "two/none.yaml"]);
});
