import { onOneLine } from "../../on-one-line.ts";
import type { Colors } from "../terminal.ts";
import type { StatusLine, StatusSection } from "./lines.ts";

/** What is shown of a line, beside the rest or below it. */
export interface Column {
  readonly heading: string;
  readonly field: keyof StatusLine;
  /** How many characters it keeps in a table; columns that nothing is in are left out. */
  readonly least: number;
  /** Which end of a text is left out; of a path the end says most. */
  readonly cut: "start" | "end";
  /** What says less, for where it is too long. */
  readonly short?: (line: StatusLine) => string;
  readonly color?: (colors: Colors) => (text: string) => string;
}

export const columns: readonly Column[] = [
  { heading: "SERVICE", field: "service", least: 13, cut: "end", color: (colors) => colors.bold },
  { heading: "WHERE", field: "where", short: ({ places }) => places, least: 13, cut: "end" },
  { heading: "ORIGIN", field: "origin", least: 9, cut: "end" },
  { heading: "DECIDED BY", field: "site", least: 18, cut: "start" },
  { heading: "AGE", field: "age", least: 5, cut: "end" },
  { heading: "COMMIT", field: "commit", short: hashOf, least: 0, cut: "end", color: (colors) => colors.dim },
  { heading: "ALSO RUNS", field: "drift", least: 10, cut: "end", color: (colors) => colors.yellow },
];

/** What a column has of a line, in no more than so many characters, or with what says less where that is too long. */
export function cellOf(line: StatusLine, { field, short, cut: end }: Column, size: number): string {
  const whole = onOneLine(line[field]);
  const shorter = onOneLine(short?.(line) ?? "");
  return cut(lengthOf(whole) > size && shorter !== "" ? shorter : whole, size, end);
}

function hashOf({ commit }: StatusLine): string {
  return commit.split(" ", 1)[0] ?? "";
}

/** The title of a section, or what there is room for of it, as its mood has it. */
export function coloredTitle(title: string, mood: StatusSection["mood"], colors: Colors): string {
  const color = { good: colors.green, bad: colors.yellow, neutral: plain }[mood];
  return colors.bold(color(title));
}

/** In place of a color. */
export function plain(text: string): string {
  return text;
}

/** A text without what is too much at one end. */
export function cut(text: string, size: number, end: "start" | "end"): string {
  const characters = [...text];
  if (characters.length <= size) return text;
  const kept = size - 1;
  if (kept < 0) return "";
  return end === "start"
    ? `…${characters.slice(characters.length - kept).join("")}`
    : `${characters.slice(0, kept).join("")}…`;
}

export function lengthOf(text: string): number {
  return [...text].length;
}
