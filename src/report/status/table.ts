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
  readonly color?: (colors: Colors) => (text: string) => string;
}

const columns: readonly Column[] = [
  { heading: "SERVICE", field: "service", least: 14, cut: "end", color: (colors) => colors.bold },
  { heading: "WHERE", field: "where", least: 12, cut: "end" },
  { heading: "ORIGIN", field: "origin", least: 9, cut: "end" },
  { heading: "DECIDED BY", field: "site", least: 14, cut: "start" },
  { heading: "AGE", field: "age", least: 5, cut: "end" },
  { heading: "COMMIT", field: "commit", least: 0, cut: "end", color: (colors) => colors.dim },
  { heading: "DRIFT", field: "drift", least: 10, cut: "end", color: (colors) => colors.yellow },
];

const indentation = "  ";
const gap = "  ";

function printSections(sections: readonly StatusSection[], { colors, width }: StatusStyle): string {
  const all = sections.flatMap(({ lines }) => lines);
  const shown = fitColumns(all, width);
  const blocks = sections.map(({ title, mood, remarks, lines }) => {
    const color = { good: colors.green, bad: colors.yellow, neutral: (text: string) => text }[mood];
    const head = `${colors.bold(color(onOneLine(title)))}  ${onOneLine(remarks.join(", "))}`;
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

/** The columns that something is in, as wide as they may be: the widest are cut first. */
function fitColumns(lines: readonly StatusLine[], width = Number.POSITIVE_INFINITY): ShownColumn[] {
  let shown = columns.flatMap((column): ShownColumn[] => {
    const longest = Math.max(0, ...lines.map((line) => lengthOf(onOneLine(line[column.field]))));
    return longest === 0 ? [] : [{ column, size: Math.max(longest, column.heading.length) }];
  });
  const total = () => indentation.length + shown.reduce((sum, { size }) => sum + size + gap.length, -gap.length);
  while (total() > width) {
    const [widest] = shown
      .filter(({ column, size }) => size > column.least)
      .sort((a, b) => b.size - b.column.least - (a.size - a.column.least));
    if (widest === undefined) break;
    widest.size--;
    // A few characters of a commit say nothing.
    if (widest.column.least === 0 && widest.size < 9) shown = shown.filter((each) => each !== widest);
  }
  return shown;
}

function printLine(line: StatusLine, shown: readonly ShownColumn[], colors: Colors): string {
  const last = shown.findLastIndex(({ column }) => line[column.field] !== "");
  const cells = shown.slice(0, last + 1).map(({ column, size }, i) => {
    const text = cut(onOneLine(line[column.field]), size, column.cut);
    // Spaces at the end of a line wrap where it just fits.
    const padding = i === last ? "" : " ".repeat(Math.max(0, size - lengthOf(text)));
    return (column.color?.(colors)(text) ?? text) + padding;
  });
  return indentation + cells.join(gap);
}

function cut(text: string, size: number, end: "start" | "end"): string {
  const characters = [...text];
  if (characters.length <= size) return text;
  const kept = size - 1;
  return end === "start"
    ? `…${characters.slice(characters.length - kept).join("")}`
    : `${characters.slice(0, kept).join("")}…`;
}

function lengthOf(text: string): number {
  return [...text].length;
}
