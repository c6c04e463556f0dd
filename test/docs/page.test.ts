import { describe, expect, test } from "vitest";
import { readPage, type Step } from "./page.ts";

const fence = "```";

/** Steps without their lines. */
function read(...lines: string[]): unknown[] {
  return readPage(lines.join("\n")).map((step: Step) => {
    if (step.kind !== "commands") return step.kind === "fixture" ? `copy ${step.name}` : step.kind;
    const { commands, exitCode, notRun, needsHelmfile } = step;
    const shown = commands.map(({ script, output }) => [script, ...(output ? [output.text] : [])]);
    return {
      shown,
      ...(exitCode !== 0 && { exitCode }),
      ...(notRun !== undefined && { notRun }),
      ...(needsHelmfile && { needsHelmfile }),
    };
  });
}

describe("what the blocks of a page say to do", () => {
  test.each<[string, string[], unknown[]]>([
    ["commands", [`${fence}sh`, "a", "b", fence], [{ shown: [["a\nb\n"]] }]],
    ["other languages are text", [`${fence}yaml`, "a: b", fence, `${fence}js`, "a()", fence], []],
    [
      "what they print",
      [`${fence}sh`, "a", fence, "prints", "", `${fence}text`, "b", fence],
      [{ shown: [["a\n", "b\n"]] }],
    ],
    [
      "a block that is no output",
      [`${fence}sh`, "a", fence, "<!-- not run: it is an extract -->", `${fence}text`, "b", fence],
      [{ shown: [["a\n"]] }],
    ],
    [
      "a block between",
      [`${fence}sh`, "a", fence, `${fence}yaml`, "c: d", fence, `${fence}text`, "b", fence],
      [{ shown: [["a\n"]] }],
    ],
    [
      "a console",
      [`${fence}console`, "$ a \\", "> b", "c", "d", "$ e", fence],
      [
        {
          shown: [
            ["a \\\nb\n", "c\nd\n"],
            ["e\n", ""],
          ],
        },
      ],
    ],
    ["an exit code", ["<!-- exits 1 -->", `${fence}sh`, "a", fence], [{ shown: [["a\n"]], exitCode: 1 }]],
    [
      "a reason not to run",
      ["<!-- not run: it takes", "a registry -->", "", `${fence}sh`, "a", fence],
      [{ shown: [["a\n"]], notRun: "it takes a registry" }],
    ],
    [
      "what it needs",
      ["<!-- needs: helmfile -->", `${fence}sh`, "a", fence],
      [{ shown: [["a\n"]], needsHelmfile: true }],
    ],
    ["fixtures", ["<!-- fixture: one -->", "text", "<!-- fixture: two -->"], ["copy one", "copy two"]],
    ["a setup", ["<!-- setup", "touch a", "-->"], ["setup"]],
    ["a file", ["<!-- file: a/b.yaml -->", `${fence}yaml`, "a: b", fence], ["file"]],
    ["a script that is a file", ["<!-- file: a.sh -->", `${fence}sh`, "a", fence], ["file"]],
    ["blocks in lists", ["1. text", `   ${fence}sh`, "   a", "     b", `   ${fence}`], [{ shown: [["a\n  b\n"]] }]],
    ["marks within a block", [`${fence}md`, "<!-- not run -->", fence], []],
    ["other comments", ["<!-- Generated -->", `${fence}sh`, "a", fence], [{ shown: [["a\n"]] }]],
  ])("%s", (_, lines, expected) => {
    expect(read(...lines)).toEqual(expected);
  });

  test.each<[string, string[], string]>([
    ["no reason", ["<!-- not run -->", `${fence}sh`, "a", fence], "line 1: this is no mark: not run"],
    ["no code", ["<!-- exits with 1 -->", `${fence}sh`, "a", fence], "line 1: this is no mark: exits with 1"],
    ["an unknown need", ["<!-- needs: luck -->", `${fence}sh`, "a", fence], "line 1: this is no mark: needs: luck"],
    ["no name", ["", "<!-- fixture -->"], "line 2: this is no mark: fixture"],
    ["no block", ["<!-- exits 1 -->", "", "text"], "line 1: no block follows this comment"],
    ["no block at the end", ["<!-- exits 1 -->"], "line 1: no block follows this comment"],
    ["a console without a command", [`${fence}console`, "a", fence], "line 2: a console block starts with a command"],
  ])("%s is refused", (_, lines, message) => {
    expect(() => read(...lines)).toThrow(message);
  });
});
