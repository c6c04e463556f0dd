import { escapeCell } from "../markdown.ts";
import { type LintRun, pathOf } from "./lint-run.ts";

/** A table, for comments on pull requests and summaries of jobs. */
export function formatMarkdown(run: LintRun): string {
  if (run.findings.length === 0) return "No problems.\n";
  const rows = run.findings.map((finding) => {
    const { severity, line, column, message, rule } = finding;
    const cells = [`${pathOf(run, finding)}:${line}:${column}`, severity, message, rule].map(escapeCell);
    return `| ${cells.join(" | ")} |\n`;
  });
  return `| place | severity | problem | rule |\n| --- | --- | --- | --- |\n${rows.join("")}`;
}
