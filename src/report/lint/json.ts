import { fingerprintsOf } from "./fingerprints.ts";
import { countFindings, type LintRun, pathOf } from "./lint-run.ts";

/** To be raised when a field changes its meaning or goes. */
const formatVersion = 1;

/** All that is known, as one JSON object. Files are named relative to the root. */
export function formatJson(run: LintRun): string {
  const fingerprints = fingerprintsOf(run);
  const document = {
    formatVersion,
    findings: run.findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      file: pathOf(run, finding),
      line: finding.line,
      column: finding.column,
      endLine: finding.endLine ?? null,
      endColumn: finding.endColumn ?? null,
      data: finding.data ?? {},
      fix: finding.fix ? { title: finding.fix.title, isSafe: finding.fix.isSafe } : null,
      fingerprint: fingerprints.get(finding),
    })),
    fixed: run.fixed,
    unfixed: run.unfixed,
    failures: run.failures.map(({ environment, ...failure }) => ({ ...failure, environment: environment ?? null })),
    summary: {
      ...countFindings(run.findings),
      fixed: run.fixed.length,
      suppressed: run.suppressed,
      charts: run.charts,
      helmfiles: run.helmfiles,
      failures: run.failures.length,
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
