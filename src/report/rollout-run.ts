import type { BumpedRelease, FileEdit, RenderFailure } from "../bump/plan.ts";
import type { Deployment } from "../rollout/deployments.ts";
import type { PlannedStage } from "../rollout/plan-stages.ts";

/** A rollout as a plan shows it. */
export interface RolloutRun {
  readonly version: string;
  readonly image: string;
  readonly steps: readonly RolloutStep[];
  /** Releases that run another version and belong to no stage. */
  readonly unstaged: readonly BumpedRelease[];
  /** Files that will only repeat what is inherited, once all stages are done. */
  readonly idleOverrides: readonly string[];
  /** The arguments that say what the rollout is about, beside the version, as a shell takes them; with a space before each. */
  readonly selection: string;
  /** Likewise those that say how versions are set. */
  readonly settings: string;
}

export type RolloutStep = { readonly kind: "note"; readonly text: string } | StageStep;

/** A stage in a plan. */
export interface StageStep extends PlannedStage {
  readonly kind: "stage";
  readonly state: StageState;
  /** What is to be deployed once its files are in place. */
  readonly deployments: readonly Deployment[];
}

export type StageState =
  /** Nothing of the repository belongs to it. */
  | "empty"
  /** Nothing in it would change. */
  | "done"
  /** It is the first in which something would. */
  | "next"
  | "open";

/** What the summary counts. */
export interface RolloutCounts {
  /** Those that something belongs to. */
  readonly stages: number;
  readonly done: number;
  readonly files: number;
  /** Releases that would change. */
  readonly open: number;
  /** Releases that would have to change, and no stage can do that. */
  readonly stuck: number;
  readonly failed: number;
}

export function countRollout(run: RolloutRun): RolloutCounts {
  const stages = stagesOf(run).filter(({ state }) => state !== "empty");
  const releases = stages.flatMap(({ plan }) => plan.releases);
  const count = (kind: string) => releases.filter(({ outcome }) => outcome.kind === kind).length;
  const files = stages.flatMap(({ plan }) => plan.edits.map(({ path }) => path));
  return {
    stages: stages.length,
    done: stages.filter(({ state }) => state === "done").length,
    files: new Set(files).size,
    open: count("bumped"),
    stuck: count("skipped"),
    failed: stagesOf(run).flatMap(({ plan }) => plan.failures).length,
  };
}

export function stagesOf({ steps }: Pick<RolloutRun, "steps">): StageStep[] {
  return steps.filter((step) => step.kind === "stage");
}

/** What could not be rendered, of all stages. */
export function failuresOf(run: RolloutRun): RenderFailure[] {
  return stagesOf(run).flatMap(({ plan }) => plan.failures);
}

/** The releases that a file serves. */
export function servedBy({ path }: FileEdit, releases: readonly BumpedRelease[]): BumpedRelease[] {
  return releases.filter(({ outcome }) => "files" in outcome && outcome.files.includes(path));
}
