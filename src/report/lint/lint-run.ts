import { relative } from "node:path";
import type { Finding } from "../../lint/check.ts";
import type { RuleMeta } from "../../lint/rule.ts";
import type { PlacedFailure } from "../render-failure.ts";

/** The outcome of a run of `lint`. */
export interface LintRun {
  /** Absolute, links resolved; machines get names relative to it. */
  readonly root: string;
  /** The folder that names for people are relative to. */
  readonly cwd: string;
  readonly version: string;
  /** The rules that were asked. */
  readonly rules: readonly RuleMeta[];
  /** What is left, in the order of the places. */
  readonly findings: readonly Finding[];
  /** The fixes that were made, or would be. */
  readonly fixed: readonly AppliedFix[];
  /** The fixes that were not made, since something spoke against them. */
  readonly unfixed: readonly (AppliedFix & { readonly reason: string })[];
  /** How many findings the suppressions leave out. */
  readonly suppressed: number;
  readonly charts: number;
  readonly helmfiles: number;
  /** Why rules did not see all of some helmfiles. */
  readonly failures: readonly PlacedFailure[];
  /** Lines of files, to tell findings from each other; `undefined` where there is none. */
  readonly lineOf: (file: string, line: number) => string | undefined;
}

export interface AppliedFix {
  readonly rule: string;
  readonly title: string;
  /** Of the problem, relative to the root. */
  readonly file: string;
}

/** The path of a finding for machines: relative to the root, with `/`. */
export function pathOf({ root }: LintRun, { file }: Pick<Finding, "file">): string {
  return relative(root, file);
}

export interface LintCounts {
  readonly errors: number;
  readonly warnings: number;
  readonly fixable: number;
}

export function countFindings(findings: readonly Finding[]): LintCounts {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const fixable = findings.filter(({ fix }) => fix?.isSafe).length;
  return { errors, warnings: findings.length - errors, fixable };
}

/** The findings of each file, in order. */
export function byFile(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const found = files.get(finding.file);
    if (found) found.push(finding);
    else files.set(finding.file, [finding]);
  }
  return files;
}
