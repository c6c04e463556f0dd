import { onOneLine } from "../../on-one-line.ts";
import type { Colors } from "../terminal.ts";
import { diffSections, reportSections, type StatusLine, type StatusSection } from "./lines.ts";
import type { StatusFormat, StatusStyle } from "./style.ts";

/** A table for people, by versions. */
export const tableFormat: StatusFormat = {
  report: (report, style) => printSections(reportSections(report), style),
  diff: (diff, style) => printSections(diffSections(diff), style),
};

interface Column {
  readonly heading: string;
  readonly field: keyof StatusLine;
  /** How many characters it keeps where the line is too long; columns that nothing is in are left out. */
  readonly least: number;
  /** Which end of a text is left out; of a path the end says most. */
  readonly cut: "start" | "end";
  /** What says less, for where it is too long. */
  readonly short?: (line: StatusLine) => string;
  readonly color?: (colors: Colors) => (text: string) => string;
}

const columns: readonly Column[] = [
  { heading: "SERVICE", field: "service", least: 13, cut: "end", color: (colors) => colors.bold },
  { heading: "WHERE", field: "where", short: ({ places }) => places, least: 13, cut: "end" },
  { heading: "ORIGIN", field: "origin", least: 9, cut: "end" },
  { heading: "DECIDED BY", field: "site", least: 18, cut: "start" },
  { heading: "AGE", field: "age", least: 5, cut: "end" },
  { heading: "COMMIT", field: "commit", short: hashOf, least: 0, cut: "end", color: (colors) => colors.dim },
  { heading: "ALSO RUNS", field: "drift", least: 10, cut: "end", color: (colors) => colors.yellow },
];

const indentation = "  ";
const gap = "  ";

function printSections(
  sections: readonly StatusSection[],
  { colors, width = Number.POSITIVE_INFINITY }: StatusStyle,
): string {
  const all = sections.flatMap(({ lines }) => lines);
  const shown = fitColumns(all, width);
  const blocks = sections.map(({ title, mood, remarks, lines }) => {
    const color = { good: colors.green, bad: colors.yellow, neutral: (text: string) => text }[mood];
    const name = cut(onOneLine(title), width, "end");
    const remark = cut(`  ${onOneLine(remarks.join(", "))}`, width - lengthOf(name), "end");
    const head = colors.bold(color(name)) + remark;
    return [head, ...lines.map((line) => printLine(line, shown, colors))].map((line) => `${line}\n`).join("");
  });
  if (blocks.length === 0) return "";
  const headings = shown.map(({ column, size }) => cut(column.heading, size, "end").padEnd(size)).join(gap);
  return `${colors.dim((indentation + headings).trimEnd())}\n${blocks.join("\n")}`;
}

interface ShownColumn {
  readonly column: Column;
  size: number;
}

/** The columns that something is in, as wide as they may be. */
function fitColumns(lines: readonly StatusLine[], width: number): ShownColumn[] {
  const shown = columns.flatMap((column): ShownColumn[] => {
    const longest = Math.max(0, ...lines.map((line) => lengthOf(onOneLine(line[column.field]))));
    return longest === 0 ? [] : [{ column, size: Math.max(longest, column.heading.length) }];
  });
  const cut = narrow(shown, width, ({ least }) => least);
  if (widthOf(cut) <= width) return cut;
  // On a terminal that is this narrow, something of everything is better than lines that wrap.
  return narrow(cut, width, () => 3);
}

/** Cuts the columns that are widest beyond what they keep, until a line fits or there is none. */
function narrow(shown: readonly ShownColumn[], width: number, leastOf: (column: Column) => number): ShownColumn[] {
  let left = shown.map((each) => ({ ...each }));
  const spare = ({ column, size }: ShownColumn) => size - leastOf(column);
  while (widthOf(left) > width) {
    const [widest] = left.toSorted((a, b) => spare(b) - spare(a));
    if (widest === undefined || spare(widest) <= 0) break;
    widest.size--;
    // A few characters of a commit say nothing.
    if (widest.column.field === "commit" && widest.size < 9) left = left.filter((each) => each !== widest);
  }
  return left;
}

function widthOf(shown: readonly ShownColumn[]): number {
  return indentation.length + shown.reduce((sum, { size }) => sum + size + gap.length, -gap.length);
}

function printLine(line: StatusLine, shown: readonly ShownColumn[], colors: Colors): string {
  const last = shown.findLastIndex(({ column }) => line[column.field] !== "");
  const cells = shown.slice(0, last + 1).map(({ column, size }, i) => {
    const whole = onOneLine(line[column.field]);
    const short = onOneLine(column.short?.(line) ?? "");
    const text = cut(lengthOf(whole) > size && short !== "" ? short : whole, size, column.cut);
    // Spaces at the end of a line wrap where it just fits.
    const padding = i === last ? "" : " ".repeat(Math.max(0, size - lengthOf(text)));
    return (column.color?.(colors)(text) ?? text) + padding;
  });
  return indentation + cells.join(gap);
}

function hashOf({ commit }: StatusLine): string {
  return commit.split(" ", 1)[0] ?? "";
}

function cut(text: string, size: number, end: "start" | "end"): string {
  const characters = [...text];
  if (characters.length <= size) return text;
  const kept = size - 1;
  if (kept < 0) return "";
  return end === "start"
    ? `…${characters.slice(characters.length - kept).join("")}`
    : `${characters.slice(0, kept).join("")}…`;
}

function lengthOf(text: string): number {
  return [...text].length;
}
