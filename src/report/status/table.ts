import { onOneLine } from "../../on-one-line.ts";
import type { Colors } from "../terminal.ts";
import { type Column, cellOf, coloredTitle, columns, cut, lengthOf } from "./columns.ts";
import { diffSections, reportSections, type StatusLine, type StatusSection } from "./lines.ts";
import { stackSections } from "./stacked.ts";
import type { StatusFormat, StatusStyle } from "./style.ts";

/** A table for people, by versions; on a terminal that is too narrow for one, what it says below each other. */
export const tableFormat: StatusFormat = {
  report: (report, style) => printSections(reportSections(report), style),
  diff: (diff, style) => printSections(diffSections(diff), style),
};

const indentation = "  ";
const gap = "  ";

function printSections(
  sections: readonly StatusSection[],
  { colors, width = Number.POSITIVE_INFINITY }: StatusStyle,
): string {
  const all = sections.flatMap(({ lines }) => lines);
  const shown = fitColumns(all, width);
  if (shown === undefined) return stackSections(sections, colors, width);
  const blocks = sections.map(({ title, mood, remarks, lines }) => {
    const name = cut(onOneLine(title), width, "end");
    const remark = cut(`  ${onOneLine(remarks.join(", "))}`, width - lengthOf(name), "end");
    const head = coloredTitle(name, mood, colors) + remark;
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

/** The columns that something is in, as wide as they may be; `undefined` where they do not fit. */
function fitColumns(lines: readonly StatusLine[], width: number): ShownColumn[] | undefined {
  const shown = columns.flatMap((column): ShownColumn[] => {
    const longest = Math.max(0, ...lines.map((line) => lengthOf(onOneLine(line[column.field]))));
    return longest === 0 ? [] : [{ column, size: Math.max(longest, column.heading.length) }];
  });
  return narrow(shown, width);
}

/** Cuts the columns that are widest beyond what they keep, until a line fits. */
function narrow(shown: readonly ShownColumn[], width: number): ShownColumn[] | undefined {
  let left = shown.map((each) => ({ ...each }));
  const spare = ({ column, size }: ShownColumn) => size - column.least;
  while (widthOf(left) > width) {
    const [widest] = left.toSorted((a, b) => spare(b) - spare(a));
    if (widest === undefined || spare(widest) <= 0) return undefined;
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
    const text = cellOf(line, column, size);
    // Spaces at the end of a line wrap where it just fits.
    const padding = i === last ? "" : " ".repeat(Math.max(0, size - lengthOf(text)));
    return (column.color?.(colors)(text) ?? text) + padding;
  });
  return indentation + cells.join(gap);
}
