import type { Finding } from "../../lint/check.ts";
import { byFile, countFindings, type LintRun, pathOf } from "./lint-run.ts";
import { attributesOf, escapeXml } from "./xml.ts";

/**
 * JUnit's XML as Jenkins reads it: a suite for each file, a case for each problem. Without problems there is one case that
 * passed, since a report without cases counts as missing. Warnings are cases that passed, with what they say as output.
 */
export function formatJunit(run: LintRun): string {
  const suites = [...byFile(run.findings)].map(([file, findings]) => {
    const name = pathOf(run, { file });
    const { errors } = countFindings(findings);
    const cases = findings.map((finding) => testCase(finding, name));
    return suite(name, findings.length, errors, cases.join(""));
  });
  const passed = `    <testcase${attributesOf({ classname: "bump-envoy", name: "lint" })}/>\n`;
  const all = suites.length > 0 ? suites : [suite("bump-envoy", 1, 0, passed)];
  const { errors } = countFindings(run.findings);
  const tests = Math.max(run.findings.length, 1);
  const totals = attributesOf({ name: "bump-envoy lint", tests, failures: errors, errors: 0 });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${totals}>\n${all.join("")}</testsuites>\n`;
}

function suite(name: string, tests: number, failures: number, cases: string): string {
  const attributes = attributesOf({ name, tests, failures, errors: 0, skipped: 0 });
  return `  <testsuite${attributes}>\n${cases}  </testsuite>\n`;
}

function testCase({ rule, line, column, severity, message }: Finding, file: string): string {
  const attributes = attributesOf({ classname: file, name: `${rule} at ${line}:${column}`, file, line });
  const text = `${file}:${line}:${column}: ${message} (${rule})`;
  const inside =
    severity === "error"
      ? `<failure${attributesOf({ message, type: rule })}>${escapeXml(text)}</failure>`
      : `<system-out>${escapeXml(text)}</system-out>`;
  return `    <testcase${attributes}>\n      ${inside}\n    </testcase>\n`;
}
