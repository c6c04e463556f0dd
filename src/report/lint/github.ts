import type { Finding } from "../../lint/check.ts";
import { countFindings, type LintRun, pathOf } from "./lint-run.ts";
import { formatMarkdown } from "./markdown.ts";

/** GitHub shows so many errors, and so many warnings, of one step; what comes after them is dropped. */
const mostOfAKind = 10;

/** Workflow commands that annotate lines, as many as GitHub shows: errors first, and a word on what is left. */
export function formatGithub(run: LintRun): string {
  const shown = shownOf(run);
  const left = run.findings.length - shown.length;
  const lines = shown.map((finding) => {
    const { severity, line, column, endLine, endColumn, message, rule } = finding;
    const properties = Object.entries({
      file: pathOf(run, finding),
      line,
      col: column,
      endLine,
      endColumn,
      title: rule,
    })
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
    return `::${severity === "error" ? "error" : "warning"} ${properties.join(",")}::${escapeData(message)}\n`;
  });
  const note = left > 0 ? `::notice title=bump-envoy::${left} more problems are in the summary of the job\n` : "";
  return lines.join("") + note;
}

/** What goes to the summary of the job: all that is left. */
export function githubSummary(run: LintRun): string {
  const { errors, warnings } = countFindings(run.findings);
  return run.findings.length === 0
    ? ""
    : `### bump-envoy lint: ${errors} errors, ${warnings} warnings\n\n${formatMarkdown(run)}`;
}

function shownOf({ findings }: LintRun): Finding[] {
  const ofKind = (kind: Finding["severity"]) => findings.filter(({ severity }) => severity === kind);
  return [...ofKind("error").slice(0, mostOfAKind), ...ofKind("warn").slice(0, mostOfAKind)];
}

/** As GitHub's own toolkit does (`@actions/core`, command.ts). */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
