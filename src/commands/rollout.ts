import type { KeyWrite, Unproved } from "../bump/assign-files.ts";
import { type Editor, FileEditor, readValuesFile } from "../bump/file-editor.ts";
import { findUnproved } from "../bump/find-unproved.ts";
import { type BumpPlan, releaseId } from "../bump/plan.ts";
import type { Proof } from "../bump/prove.ts";
import type { SelectedTarget } from "../bump/selection.ts";
import type { Survey, SurveyedRelease } from "../bump/survey.ts";
import type { Stage } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { Renderer } from "../render/renderer.ts";
import { quote } from "../report/rollout-commands.ts";
import { rolloutJson } from "../report/rollout-json.ts";
import { rolloutMarkdown } from "../report/rollout-markdown.ts";
import { countRollout, type RolloutRun, type RolloutStep, stagesOf } from "../report/rollout-run.ts";
import { printAfterStage, printBeforeStage, printRolloutText } from "../report/rollout-text.ts";
import type { Terminal } from "../report/terminal.ts";
import { countPods } from "../rollout/count-pods.ts";
import { deploymentsOf } from "../rollout/deployments.ts";
import { idleOverrides } from "../rollout/idle-overrides.ts";
import { type Draft, type PlannedStage, planStages, type RolloutPlan } from "../rollout/plan-stages.ts";
import { isRolloutStage, settleStages } from "../rollout/stages.ts";
import { type BumpJob, type BumpOptions, bumpJob } from "./bump.ts";
import { finishPlan, type PlanJob, type Planning, withPlanning } from "./run-plan.ts";

/** The options of `rollout` as the command line gives them. */
export interface RolloutOptions extends Omit<BumpOptions, "format"> {
  /** The stage to do. */
  readonly stage?: string;
  /** Whether to do the first stage in which something would change. */
  readonly next: boolean;
  /** Whether to print the stages, which is what happens where nothing else is asked for. */
  readonly plan: boolean;
  readonly format: "text" | "json" | "markdown";
}

/** What a rollout is asked for. */
type Mode = { readonly kind: "plan" } | { readonly kind: "next" } | { readonly kind: "stage"; readonly name: string };

/**
 * Rolls a version out in the stages of the configuration: prints them, or does one of them as the bump does.
 *
 * @param version - the tag that is to run, or `latest`
 * @param paths - files or folders that limit the rollout to the helmfiles below them; none: the working folder
 * @returns the exit code: of a plan 0, with `--check` 1 where something is left; of a stage as for a bump
 * @throws UserError as a bump does
 */
export async function rollout(
  version: string,
  paths: readonly string[],
  options: RolloutOptions,
  terminal: Terminal,
): Promise<number> {
  const mode = modeOf(options);
  const planOptions: BumpOptions = { ...options, format: options.format === "json" ? "json" : "text" };
  const bump = bumpJob("rollout", version, planOptions, terminal);
  // What the proof writes is needed to plan what comes after it.
  const written = new Map<string, readonly KeyWrite[]>();
  const job: PlanJob = {
    ...bump,
    check: (config) => checkStage(mode, config.stages),
    makePlan: (survey, subject, editor) => bump.makePlan(survey, subject, recording(editor, written)),
    replan: (survey, subject, editor, unproved) => bump.replan(survey, subject, recording(editor, written), unproved),
  };
  const outcome = await withPlanning(job, paths, planOptions, terminal, async (planning): Promise<RolloutOutcome> => {
    const { survey, selection, subject, renderer } = planning;
    const stages = settleStages(selection.config.stages, selection.targets);
    checkStage(mode, stages);
    const isMeant = (name: string) => name === subject.image || name === options.imageName;
    const { verify, allowUnverified } = options;
    const unproved = verify && !allowUnverified ? await findUnproved(survey, renderer) : new Map<string, string>();
    const before: string[] = [];
    let done: RolloutOutcome["done"];
    const planned = await planStages(survey, {
      stages: stages.filter(isRolloutStage),
      isMeant,
      draft: (selected, texts) => draftOf(bump, selected, texts, unproved, planning),
      podsOf: podCounter(renderer, survey, isMeant),
      async settle(stage, selected, draft) {
        const isOpen = draft.plan.edits.length > 0;
        if (mode.kind === "plan" || done !== undefined || (mode.kind === "next" && !isOpen)) return draft;
        if (mode.kind === "stage" && stage.name !== mode.name) {
          // What is not done is not there for the stage that is.
          if (isOpen) before.push(stage.name);
          return { ...draft, plan: { ...draft.plan, edits: [] } };
        }
        written.clear();
        const { plan, proof } = await planning.prove(selected);
        if (mode.kind === "stage" || plan.edits.length > 0) done = { stage: stage.name, proof };
        return { plan, writes: new Map(written) };
      },
    });
    return { planning, stages, planned, done, before, isMeant };
  });
  const run = runOf(outcome, paths, options);
  if (mode.kind !== "plan") return finishStage(outcome, run, planOptions, terminal);
  if (options.format === "json") terminal.stdout.write(rolloutJson(run));
  else if (options.format === "markdown") terminal.stdout.write(rolloutMarkdown(run));
  else printRolloutText(run, terminal, { ...options, isFull: options.plan });
  const { open, stuck, failed } = countRollout(run);
  return options.check && open + stuck + failed > 0 ? 1 : 0;
}

