import { join, relative, sep } from "node:path";
import type { BumpPlan } from "../bump/plan.ts";
import type { ChangedText } from "./unified-diff.ts";

/** What a run of the bump was about. */
export interface BumpRun {
  readonly mode: "write" | "dry-run" | "check";
  readonly version: string;
  readonly image: string;
  readonly key: string;
  readonly root: string;
  /** The folder that the names of files are relative to: where people are, if all files lie below, else the root. */
  readonly namesFrom: string;
}

/** What the summary counts. */
export interface BumpCounts {
  readonly files: number;
  readonly bumped: number;
  readonly current: number;
  readonly skipped: number;
  readonly failed: number;
}

export function countPlan({ edits, releases, failures }: BumpPlan): BumpCounts {
  const count = (kind: string) => releases.filter(({ outcome }) => outcome.kind === kind).length;
  return {
    files: edits.length,
    bumped: count("bumped"),
    current: count("current"),
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
