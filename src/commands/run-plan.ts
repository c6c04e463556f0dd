import { applyPlan } from "../bump/apply.ts";
import type { Unproved } from "../bump/assign-files.ts";
import { FileEditor } from "../bump/file-editor.ts";
import type { BumpPlan } from "../bump/plan.ts";
import { type ProofRequest, provePlan } from "../bump/prove.ts";
import { type Survey, surveyTargets } from "../bump/survey.ts";
import { ValuesFiles } from "../bump/values-files.ts";
import type { Config } from "../config/schema.ts";
import { refuseUnfinishedRun } from "../edit/recover-files.ts";
import type { CommitOutcome } from "../git/commit.ts";
import type { TraceQuestion } from "../provenance/trace-target.ts";
import { bumpJson } from "../report/bump-json.ts";
import type { BumpRun } from "../report/bump-run.ts";
import { printBumpText } from "../report/bump-text.ts";
import { withProgress } from "../report/progress.ts";
import type { Terminal } from "../report/terminal.ts";
import { isWithin } from "../repository/is-within.ts";
import { type CommitOptions, readCommitOptions } from "./commit-options.ts";
import { withOrigins } from "./open-origins.ts";
import type { RendererOptions } from "./open-renderer.ts";
import { nameOf, openSelection, type SelectionOptions } from "./open-selection.ts";
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
  /** The stage of a rollout that it is, for messages of commits. */
  readonly stage?: string;
  readonly parts: TraceQuestion["parts"];
  readonly valuesOnly?: TraceQuestion["valuesOnly"];
  /** Finds out which version it is, and whether it may be, once it is known what runs. What it throws ends the run. */
  settleVersion?(survey: Survey, image: string, config: Config): Promise<string>;
  makePlan(survey: Survey, subject: PlanSubject, editor: FileEditor): BumpPlan;
  /** Makes a plan without what some releases read, where there is another. */
  readonly replan?: (survey: Survey, subject: PlanSubject, editor: FileEditor, unproved: Unproved) => BumpPlan;
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
  const selection = await openSelection(paths, options, cacheFolder(options));
  const { cwd, root, config, targets, memo } = selection;
  refuseUnfinishedRun(root);
  const commitSettings = readCommitOptions(options, config, job.command);
  const image = options.image ?? config.image;
  const key = (options.key ?? config.key)?.split(".");
  // Other flavours of the image are looked at as well, to tell that they are there.
  const images = [image, ...(job.otherImages ?? [])].flatMap((name) => [name, `${name}-*`]);
  const question: TraceQuestion = { images, parts: job.parts, valuesOnly: job.valuesOnly };

  let { version } = job;
  const { plan, proof } = await withOrigins(options, selection, question, terminal, async (origins, renderer) => {
    const request = { targets, releases: options.release, files: new ValuesFiles(root) };
    const count = targets.filter(({ isSelected }) => isSelected).length;
    const survey = await withProgress(terminal, "rendering", count, (onDone) =>
      surveyTargets(origins, request, (target) => onDone(nameOf(target))),
    );
    version = (await job.settleVersion?.(survey, image, config)) ?? version;
    const subject = { image, key, version };
    const editor = new FileEditor(root);
    const draft = job.makePlan(survey, subject, editor);
    memo?.save();
    if (!options.verify) return { plan: draft, proof: undefined };
    const { replan } = job;
    const proof: ProofRequest = {
      allowUnverified: options.allowUnverified,
      showManifests: options.showManifests,
      replan: replan && ((unproved) => replan(survey, subject, editor, unproved)),
    };
    return withProgress(terminal, "verifying", count, (onDone) =>
      provePlan(draft, survey, renderer, proof, (target) => onDone(nameOf(target))),
    );
  });

  const mode = options.dryRun ? "dry-run" : options.check ? "check" : "write";
  const write = () => applyPlan(plan, root);
  let commits: CommitOutcome | undefined;
  if (commitSettings) {
    const { commitEdits } = await import("./commit-edits.ts");
    const settings = { ...commitSettings, image, version, stage: job.stage };
    commits = await commitEdits(plan, settings, { root, branch: options.branch }, mode === "write" ? write : undefined);
  } else if (mode === "write") write();
  // git apply takes no names with `..`.
  const namesFrom = selection.paths.every((path) => isWithin(path, cwd)) ? cwd : root;
  const run: BumpRun = { mode, command: job.command, version, image, root, namesFrom, proof, commits };
  if (options.format === "json") terminal.stdout.write(bumpJson(plan, run, options));
  else printBumpText(plan, run, terminal, options);
  return exitCode(plan, run, options);
}

function exitCode(
  { edits, releases, failures }: BumpPlan,
  { proof, commits }: BumpRun,
  { dryRun, check }: PlanOptions,
): number {
  if (check && edits.length > 0) return 1;
  const isLeft =
    failures.length > 0 ||
    releases.some(({ outcome }) => outcome.kind === "skipped") ||
    (proof?.unverified.length ?? 0) > 0 ||
    (commits?.left.length ?? 0) > 0;
  return isLeft && !dryRun ? 1 : 0;
}