/** What is known once all stages are planned. */
interface RolloutOutcome {
  readonly planning: Planning;
  /** All stages and notes, in their order. */
  readonly stages: readonly Stage[];
  readonly planned: RolloutPlan;
  /** The stage that is to be done, if one is. */
  readonly done: { readonly stage: string; readonly proof: Proof | undefined } | undefined;
  /** Stages before it that are not done. */
  readonly before: readonly string[];
  readonly isMeant: (imageName: string) => boolean;
}

function modeOf({ stage, next, plan, ...options }: RolloutOptions): Mode {
  const asked = [plan && "--plan", next && "--next", stage !== undefined && "--stage"].filter((flag) => flag !== false);
  if (asked.length > 1) {
    throw new UserError("usage", `${asked.join(" and ")} are two things`, { remedy: "ask for one of them" });
  }
  if (next || stage !== undefined) {
    if (options.format !== "markdown") return stage === undefined ? { kind: "next" } : { kind: "stage", name: stage };
    throw new UserError("usage", `--format markdown is for the plan, not for ${asked[0]}`, {
      remedy: `leave ${asked[0]} out, or choose text or json`,
    });
  }
  const unused = options.commit ? "--commit" : options.showManifests ? "--show-manifests" : undefined;
  if (unused !== undefined) {
    throw new UserError("usage", `${unused} is for a stage, and the plan writes and renders none`, {
      remedy: "add --next or --stage NAME",
    });
  }
  return { kind: "plan" };
}

function checkStage(mode: Mode, stages: readonly Stage[]): void {
  if (mode.kind !== "stage") return;
  const names = stages.flatMap(({ name }) => name ?? []);
  if (names.includes(mode.name)) return;
  const suggestions = nearest(mode.name, names);
  throw new UserError("unknown-selection", `there is no stage ${JSON.stringify(mode.name)}`, {
    remedy: suggestions.length > 0 ? `did you mean ${suggestions.join(", ")}?` : `the stages are ${names.join(", ")}`,
  });
}

/** An editor that keeps what is written to which file. */
function recording(editor: Editor, written: Map<string, readonly KeyWrite[]>): Editor {
  return {
    set(path, writes) {
      written.set(path, writes);
      return editor.set(path, writes);
    },
    remove: (path, keys) => editor.remove(path, keys),
  };
}

function draftOf(
  bump: BumpJob,
  selected: Survey,
  texts: ReadonlyMap<string, string>,
  unproved: Unproved,
  { selection, subject }: Planning,
): Draft {
  const writes = new Map<string, readonly KeyWrite[]>();
  const editor = new FileEditor(selection.root, (path) => texts.get(path) ?? readValuesFile(selection.root, path));
  return { plan: bump.replan(selected, subject, recording(editor, writes), unproved), writes };
}

