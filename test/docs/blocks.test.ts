import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { globbySync } from "globby";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { realTools } from "../real-tools.ts";
import { readPage, type ShownOutput } from "./page.ts";
import { openShell, type Shell } from "./shell.ts";

const root = new URL("../../", import.meta.url).pathname;
const pages = ["README.md", ...globbySync("docs/**/*.md", { cwd: root }).sort()];
/** Whether pages get the output that commands have now, in place of a comparison. */
const isUpdate = process.env["UPDATE_DOCS"] === "1";

for (const page of pages) {
  const source = readFileSync(join(root, page), "utf8");
  const steps = readPage(source);
  if (!steps.some(({ kind }) => kind === "commands")) continue;

  describe(page, () => {
    const outputs: { shown: ShownOutput; actual: string }[] = [];
    let shell: Shell;
    beforeAll(() => {
      shell = openShell();
    });

    for (const step of steps) {
      const name = `line ${step.line}`;
      if (step.kind === "fixture") {
        test(`${name}: a copy of ${step.name}`, () => shell.open(step.name));
      } else if (step.kind === "setup") {
        test(`${name}: setup`, async () => {
          expect(await shell.run(step.script)).toMatchObject({ exitCode: 0 });
        });
      } else if (step.kind === "file") {
        test(`${name}: the file ${step.path}`, () => shell.write(step.path, step.text));
      } else {
        const title = `${name}: ${step.commands[0]?.script.split("\n")[0]}`;
        if (step.notRun !== undefined) {
          test.skip(`${title} (not run: ${step.notRun})`, () => {});
          continue;
        }
        if (step.needsHelmfile && !existsSync(realTools.helmfile)) {
          test.skip(`${title} (not run: tools/build.sh has not built the real tools)`, () => {});
          continue;
        }
        test(title, async () => {
          for (const [index, { script, output: shown }] of step.commands.entries()) {
            const { exitCode, output } = await shell.run(script);
            const expected = index === step.commands.length - 1 ? step.exitCode : 0;
            expect({ script, output, exitCode }).toEqual({ script, output, exitCode: expected });
            if (shown === undefined) continue;
            if (isUpdate && !isLike(output, shown.text)) outputs.push({ shown, actual: output });
            else expectLike(output, shown.text);
          }
        });
      }
    }

    afterAll(() => {
      if (outputs.length > 0) writeFileSync(join(root, page), withOutputs(source, outputs));
    });
  });
}

/** Whether a text is the one that a page shows, in which `...` stands for what is left out or differs from run to run. */
function isLike(actual: string, shown: string): boolean {
  const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const pattern = linesOf(shown)
    .map((line) => (line.trim() === "..." ? "(?:.*\n)*?" : `${line.split("...").map(escaped).join(".*")}\n`))
    .join("");
  return new RegExp(`^${pattern}$`).test(
    linesOf(actual)
      .map((line) => `${line}\n`)
      .join(""),
  );
}

function expectLike(actual: string, shown: string): void {
  // Where they differ, this shows how.
  if (!isLike(actual, shown)) expect(linesOf(actual).join("\n")).toBe(linesOf(shown).join("\n"));
}

/** Lines without white space at their ends, which editors remove from pages. */
function linesOf(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trimEnd());
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

function withOutputs(source: string, outputs: readonly { shown: ShownOutput; actual: string }[]): string {
  const lines = source.split("\n");
  for (const { shown, actual } of outputs.toReversed()) {
    const text = linesOf(actual).map((line) => (shown.indentation + line).trimEnd());
    lines.splice(shown.start, shown.end - shown.start, ...text);
  }
  return lines.join("\n");
}
