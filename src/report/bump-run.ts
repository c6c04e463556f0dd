import { join, relative, sep } from "node:path";
import type { BumpPlan } from "../bump/plan.ts";
import type { ManifestChange, Proof } from "../bump/prove.ts";
import type { CommitOutcome } from "../git/commit.ts";
import { type ChangedText, unifiedDiff } from "./unified-diff.ts";

/** What a run that plans edits was about. */
export interface BumpRun {
  readonly mode: "write" | "dry-run" | "check";
  readonly command: "bump" | "unpin" | "promote" | "rollout";
  /** The stage of a rollout; `undefined`: of none, or no stage has anything to do. */
  readonly stage?: string | undefined;
  /** The version that was asked for, where it was. */
  readonly version: string | undefined;
  readonly image: string;
  readonly root: string;
  /** The folder that the names of files are relative to: where people are, if all files lie below, else the root. */
  readonly namesFrom: string;
  /** `undefined`: none was asked for. */
  readonly proof: Proof | undefined;
  /** What became of the commits, or would; `undefined`: none were asked for. */
  readonly commits: CommitOutcome | undefined;
}

/** What the summary counts. */
export interface BumpCounts {
  readonly files: number;
  readonly bumped: number;
  readonly unpinned: number;
  readonly current: number;
  readonly kept: number;
  readonly skipped: number;
  readonly failed: number;
}

export function countPlan({ edits, releases, failures }: BumpPlan): BumpCounts {
  const count = (kind: string) => releases.filter(({ outcome }) => outcome.kind === kind).length;
  return {
    files: edits.length,
    bumped: count("bumped"),
    unpinned: count("unpinned"),
    current: count("current"),
    kept: count("kept"),
    skipped: count("skipped"),
    failed: failures.length,
  };
}

/** The name of a file for people. */
export function fileName(path: string, { root, namesFrom }: BumpRun): string {
  return relative(namesFrom, join(root, path)).replaceAll(sep, "/");
}

/** The edits of a plan with the names that people see. */
export function changedTexts({ edits }: BumpPlan, run: BumpRun): ChangedText[] {
  return edits.map(({ path, before, after }) => ({ name: fileName(path, run), before, after }));
}

/** What becomes of the manifests of a release, as a unified diff. */
export function manifestDiff({ service, release, before, after }: ManifestChange): string {
  return unifiedDiff([{ name: `${service}/${release}`, before, after }]);
}
