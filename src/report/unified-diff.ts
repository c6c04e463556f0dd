import { createTwoFilesPatch, FILE_HEADERS_ONLY, formatPatch } from "diff";
import type { Colors } from "./terminal.ts";

/** A file before and after, by the name that the diff gives it; `undefined`: there is or was none. */
export interface ChangedText {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Lines around a change that tell where it is. */
const context = 3;

/** A unified diff that `git apply` takes, in the folder that the names are relative to. */
export function unifiedDiff(changes: readonly ChangedText[]): string {
  return changes
    .map(({ name, before, after }) => {
      const from = before === undefined ? "/dev/null" : `a/${name}`;
      const to = after === undefined ? "/dev/null" : `b/${name}`;
      const hunk = singleHunk(linesOf(before ?? ""), linesOf(after ?? ""));
      if (hunk !== undefined) return header(from, to) + hunk;
      return createTwoFilesPatch(from, to, before ?? "", after ?? "", undefined, undefined, {
        context,
        headerOptions: FILE_HEADERS_ONLY,
      });
    })
    .join("");
}

/** The lines before the hunks, with names in quotes where some of them could be taken for something else. */
function header(oldFileName: string, newFileName: string): string {
  return formatPatch(
    { oldFileName, newFileName, oldHeader: undefined, newHeader: undefined, hunks: [] },
    FILE_HEADERS_ONLY,
  );
}

/**
 * The one hunk of texts of which one line was replaced, or some were added in one place: most edits do no more, and to see
 * so takes a fraction of the time of a diff.
 */
function singleHunk(before: readonly string[], after: readonly string[]): string | undefined {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < most - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const removed = before.slice(start, before.length - tail);
  const added = after.slice(start, after.length - tail);
  if (removed.length > 1 || added.length === 0 || (removed.length === 1 && added.length > 1)) return undefined;

  const lead = before.slice(Math.max(start - context, 0), start);
  const trail = before.slice(before.length - tail, before.length - tail + context);
  const around = lead.length + trail.length;
  const range = (length: number) => `${length === 0 ? 0 : start - lead.length + 1},${length}`;
  const print = (sign: string) => (line: string) => `${sign}${line}${line.endsWith("\n") ? "" : `\n${noNewline}`}`;
  const lines = [
    ...lead.map(print(" ")),
    ...removed.map(print("-")),
    ...added.map(print("+")),
    ...trail.map(print(" ")),
  ];
  return `@@ -${range(around + removed.length)} +${range(around + added.length)} @@\n${lines.join("")}`;
}

const noNewline = "\\ No newline at end of file\n";

/** The lines with their ends. */
function linesOf(text: string): string[] {
  const lines = text.split("\n").map((line) => `${line}\n`);
  const last = lines.pop() as string;
  return last === "\n" ? lines : [...lines, last.slice(0, -1)];
}

/** Colours a unified diff as git does. */
export function colorDiff(diff: string, colors: Colors): string {
  return diff
    .split("\n")
    .map((line) => {
      if (/^(?:---|\+\+\+) /.test(line)) return colors.bold(line);
      if (line.startsWith("@@")) return colors.cyan(line);
      if (line.startsWith("+")) return colors.green(line);
      return line.startsWith("-") ? colors.red(line) : line;
    })
    .join("\n");
}