/** Counts the pods of releases; a target is rendered once. */
function podCounter(
  renderer: Renderer,
  { releases }: Survey,
  isMeant: (imageName: string) => boolean,
): (release: SurveyedRelease) => Promise<number | undefined> {
  const images = new Map(releases.map((release) => [release.id, release.images]));
  const targets = new Map<SelectedTarget, Promise<ReadonlyMap<string, number | undefined>>>();
  const countAll = async (target: SelectedTarget) => {
    const manifests = await renderer.manifests(target);
    return new Map(
      manifests.releases.map(({ release: { namespace, name }, text }) => {
        const id = releaseId({ ...target, namespace, name });
        const own = (images.get(id) ?? []).filter(({ image }) => isMeant(image.name));
        return [id, countPods(text, new Set(own.map(({ image }) => image.object)))];
      }),
    );
  };
  return async ({ id, target }) => {
    const counts = targets.get(target) ?? countAll(target);
    targets.set(target, counts);
    return (await counts).get(id);
  };
}

/** The rollout as reports show it. */
function runOf(
  { planning, stages, planned, isMeant }: RolloutOutcome,
  paths: readonly string[],
  options: RolloutOptions,
): RolloutRun {
  const { survey, subject } = planning;
  const byName = new Map(planned.stages.map((stage) => [stage.stage.name, stage]));
  const next = planned.stages.find(({ plan }) => plan.edits.length > 0);
  const steps = stages.map((step): RolloutStep => {
    if (!isRolloutStage(step)) return { kind: "note", text: step.note ?? "" };
    const stage = byName.get(step.name) as PlannedStage;
    const { edits, releases } = stage.plan;
    const isEmpty = releases.length === 0;
    const state = stage === next ? "next" : edits.length > 0 ? "open" : isEmpty ? "empty" : "done";
    return { ...stage, kind: "stage", state, deployments: deploymentsOf(stage.plan, survey, isMeant) };
  });
  return {
    version: subject.version ?? "",
    image: subject.image,
    steps,
    unstaged: planned.unstaged,
    idleOverrides: idleOverrides(planned.after, isMeant, subject.key),
    ...argumentsOf(paths, options),
  };
}

/** Does what is to be done, and says what comes then. */
async function finishStage(
  { planning, planned, done, before }: RolloutOutcome,
  run: RolloutRun,
  options: BumpOptions,
  terminal: Terminal,
): Promise<number> {
  const isTold = options.format === "text" && !options.quiet;
  const step = stagesOf(run).find(({ stage }) => stage.name === done?.stage);
  if (isTold) printBeforeStage(step, before, terminal);
  const plan = step?.plan ?? allOf(planned.stages);
  const result = await finishPlan(
    { command: "rollout", stage: done?.stage },
    planning,
    { plan, proof: done?.proof },
    options,
    terminal,
  );
  if (isTold) printAfterStage(run, step, { isWritten: !options.dryRun && !options.check, before }, terminal);
  return result;
}

/** What there is of all stages, where none has anything to do. */
function allOf(stages: readonly PlannedStage[]): BumpPlan {
  return {
    edits: [],
    releases: stages.flatMap(({ plan }) => plan.releases),
    flavours: stages.flatMap(({ plan }) => plan.flavours),
    failures: stages.flatMap(({ plan }) => plan.failures),
  };
}

/** The arguments that say the same of what a rollout is about; commands that do not set versions know but some. */
function argumentsOf(paths: readonly string[], options: RolloutOptions): Pick<RolloutRun, "selection" | "settings"> {
  const flags = (given: Readonly<Record<string, string | boolean | readonly string[] | undefined>>) =>
    Object.entries(given).flatMap(([flag, value]) => {
      if (value === false || value === undefined) return [];
      if (value === true) return [flag];
      return [value].flat().flatMap((each) => [flag, quote(each)]);
    });
  const { cwd, config, service, cluster, environment, release, image, key } = options;
  const selection = [
    ...paths.map(quote),
    ...flags({ "-C": cwd === "." ? undefined : cwd, "-c": config, "--service": service, "--cluster": cluster }),
    ...flags({ "-e": environment, "--release": release, "--image": image, "--key": key }),
  ];
  const { imageName, from, allowDowngrade, force, allowUnverified } = options;
  const settings = flags({
    "--image-name": imageName,
    "--from": from,
    "--allow-downgrade": allowDowngrade,
    "--force": force,
    "--allow-unverified": allowUnverified,
  });
  return {
    selection: selection.map((word) => ` ${word}`).join(""),
    settings: settings.map((word) => ` ${word}`).join(""),
  };
}
