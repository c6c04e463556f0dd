import { isDeepStrictEqual } from "node:util";
import picomatch from "picomatch";
import { releaseMatcher, type SelectedTarget } from "../bump/selection.ts";
import type { Stage, StageSelection } from "../config/schema.ts";
import { defaultStages, plainStages } from "../config/stages.ts";
import { servicePath } from "../repository/scan.ts";

/** A stage of a rollout that changes files: one with a name. */
export interface RolloutStage extends Stage {
  readonly name: string;
}

export function isRolloutStage(stage: Stage): stage is RolloutStage {
  return stage.name !== undefined;
}

/**
 * The stages in which a repository is rolled out: those of the configuration; where these are the default ones, and nothing is in
 * the cluster that they begin with, others that name no cluster.
 *
 * @param targets - all of the repository
 */
export function settleStages(stages: readonly Stage[], targets: readonly SelectedTarget[]): readonly Stage[] {
  if (!isDeepStrictEqual(stages, defaultStages)) return stages;
  const first = stageMatcher(defaultStages.find(isRolloutStage) as Stage);
  return targets.some((target) => first.reaches(target)) ? stages : plainStages;
}

/** What a stage selects. */
export interface StageMatcher {
  /** Whether it selects a release. */
  selects(target: SelectedTarget, release: string): boolean;
  /** Whether it selects some release that the target may have. */
  reaches(target: SelectedTarget): boolean;
}

/** Finds out what a stage selects; the globs mean what those of the command line mean. */
export function stageMatcher({ select }: Stage): StageMatcher {
  const entries = (select.length > 0 ? select : [{}]).map(entryMatcher);
  return {
    selects: (target, release) => entries.some((entry) => entry.target(target) && entry.release(release)),
    reaches: (target) => entries.some((entry) => entry.target(target)),
  };
}

function entryMatcher({ services, clusters, environments, releases }: StageSelection) {
  const service = matcher(services?.map((glob) => `**/${glob.replace(/\/$/, "")}`));
  const cluster = matcher(clusters);
  const environment = matcher(environments);
  return {
    target: ({ source, environment: name }: SelectedTarget) =>
      service(servicePath(source)) && cluster(source.cluster) && environment(name),
    release: releaseMatcher(releases ?? []),
  };
}

/** Without globs everything matches, also what has no name. */
function matcher(globs: readonly string[] | undefined): (name: string | undefined) => boolean {
  if (globs === undefined) return () => true;
  const isMatch = picomatch([...globs], { dot: true });
  return (name) => name !== undefined && isMatch(name);
}
