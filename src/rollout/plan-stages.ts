import type { KeyWrite } from "../bump/assign-files.ts";
import type { BumpedRelease, BumpPlan, RenderFailure } from "../bump/plan.ts";
import type { SelectedTarget } from "../bump/selection.ts";
import type { Survey, SurveyedRelease } from "../bump/survey.ts";
import { groupBy } from "../group-by.ts";
import { afterEdits, idOf } from "./after-edits.ts";
import { chooseServices, type ServiceChoice } from "./choose-services.ts";
import { type RolloutStage, type StageMatcher, stageMatcher } from "./stages.ts";

/** A plan, and what its edits write, by the real paths of the files. */
export interface Draft {
  readonly plan: BumpPlan;
  readonly writes: ReadonlyMap<string, readonly KeyWrite[]>;
}

export interface StagesRequest {
  readonly stages: readonly RolloutStage[];
  /** Whether an image is one that the rollout is about, by its name. */
  isMeant(imageName: string): boolean;
  /**
   * Plans what is selected, as the bump does.
   *
   * @param texts - what files will hold that stages before have changed, by their real paths
   */
  draft(survey: Survey, texts: ReadonlyMap<string, string>): Draft;
  /** How many pods run the image for a release; `undefined` where its manifests do not say it. */
  podsOf(release: SurveyedRelease): Promise<number | undefined>;
  /** Says what becomes of a stage's draft before the stages behind it are planned; default: it is carried out as it is. */
  settle?(stage: RolloutStage, survey: Survey, draft: Draft): Promise<Draft>;
}

/** What there is to do in a stage once the stages before are done. */
export interface PlannedStage {
  readonly stage: RolloutStage;
  /** Its own releases, and those of stages before that could not change without these. */
  readonly plan: BumpPlan;
  /** Those of its releases that wait for a later stage; the plan keeps them. */
  readonly waiting: readonly BumpedRelease[];
  /** Which services it took, where it takes but some. */
  readonly choice: ServiceChoice | undefined;
}

export interface RolloutPlan {
  readonly stages: readonly PlannedStage[];
  /** Releases that run another version and belong to no stage. */
  readonly unstaged: readonly BumpedRelease[];
  /** What there is once all stages are done. */
  readonly after: Survey;
}

/**
 * Plans the stages of a rollout one after the other, out of one survey: each as if those before it were done. A release that
 * cannot change in its stage without others waits for the stage in which it can.
 */
export async function planStages(survey: Survey, request: StagesRequest): Promise<RolloutPlan> {
  const matchers = request.stages.map(stageMatcher);
  const failures = failuresByStage(survey, request.stages, matchers);
  const texts = new Map<string, string>();
  const taken = new Set<string>();
  const planned: {
    stage: RolloutStage;
    own: ReadonlySet<string>;
    plan: BumpPlan;
    choice: ServiceChoice | undefined;
  }[] = [];
  let waiting: ReadonlySet<string> = new Set();
  let current = survey;
  for (const [i, stage] of request.stages.entries()) {
    const matcher = matchers[i] as StageMatcher;
    const free = current.releases.filter(
      ({ id, isSelected, target, release }) => isSelected && !taken.has(id) && matcher.selects(target, release.name),
    );
    const draft = (ids: ReadonlySet<string>) => request.draft(only(current, ids, failures[i] ?? []), texts);
    const choice =
      stage.limit === undefined
        ? undefined
        : await chooseServices(
            free.filter((release) => isUser(release, request)),
            stage.limit,
            {
              draft: (ids) => draft(ids).plan,
              podsOf: request.podsOf,
            },
          );
    const own = new Set((choice?.releases ?? free).map(({ id }) => id));
    for (const id of own) taken.add(id);

    const selected = only(current, new Set([...own, ...waiting]), failures[i] ?? []);
    const first = request.draft(selected, texts);
    const { plan, writes } = (await request.settle?.(stage, selected, first)) ?? first;
    planned.push({ stage, own, plan, choice });
    waiting = new Set(plan.releases.filter(({ outcome }) => outcome.kind === "skipped").map(idOf));
    for (const { path, after } of plan.edits) texts.set(path, after ?? "");
    current = afterEdits(current, plan, writes);
  }

  const rest = survey.releases.filter(({ id, isSelected }) => isSelected && !taken.has(id)).map(({ id }) => id);
  const { plan: unstaged } = request.draft(only(current, new Set(rest), []), texts);
  return {
    stages: planned.map(({ own, plan, ...stage }, i) => ({ ...stage, ...settled(plan, own, planned.slice(i + 1)) })),
    unstaged: unstaged.releases.filter(({ outcome }) => outcome.kind !== "current"),
    after: current,
  };
}

/** A survey of which no more than these releases are selected. */
function only(survey: Survey, ids: ReadonlySet<string>, failures: readonly RenderFailure[]): Survey {
  const releases = survey.releases.map((release) => ({
    ...release,
    isSelected: release.isSelected && ids.has(release.id),
  }));
  return { ...survey, releases, failures };
}

function isUser({ images }: SurveyedRelease, { isMeant }: StagesRequest): boolean {
  return images.some(({ image }) => isMeant(image.name));
}

/** The plan of a stage with its own releases, of which some wait for another one, and those that have waited for it. */
function settled(
  plan: BumpPlan,
  own: ReadonlySet<string>,
  later: readonly { readonly stage: RolloutStage; readonly plan: BumpPlan }[],
): Pick<PlannedStage, "plan" | "waiting"> {
  const waiting: BumpedRelease[] = [];
  const stageOf = new Map<string, string>();
  for (const { stage, plan } of [...later].reverse()) {
    for (const release of plan.releases) {
      if (release.outcome.kind === "bumped") stageOf.set(idOf(release), stage.name);
    }
  }
  const releases = plan.releases.flatMap((release): BumpedRelease[] => {
    const id = idOf(release);
    if (release.outcome.kind !== "skipped") return [release];
    if (!own.has(id)) return [];
    const then = stageOf.get(id);
    if (then === undefined) return [release];
    const reason = `it waits for the stage ${then}: ${release.outcome.reason}`;
    const kept: BumpedRelease = { ...release, outcome: { kind: "kept", reason } };
    waiting.push(kept);
    return [kept];
  });
  return { plan: { ...plan, releases }, waiting };
}

/** Whose failures are whose: of the first stage without a limit that selects a release of the target, or may do so. */
function failuresByStage(
  { releases, failures }: Survey,
  stages: readonly RolloutStage[],
  matchers: readonly StageMatcher[],
): RenderFailure[][] {
  const found: RenderFailure[][] = stages.map(() => []);
  const idOfTarget = (helmfile: string, environment: string | undefined) => JSON.stringify([helmfile, environment]);
  const selected = releases.filter(({ isSelected }) => isSelected);
  const byTarget = groupBy(selected, ({ target }) => idOfTarget(target.helmfile, target.environment));
  for (const failure of failures) {
    const known = byTarget.get(idOfTarget(failure.helmfile.path, failure.environment)) ?? [];
    const target: SelectedTarget = {
      helmfile: failure.helmfile.path,
      environment: failure.environment,
      source: failure.helmfile,
      isSelected: true,
    };
    const selecting = matchers.findIndex(
      (matcher, i) =>
        stages[i]?.limit === undefined && known.some(({ release }) => matcher.selects(target, release.name)),
    );
    const index = selecting < 0 ? matchers.findLastIndex((matcher) => matcher.reaches(target)) : selecting;
    found[index]?.push(failure);
  }
  return found;
}
