import { execFileSync } from "node:child_process";
import pc from "picocolors";
import { describe, expect, test } from "vitest";
import { type ChangedText, colorDiff, unifiedDiff } from "../../src/report/unified-diff.ts";
import { makeTree, readTree } from "../helpers.ts";

/** The tree that `git apply` makes of the texts before. */
function applied(changes: readonly ChangedText[]): Record<string, string> {
  const before = changes.flatMap(({ name, before }) => (before === undefined ? [] : [[name, before]]));
  const root = makeTree(Object.fromEntries(before));
  execFileSync("git", ["init", "--quiet"], { cwd: root });
  execFileSync("git", ["apply", "--whitespace=nowarn", "-"], { cwd: root, input: unifiedDiff(changes) });
  return Object.fromEntries(Object.entries(readTree(root)).filter(([path]) => !path.startsWith(".git/")));
}

const values = "a: 1\n\n# c\ntls:\n  image_version: 1.14.4-1\n  port: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n";
const bumped = values.replace("1.14.4-1", "1.15.0-1");

describe("git apply makes the text after of", () => {
  test.each<[string, ChangedText[]]>([
    ["a replaced line", [{ name: "a.yaml", before: values, after: bumped }]],
    ["an added line", [{ name: "a.yaml", before: values, after: values.replace("tls:\n", "tls:\n  x: y\n") }]],
    ["a block at the end", [{ name: "a.yaml", before: values, after: `${values}\ntls:\n  x: y\n` }]],
    ["carriage returns", [crlf({ name: "a.yaml", before: values, after: bumped })]],
    ["mixed line endings", [{ name: "a.yaml", before: `x: 1\r\n${values}`, after: `x: 1\r\n${bumped}` }]],
    ["no final newline", [{ name: "a.yaml", before: values.trimEnd(), after: bumped.trimEnd() }]],
    ["a last line without a newline", [{ name: "a.yaml", before: "a: 1\nv: 1", after: "a: 1\nv: 2" }]],
    ["a block behind a last line without a newline", [{ name: "a.yaml", before: "a: 1", after: "a: 1\n\nv:\n  w: x" }]],
    ["a byte-order mark", [{ name: "a.yaml", before: "\uFEFFv: 1\na: 1\n", after: "\uFEFFv: 2\na: 1\n" }]],
    ["an empty file", [{ name: "a.yaml", before: "", after: "tls:\n  x: y\n" }]],
    ["a new file", [{ name: "new/a.yaml", before: undefined, after: "tls:\n  x: y\n" }]],
    ["a new file with blanks in its name", [{ name: "a new/a file.yaml", before: undefined, after: "x\n" }]],
    ["a file that goes", [{ name: "a b/old.yaml", before: "tls:\n  x: y\n", after: undefined }]],
    ["a file of one line that goes", [{ name: "old.yaml", before: "x: y\n", after: undefined }]],
    ["names with blanks", [{ name: "a folder/a file.yaml", before: values, after: bumped }]],
    ["names that are not ASCII", [{ name: "é/ü.yaml", before: values, after: bumped }]],
    ["names with line breaks", [{ name: "a\n+++ b/b\n/c.yaml", before: values, after: bumped }]],
    ["names with quotes and backslashes", [{ name: 'a"b/c\\d.yaml', before: values, after: bumped }]],
    ["lines that look like headers", [{ name: "a.yaml", before: "-- a\n++ b\n@@ c\nv: 1\n", after: "++ a\nv: 2\n" }]],
    ["changes far apart", [{ name: "a.yaml", before: values.repeat(5), after: `x\n${values.repeat(4)}${bumped}` }]],
    [
      "several files",
      [
        { name: "b/a.yaml", before: values, after: bumped },
        { name: "b/new.yaml", before: undefined, after: "x: 1" },
        crlf({ name: "c.yaml", before: values, after: bumped }),
        { name: "d e.yaml", before: "v: 1", after: "v: 2" },
      ],
    ],
  ])("%s", (_, changes) => {
    const left = changes.flatMap(({ name, after }) => (after === undefined ? [] : [[name, after]]));
    expect(applied(changes)).toEqual(Object.fromEntries(left));
  });
});

function crlf({ name, before, after }: ChangedText): ChangedText {
  return { name, before: before?.replaceAll("\n", "\r\n"), after: after?.replaceAll("\n", "\r\n") };
}

test("no changes make no diff", () => {
  expect(unifiedDiff([])).toBe("");
});

test("three lines of context around what changes", () => {
  expect(unifiedDiff([{ name: "x/a.yaml", before: values, after: bumped }])).toBe(
    "--- a/x/a.yaml\n+++ b/x/a.yaml\n@@ -2,7 +2,7 @@\n \n # c\n tls:\n-  image_version: 1.14.4-1\n+  image_version: 1.15.0-1\n   port: 1\n b: 2\n c: 3\n",
  );
});

test("colours as git does, and the same text without", () => {
  const colors = pc.createColors(true);
  const diff = unifiedDiff([{ name: "a", before: "x\ny\n", after: "x\nz\n" }]);
  expect(colorDiff(diff, colors).split("\n")).toEqual([
    colors.bold("--- a/a"),
    colors.bold("+++ b/a"),
    colors.cyan("@@ -1,2 +1,2 @@"),
    " x",
    colors.red("-y"),
    colors.green("+z"),
    "",
  ]);
  expect(colorDiff(diff, pc.createColors(false))).toBe(diff);
});
