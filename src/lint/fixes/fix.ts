import { isDeepStrictEqual } from "node:util";
import type { Renderer } from "../../render/renderer.ts";
import type { FileChangeTo, RepositoryFiles } from "../../repository/files.ts";
import type { Finding } from "../check.ts";
import { DIRECTIVE_RULE } from "../directives.ts";
import { type Linter, type LintResult, sortFindings } from "../linter.ts";
import { type Changes, type FixableFinding, isFixable } from "./apply-edits.ts";
import { fixChart, type ProveChart } from "./fix-chart.ts";
import { fixReleases } from "./fix-releases.ts";

/** A fix that was tried and not made. */
export interface Refusal {
  readonly finding: FixableFinding;
  readonly reason: string;
}

export interface FixOutcome {
  /** By path relative to the root. */
  readonly changes: Changes;
  readonly applied: readonly FixableFinding[];
  readonly refused: readonly Refusal[];
  /** What is left, in the order of the places. */
  readonly findings: readonly Finding[];
}

export interface FixRequest {
  readonly linter: Linter;
  /** The repository as it is. */
  readonly files: RepositoryFiles;
  readonly renderer: Renderer;
  readonly proveChart: ProveChart;
}

/** Makes the fixes that can be proved, in memory. */
export async function fixFindings({ findings, releases }: LintResult, request: FixRequest): Promise<FixOutcome> {
  const { linter, files, renderer, proveChart } = request;
  const changes = new Map<string, FileChangeTo>();
  const applied: FixableFinding[] = [];
  const refused: Refusal[] = [];
  const left = new Map<string, readonly Finding[]>();

  for (const folder of new Set(findings.filter(isFixable).flatMap(({ chart }) => chart ?? []))) {
    const fixes = await fixChart(linter, folder, files, proveChart);
    const clash = [...fixes.changes].find(([path, change]) => {
      return changes.has(path) && !isDeepStrictEqual(changes.get(path), change);
    });
    if (clash !== undefined) {
      const reason = `another chart's fixes change ${clash[0]} in another way`;
      refused.push(...fixes.applied.map((finding) => ({ finding, reason })));
      continue;
    }
    for (const [path, change] of fixes.changes) changes.set(path, change);
    applied.push(...fixes.applied);
    refused.push(...fixes.refused);
    left.set(folder, fixes.findings);
  }

  let others = findings.filter(({ chart }) => chart === undefined || !left.has(chart));
  if (releases !== undefined && others.some((finding) => finding.chart === undefined && isFixable(finding))) {
    const isOfRelease = ({ chart, rule }: Finding) => chart === undefined && rule !== DIRECTIVE_RULE;
    const fixes = await fixReleases(linter, releases, others.filter(isOfRelease), files, renderer);
    for (const [path, text] of fixes.changes) changes.set(path, text);
    applied.push(...fixes.applied);
    refused.push(...fixes.refused);
    if (fixes.changes.size > 0) others = [...others.filter((finding) => !isOfRelease(finding)), ...fixes.findings];
  }
  return { changes, applied, refused, findings: sortFindings([...[...left.values()].flat(), ...others]) };
}
