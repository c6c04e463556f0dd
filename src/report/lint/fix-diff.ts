import type { Colors } from "../terminal.ts";
import { colorDiff, unifiedDiff } from "../unified-diff.ts";

/** What is at a path: a text, where a link leads, or nothing. */
export type DiffSide = string | { readonly link: string } | undefined;

export interface FixedFile {
  /** As the diff names it. */
  readonly name: string;
  readonly before: DiffSide;
  readonly after: DiffSide;
}

/** A diff for `git apply` that knows links and removed files. */
export function fixDiff(files: readonly FixedFile[], colors: Colors): string {
  return colorDiff(files.map(diffOf).join(""), colors);
}

function diffOf({ name, before, after }: FixedFile): string {
  if (typeof after === "string" && typeof before !== "object") return unifiedDiff([{ name, before, after }]);
  if (before !== undefined && after !== undefined && typeof before !== typeof after) {
    // For git, one kind of file goes and another one comes.
    return diffOf({ name, before, after: undefined }) + diffOf({ name, before: undefined, after });
  }
  const head = `diff --git a/${name} b/${name}\n`;
  const mode = modeOf(before ?? after);
  const [from, to] = [
    before === undefined ? "/dev/null" : `a/${name}`,
    after === undefined ? "/dev/null" : `b/${name}`,
  ];
  const kind =
    before === undefined ? `new file mode ${mode}\n` : after === undefined ? `deleted file mode ${mode}\n` : "";
  return `${head}${kind}--- ${from}\n+++ ${to}\n${hunkOf(before, after)}`;
}

function modeOf(side: DiffSide): string {
  return typeof side === "object" ? "120000" : "100644";
}

/** All lines of both sides. */
function hunkOf(before: DiffSide, after: DiffSide): string {
  const [removed, added] = [linesOf(before), linesOf(after)];
  if (removed.length === 0 && added.length === 0) return "";
  const range = ({ length }: string[]) => (length === 0 ? "0,0" : `1,${length}`);
  const print = (sign: string) => (line: string) => `${sign}${line}${line.endsWith("\n") ? "" : `\n${noNewline}`}`;
  return `@@ -${range(removed)} +${range(added)} @@\n${[...removed.map(print("-")), ...added.map(print("+"))].join("")}`;
}

const noNewline = "\\ No newline at end of file\n";

function linesOf(side: DiffSide): string[] {
  if (side === undefined || side === "") return [];
  return typeof side === "object" ? [side.link] : side.split(/(?<=\n)/);
}
