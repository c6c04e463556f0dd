import { fingerprintsOf } from "./fingerprints.ts";
import { type LintRun, pathOf } from "./lint-run.ts";

/** GitLab's Code Quality report: a subset of Code Climate's format. */
export function formatGitlab(run: LintRun): string {
  const fingerprints = fingerprintsOf(run);
  const issues = run.findings.map((finding) => ({
    type: "issue",
    description: finding.message,
    check_name: finding.rule,
    fingerprint: fingerprints.get(finding),
    severity: finding.severity === "error" ? "major" : "minor",
    categories: ["Bug Risk"],
    location: {
      path: pathOf(run, finding),
      lines: { begin: finding.line, ...(finding.endLine !== undefined && { end: finding.endLine }) },
    },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}
