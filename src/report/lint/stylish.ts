import { relative } from "node:path";
import { onOneLine } from "../../on-one-line.ts";
import { plural } from "../plural.ts";
import type { Colors } from "../terminal.ts";
import { byFile, countFindings, type LintRun } from "./lint-run.ts";

/** For people, file by file as ESLint prints it. */
export function formatStylish(run: LintRun, colors: Colors): string {
  const blocks = [...byFile(run.findings)].map(([file, findings]) => {
    const places = findings.map(({ line, column }) => `${line}:${column}`);
    const width = Math.max(...places.map(({ length }) => length));
    const lines = findings.map(({ severity, message, rule }, i) => {
      const label = severity === "error" ? colors.red("error") : colors.yellow("warn ");
      return `  ${colors.dim((places[i] as string).padEnd(width))}  ${label}  ${onOneLine(message)}  ${colors.dim(rule)}`;
    });
    const name = relative(run.cwd, file) || ".";
    return `${colors.underline(onOneLine(name))}\n${lines.join("\n")}\n`;
  });
  return [...blocks, summaryOf(run, colors)].filter(Boolean).join("\n");
}

function summaryOf({ findings }: LintRun, colors: Colors): string {
  const { errors, warnings, fixable } = countFindings(findings);
  if (findings.length === 0) return "";
  const color = errors > 0 ? colors.red : colors.yellow;
  const counts = `${plural(findings.length, "problem")} (${plural(errors, "error")}, ${plural(warnings, "warning")})`;
  const hint = fixable > 0 ? `\n  ${fixable} of them can be fixed with --fix` : "";
  return `${color(`✖ ${counts}`)}${hint}\n`;
}
