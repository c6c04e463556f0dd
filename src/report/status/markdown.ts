import { escapeCell } from "../markdown.ts";
import { diffSections, reportSections, type StatusLine, type StatusSection } from "./lines.ts";
import type { StatusFormat } from "./style.ts";

/** A table for each version, for descriptions of changes and tasks. */
export const markdownFormat: StatusFormat = {
  report: (report) => printSections(reportSections(report), "Nothing runs the image.\n"),
  diff: (diff) => printSections(diffSections(diff), "Nothing has changed.\n"),
};

const columns = {
  service: "service",
  where: "where",
  origin: "origin",
  key: "key",
  site: "decided by",
  age: "age",
  commit: "commit",
  drift: "also runs",
} satisfies Partial<Record<keyof StatusLine, string>>;

function printSections(sections: readonly StatusSection[], empty: string): string {
  if (sections.length === 0) return empty;
  const fields = Object.keys(columns) as (keyof typeof columns)[];
  return sections
    .map(({ title, remarks, lines }) => {
      const shown = fields.filter((field) => lines.some((line) => line[field] !== ""));
      const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
      const body = lines.map((line) => row(shown.map((field) => escapeCell(line[field]))));
      const head = row(shown.map((field) => columns[field])) + row(shown.map(() => "---"));
      return `### ${escapeCell(title)}\n\n${escapeCell(remarks.join(", "))}\n\n${head}${body.join("")}`;
    })
    .join("\n");
}
