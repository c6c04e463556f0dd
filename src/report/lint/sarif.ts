import type { Finding } from "../../lint/check.ts";
import type { RuleMeta } from "../../lint/rule.ts";
import { fingerprintsOf } from "./fingerprints.ts";
import { type LintRun, pathOf } from "./lint-run.ts";

/** SARIF 2.1.0, as GitHub's code scanning and editors read it. */
export function formatSarif(run: LintRun): string {
  const fingerprints = fingerprintsOf(run);
  const ids = [...new Set([...run.rules.map(({ name }) => name), ...run.findings.map(({ rule }) => rule)])];
  const metas = new Map(run.rules.map((meta) => [meta.name, meta]));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "bump-envoy",
            version: run.version,
            semanticVersion: run.version,
            informationUri: "https://www.npmjs.com/package/bump-envoy",
            rules: ids.map((id) => describeRule(id, metas.get(id))),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { ROOT: { description: { text: "The root of the repository." } } },
        results: run.findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: ids.indexOf(finding.rule),
          level: levelOf(finding.severity),
          message: { text: finding.message },
          locations: [{ physicalLocation: placeOf(run, finding) }],
          partialFingerprints: { "bumpEnvoy/v1": fingerprints.get(finding) },
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function describeRule(id: string, meta: RuleMeta | undefined) {
  return {
    id,
    name: id,
    help: { text: `\`bump-envoy rules ${id}\` prints the page of this rule.` },
    ...(meta && {
      shortDescription: { text: meta.description },
      defaultConfiguration: meta.severity === "off" ? { enabled: false } : { level: levelOf(meta.severity) },
    }),
  };
}

function levelOf(severity: Finding["severity"]): "error" | "warning" {
  return severity === "error" ? "error" : "warning";
}

function placeOf(run: LintRun, finding: Finding) {
  const { line, column, endLine, endColumn } = finding;
  return {
    artifactLocation: { uri: uriOf(pathOf(run, finding)), uriBaseId: "ROOT" },
    region: {
      startLine: line,
      startColumn: column,
      ...(endLine !== undefined && { endLine }),
      ...(endColumn !== undefined && { endColumn }),
    },
  };
}

function uriOf(path: string): string {
  return path
    .split("/")
    .map((name) => encodeURIComponent(name.toWellFormed()))
    .join("/");
}
