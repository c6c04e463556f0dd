import { constants } from "node:os";
import { applyPlan } from "../bump/apply.ts";
import type { Unproved } from "../bump/assign-files.ts";
import { type Editor, FileEditor } from "../bump/file-editor.ts";
import type { BumpPlan } from "../bump/plan.ts";
import { type Proof, type ProofRequest, provePlan } from "../bump/prove.ts";
import { type Survey, surveyTargets } from "../bump/survey.ts";
import { ValuesFiles } from "../bump/values-files.ts";
import type { Config } from "../config/schema.ts";
import { refuseUnfinishedRun } from "../edit/recover-files.ts";
import type { CommitOutcome } from "../git/commit.ts";
import type { TraceQuestion } from "../provenance/trace-target.ts";
import type { Renderer } from "../render/renderer.ts";
import { bumpJson } from "../report/bump-json.ts";
import type { BumpRun } from "../report/bump-run.ts";
import { printBumpText } from "../report/bump-text.ts";
import { withProgress } from "../report/progress.ts";
import type { Terminal } from "../report/terminal.ts";
import { isWithin } from "../repository/is-within.ts";
import { type CommitOptions, type CommitWish, readCommitOptions } from "./commit-options.ts";
import { withOrigins } from "./open-origins.ts";
import type { RendererOptions } from "./open-renderer.ts";
import { nameOf, type OpenSelection, openSelection, type SelectionOptions } from "./open-selection.ts";
import { cacheFolder } from "./renderer-options.ts";

/** The options of the commands that edit values files, as the command line gives them. */
export interface PlanOptions extends RendererOptions, SelectionOptions, CommitOptions {
  readonly dryRun: boolean;
  readonly check: boolean;
  readonly release: readonly string[];
  readonly image?: string;
  readonly key?: string;
  /** False for `--no-verify`. */
  readonly verify: boolean;
  readonly allowUnverified: boolean;
  readonly showManifests: boolean;
  readonly format: "text" | "json";
  readonly verbose: boolean;
  readonly quiet: boolean;
}

/** What a command is about, once the configuration is known. */
export interface PlanSubject {
  /** The name of the image. */
  readonly image: string;
  /** The key to write where it is uncertain which one decides. */
  readonly key: readonly string[] | undefined;
  /** The version that is to run, where there is one. */
  readonly version: string | undefined;
}

/** What sets a command apart from others. */
export interface PlanJob extends Pick<BumpRun, "command" | "version"> {
  /** Names of images that are meant beside the image itself. */
  readonly otherImages?: readonly string[];
  readonly parts: TraceQuestion["parts"];
  readonly valuesOnly?: TraceQuestion["valuesOnly"];
  /** Refuses what cannot be, once the configuration is known and before anything is rendered. */
  check?(config: Config): void;
  /** Finds out which version it is, and whether it may be, once it is known what runs. What it throws ends the run. */
  settleVersion?(survey: Survey, image: string, config: Config): Promise<string>;
  makePlan(survey: Survey, subject: PlanSubject, editor: Editor): BumpPlan;
  /** Makes a plan without what some releases read, where there is another. */
  readonly replan?: (survey: Survey, subject: PlanSubject, editor: Editor, unproved: Unproved) => BumpPlan;
}

/** What there is to plan with, once everything that is selected has been surveyed. */
export interface Planning {
  readonly selection: OpenSelection;
  readonly survey: Survey;
  readonly subject: PlanSubject;
  /** How what is written is committed; `undefined`: it is not. */
  readonly commits: CommitWish | undefined;
  /** Renders releases as their files are. */
  readonly renderer: Renderer;
  /**
   * Makes a plan, and drops from it what cannot be proved.
   *
   * @param survey - that of the planning, or one of which less is selected
   */
  prove(survey: Survey): Promise<ProvedPlan>;
}

/** A plan, and what is known of its effect; `undefined` where nobody asked. */
export interface ProvedPlan {
  readonly plan: BumpPlan;
  readonly proof: Proof | undefined;
}

/**
 * Surveys what is selected, plans, proves the plan, applies it and reports.
 *
 * @param paths - files or folders that limit the run to the helmfiles below them; none: the working folder
 * @returns the exit code: 0 where all is done, 1 where something is left
 * @throws UserError for misuse, and for whatever keeps files from being written; then nothing has changed
 */
