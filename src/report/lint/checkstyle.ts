import { byFile, type LintRun, pathOf } from "./lint-run.ts";
import { attributesOf } from "./xml.ts";

/** Checkstyle's XML, which many tools read. */
export function formatCheckstyle(run: LintRun): string {
  const files = [...byFile(run.findings)].map(([file, findings]) => {
    const errors = findings.map(({ line, column, severity, message, rule }) => {
      const kind = severity === "error" ? "error" : "warning";
      return `    <error${attributesOf({ line, column, severity: kind, message, source: `bump-envoy.${rule}` })}/>\n`;
    });
    return `  <file${attributesOf({ name: pathOf(run, { file }) })}>\n${errors.join("")}  </file>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n${files.join("")}</checkstyle>\n`;
}
