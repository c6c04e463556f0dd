import type { Finding } from "../../../src/lint/check.ts";
import type { RuleMeta } from "../../../src/lint/rule.ts";
import type { LintRun } from "../../../src/report/lint/lint-run.ts";

export const meta: RuleMeta = {
  name: "image-version",
  description: "A release runs an image without a version.",
  severity: "error",
  fixable: true,
  since: "0.1.0",
  layouts: "all",
};

/** A finding in a file of the repository at `/repo`. */
export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    rule: "image-version",
    severity: "error",
    message: "envoy has no version: name one",
    file: "/repo/charts/parrot/values.yaml",
    line: 3,
    column: 5,
    ...changes,
  };
}

/** A run that has found these, in files whose lines are given by path relative to the root. */
export function lintRun(
  findings: readonly Finding[],
  lines: Readonly<Record<string, readonly string[]>> = {},
): LintRun {
  return {
    root: "/repo",
    cwd: "/repo/charts",
    version: "0.1.0",
    rules: [meta, { ...meta, name: "tls-adoption", severity: "off" }],
    findings,
    fixed: [],
    unfixed: [],
    suppressed: 0,
    charts: 2,
    helmfiles: 1,
    failures: [],
    lineOf: (file, line) => lines[file.slice("/repo/".length)]?.[line - 1],
  };
}

/** What could be taken for syntax of a format, or end what it stands in. */
export const hostile = finding({
  file: '/repo/charts/a b%,:<"&>|`\u0007/ü.yaml',
  message: 'it says <b> & "c" | `d`\n::error::100% * _e_ \u0007\u{D800}',
  severity: "warn",
});