export async function runPlan(
  job: PlanJob,
  paths: readonly string[],
  options: PlanOptions,
  terminal: Terminal,
): Promise<number> {
  const { planning, proved } = await withPlanning(job, paths, options, terminal, async (planning) => {
    return { planning, proved: await planning.prove(planning.survey) };
  });
  return finishPlan(job, planning, proved, options, terminal);
}

/**
 * Surveys what is selected, and lets somebody plan with it.
 *
 * @throws UserError as {@link runPlan} does
 */
export async function withPlanning<T>(
  job: PlanJob,
  paths: readonly string[],
  options: PlanOptions,
  terminal: Terminal,
  use: (planning: Planning) => Promise<T>,
): Promise<T> {
  const selection = await openSelection(paths, options, cacheFolder(options), terminal);
  const { root, config, targets, memo } = selection;
  refuseUnfinishedRun(root);
  job.check?.(config);
  const commits = readCommitOptions(options, config, job.command);
  const image = options.image ?? config.image;
  const key = (options.key ?? config.key)?.split(".");
  // Other flavours of the image are looked at as well, to tell that they are there.
  const images = [image, ...(job.otherImages ?? [])].flatMap((name) => [name, `${name}-*`]);
  const question: TraceQuestion = { images, parts: job.parts, valuesOnly: job.valuesOnly };

  return withOrigins(options, selection, question, terminal, async (origins, renderer, effects) => {
    const request = { targets, releases: options.release, files: new ValuesFiles(root) };
    const count = targets.filter(({ isSelected }) => isSelected).length;
    const survey = await withProgress(terminal, "rendering", count, (onDone) =>
      surveyTargets(origins, request, (target) => onDone(nameOf(target))),
    );
    const version = (await job.settleVersion?.(survey, image, config)) ?? job.version;
    const subject = { image, key, version };
    memo?.save();
    const prove = async (selected: Survey): Promise<ProvedPlan> => {
      const editor = new FileEditor(root);
      const draft = job.makePlan(selected, subject, editor);
      if (!options.verify) return { plan: draft, proof: undefined };
      const { replan } = job;
      const request: ProofRequest = {
        allowUnverified: options.allowUnverified,
        showManifests: options.showManifests,
        replan: replan && ((unproved) => replan(selected, subject, editor, unproved)),
      };
      const targets = new Set(selected.releases.filter(({ isSelected }) => isSelected).map(({ target }) => target));
      return withProgress(terminal, "verifying", targets.size, (onDone) =>
        provePlan(draft, selected, effects, request, (target) => onDone(nameOf(target))),
      );
    };
    return use({ selection, survey, subject, commits, renderer, prove });
  });
}

/**
 * Applies a plan, commits what is written if that is asked for, and reports.
 *
 * @returns the exit code: 0 where all is done, 1 where something is left
 * @throws UserError for whatever keeps files from being written; then nothing has changed
 */
export async function finishPlan(
  { command, stage }: Pick<BumpRun, "command" | "stage">,
  { selection, subject, commits: wish }: Pick<Planning, "selection" | "subject" | "commits">,
  { plan, proof }: ProvedPlan,
  options: PlanOptions,
  terminal: Terminal,
): Promise<number> {
  const { cwd, root } = selection;
  const { image, version } = subject;
  const mode = options.dryRun ? "dry-run" : options.check ? "check" : "write";
  let commits: CommitOutcome | undefined;
  if (wish) {
    const { commitEdits } = await import("./commit-edits.ts");
    const settings = { ...wish, image, version, stage };
    commits = await commitEdits(plan, settings, { root, branch: options.branch, isWritten: mode === "write" });
  } else if (mode === "write") applyPlan(plan, root);
  // git apply takes no names with `..`.
  const namesFrom = selection.paths.every((path) => isWithin(path, cwd)) ? cwd : root;
  const run: BumpRun = { mode, command, stage, version, image, root, namesFrom, proof, commits };
  if (options.format === "json") terminal.stdout.write(bumpJson(plan, run, options));
  else printBumpText(plan, run, terminal, options);
  return exitCode(plan, run, options);
}

function exitCode(
  { edits, releases, failures }: BumpPlan,
  { proof, commits }: BumpRun,
  { dryRun, check }: PlanOptions,
): number {
  if (commits?.signal) return 128 + constants.signals[commits.signal];
  if (check && edits.length > 0) return 1;
  const isLeft =
    failures.length > 0 ||
    releases.some(({ outcome }) => outcome.kind === "skipped") ||
    (proof?.unverified.length ?? 0) > 0 ||
    (commits?.left.length ?? 0) > 0;
  return isLeft && !dryRun ? 1 : 0;
}
