import { posix } from "node:path";
import { type BumpedRelease, describeService, type FileEdit } from "../bump/plan.ts";
import { groupBy } from "../group-by.ts";
import { onOneLine } from "../on-one-line.ts";
import type { ServiceChoice } from "../rollout/choose-services.ts";
import { describeFailure } from "./bump-text.ts";
import { plural } from "./plural.ts";
import { deployCommands, wrapWords } from "./rollout-commands.ts";
import { countRollout, failuresOf, type RolloutRun, type StageStep, servedBy, stagesOf } from "./rollout-run.ts";
import type { Terminal } from "./terminal.ts";

export interface RolloutTextOptions {
  /** The overview only. */
  readonly quiet: boolean;
  /** Every open stage in full, not the next one alone. */
  readonly isFull: boolean;
  /** Every release, and failures in full. */
  readonly verbose: boolean;
}

/** Prints the stages for people: a line for each, then files and commands of those that are open. */
export function printRolloutText(run: RolloutRun, terminal: Terminal, options: RolloutTextOptions): void {
  const { stdout, stderr, colors, messageColors } = terminal;
  const stages = stagesOf(run);
  const nameWidth = Math.max(...stages.map(({ stage }) => stage.name.length));
  stdout.write(`${colors.bold(headline(run))}\n`);
  const steps = stages.every(({ state }) => state === "empty") ? [] : run.steps;
  if (steps.length > 0) stdout.write("\n");
  for (const step of steps) {
    const line = step.kind === "note" ? `- ${onOneLine(step.text)}` : overviewOf(step, nameWidth);
    const isDim = step.kind === "note" || step.state === "empty";
    const paint = isDim ? colors.dim : step.kind === "stage" && step.state === "next" ? colors.green : String;
    stdout.write(`${paint(line)}\n`);
  }
  if (!options.quiet) {
    let check: string | undefined;
    for (const stage of stages.filter(({ state }) => options.isFull || options.verbose || state === "next")) {
      const lines = detailsOf(stage, check, options);
      if (lines.length === 0) continue;
      stdout.write(`\n${colors.bold(stage.stage.name)}\n${lines.map((line) => `  ${line}\n`).join("")}`);
      if (stage.plan.edits.length > 0) check = stage.stage.check;
    }
    const closing = closingOf(run, options);
    if (closing.length > 0) stdout.write(`\n${closing.map((line) => `${line}\n`).join("")}`);
  }
  for (const release of run.unstaged) {
    stderr.write(`${messageColors.yellow("!")} ${nameOf(release)}: no stage selects it\n`);
  }
  const failures = failuresOf(run);
  const problems = options.verbose
    ? failures.map((failure) => describeFailure(failure, true))
    : failures.length > 0
      ? [`${plural(failures.length, "helmfile")} could not be rendered in full; --verbose says why`]
      : [];
  for (const problem of problems) stderr.write(`${messageColors.yellow("!")} ${problem}\n`);
}

function headline(run: RolloutRun): string {
  const { stages, done, files, open, stuck } = countRollout(run);
  const title = `${run.image} ${run.version}`;
  if (stages === 0) return `${title}: no release runs an image named ${run.image}`;
  const left = open === 0 ? "nothing is left to do" : `${plural(open, "release")} in ${plural(files, "file")} left`;
  return `${title}: ${done} of ${plural(stages, "stage")} done, ${left}${stuck > 0 ? `, ${stuck} cannot be changed` : ""}`;
}

/** A stage in a line. */
function overviewOf({ stage, state, plan, waiting, choice }: StageStep, nameWidth: number): string {
  const count = (kind: string) => plan.releases.filter(({ outcome }) => outcome.kind === kind).length;
  const [bumped, current, skipped] = [count("bumped"), count("current"), count("skipped")];
  const kept = count("kept") - waiting.length;
  const summary = [
    ...(state === "empty" && !choice?.of ? ["no release that runs the image"] : []),
    ...(bumped > 0 ? [`${plural(bumped, "release")} in ${plural(plan.edits.length, "file")}`] : []),
    ...(current > 0 ? [bumped > 0 ? `${current} done` : `${plural(current, "release")} done`] : []),
    ...(waiting.length > 0 ? [`${waiting.length} ${waiting.length === 1 ? "waits" : "wait"}`] : []),
    ...(kept > 0 ? [`${kept} kept`] : []),
    ...(skipped > 0 ? [`${skipped} cannot be changed`] : []),
  ].join(", ");
  const chosen = choice?.of ? `${summary && ": "}${describeChoice(choice)}` : "";
  const marks = { empty: " ", done: "✓", next: ">", open: " " } as const;
  const mark = state === "done" && skipped > 0 ? "!" : marks[state];
  return `${mark} ${stage.name.padEnd(nameWidth)}  ${summary}${chosen}`;
}

/** Which services a stage took, and why these. */
export function describeChoice({ services, of }: ServiceChoice): string {
  if (services.length === 0) return `none of ${plural(of, "service")} can change alone`;
  const names = services.map(({ helmfile, pods, isCurrent }) => {
    const name = describeService(helmfile, undefined);
    if (isCurrent) return `${name} runs it already`;
    return pods === undefined ? name : `${name} with ${plural(pods, "pod")}`;
  });
  const why = services.every(({ isCurrent }) => isCurrent) ? "" : `, the smallest of ${plural(of, "service")}`;
  return `${names.join(", ")}${why}`;
}

/**
 * What there is to say of a stage beside its line.
 *
 * @param lastCheck - the check that stands above it
 */
function detailsOf(step: StageStep, lastCheck: string | undefined, { verbose }: RolloutTextOptions): string[] {
  const { plan, stage, deployments } = step;
  const block = (title: string, lines: readonly string[]) => [title, ...lines.map((line) => `  ${line}`)];
  const lines: string[] = [];
  if (plan.edits.length > 0) {
    lines.push(...block("files", fileLines(step)), ...block("deploy", deployCommands(deployments)));
    const check = stage.check === lastCheck ? "as above" : stage.check;
    if (check !== undefined) lines.push(...block("check", wrapText(check)));
  }
  if (verbose) {
    const releases = plan.releases.map((release) => `${release.outcome.kind}: ${nameOf(release)}`);
    lines.push(...block("releases", releases));
  }
  for (const [reason, releases] of reasonsOf(step)) {
    const [first, ...names] = wrapText(releases.map(nameOf).join(", "));
    lines.push(`! ${first}`, ...names, ...wrapText(reason).map((line) => `    ${line}`));
  }
  return lines;
}

function wrapText(text: string): string[] {
  return wrapWords(onOneLine(text).split(" "));
}

/** Why releases of a stage stay as they are, and which. */
function reasonsOf({ plan, waiting }: StageStep): Map<string, BumpedRelease[]> {
  const left = [...waiting, ...plan.releases.filter(({ outcome }) => outcome.kind === "skipped")];
  return groupBy(left, ({ outcome }) => ("reason" in outcome ? outcome.reason : ""));
}

/** The files of a stage: those of the same name in one line, with the services. */
export function fileLines({ plan }: Pick<StageStep, "plan">): string[] {
  const groups = groupBy(plan.edits, (edit) => JSON.stringify(placeOf(edit, plan.releases)));
  return [...groups.values()].flatMap((edits) => {
    const [first] = edits as [FileEdit];
    const { parent, file, isNew } = placeOf(first, plan.releases);
    const made = isNew ? " (new)" : "";
    if (edits.length === 1 || parent === undefined) return edits.map(({ path }) => `${onOneLine(path)}${made}`);
    const services = edits.map(({ path }) => onOneLine(serviceIn(path, parent))).sort();
    const head = `${onOneLine(posix.join(parent, "*", file))}${made}, ${edits.length}:`;
    return wrapText(`${head} ${services.join(", ")}`);
  });
}

/** Where a file lies: that of a service below the folder of services, others by themselves. */
function placeOf(edit: FileEdit, releases: readonly BumpedRelease[]) {
  const isNew = edit.before === undefined;
  const owner = servedBy(edit, releases).find(({ helmfile }) => edit.path.startsWith(`${helmfile.folder}/`));
  if (owner === undefined) return { parent: undefined, file: edit.path, isNew };
  const { folder } = owner.helmfile;
  return { parent: posix.dirname(folder), file: edit.path.slice(folder.length + 1), isNew };
}

function serviceIn(path: string, parent: string): string {
  return (parent === "." ? path : path.slice(parent.length + 1)).split("/")[0] ?? path;
}

/** What to do next, and in the end. */
function closingOf(run: RolloutRun, { isFull, verbose }: RolloutTextOptions): string[] {
  const [next, ...others] = stagesOf(run).filter(({ plan }) => plan.edits.length > 0);
  if (next === undefined) return unpinLines(run, "now");
  const isMore = others.length > 0 && !isFull && !verbose;
  return [
    `next: ${nextCommand(run)}   # ${next.stage.name}; its effect is proved before it is written`,
    ...(isMore ? [`all: ${rolloutCommand(run)} --plan   # the same of every stage`] : []),
    ...unpinLines(run, "in the end"),
  ];
}

function unpinLines({ idleOverrides, selection }: RolloutRun, when: string): string[] {
  if (idleOverrides.length === 0) return [];
  const repeat = idleOverrides.length === 1 ? "1 file repeats" : `${idleOverrides.length} files repeat`;
  return [`${when}: bump-envoy unpin${selection}   # ${repeat} what is inherited`];
}

function nextCommand(run: RolloutRun): string {
  return `${rolloutCommand(run)} --next`;
}

/** The command of the rollout, to which is added what it is to do. */
export function rolloutCommand({ version, selection, settings }: RolloutRun): string {
  return `bump-envoy rollout ${version}${selection}${settings}`;
}

/** Says which stage is done now, before its outcome is printed. */
export function printBeforeStage(
  step: StageStep | undefined,
  before: readonly string[],
  { stderr, messageColors }: Terminal,
): void {
  if (step === undefined) return;
  const choice = step.choice ? `: ${describeChoice(step.choice)}` : "";
  stderr.write(`${messageColors.bold(`stage ${step.stage.name}`)}${choice}\n`);
  if (before.length === 0) return;
  const are = before.length === 1 ? "stage before it is" : "stages before it are";
  stderr.write(`${messageColors.yellow("!")} ${before.length} ${are} not done: ${before.join(", ")}\n`);
}

/** Says what follows a stage: deploying it, and the next one. */
export function printAfterStage(
  run: RolloutRun,
  step: StageStep | undefined,
  { isWritten, before }: { readonly isWritten: boolean; readonly before: readonly string[] },
  { stderr, messageColors }: Terminal,
): void {
  if (step !== undefined && isWritten && step.plan.edits.length > 0) {
    stderr.write(`\n${messageColors.bold("deploy")}, once it is merged, in the root of the repository:\n`);
    for (const line of deployCommands(step.deployments)) stderr.write(`  ${line}\n`);
    const { check } = step.stage;
    if (check !== undefined) for (const line of wrapText(`check: ${check}`)) stderr.write(`${line}\n`);
  }
  const behind = step === undefined ? [] : run.steps.slice(run.steps.indexOf(step) + 1);
  const stage = behind.findIndex(({ kind }) => kind === "stage");
  for (const note of behind.slice(0, stage < 0 ? undefined : stage)) {
    if (note.kind === "note") stderr.write(`then: ${onOneLine(note.text)}\n`);
  }
  const open = behind.filter((each) => each.kind === "stage").find(({ plan }) => plan.edits.length > 0);
  const next = before[0] ?? open?.stage.name;
  if (next !== undefined) stderr.write(`next: ${nextCommand(run)}   # ${next}\n`);
  else for (const line of ["no stage is left", ...unpinLines(run, "now")]) stderr.write(`${line}\n`);
}

function nameOf({ helmfile, environment, name }: BumpedRelease): string {
  return `${describeService(helmfile, environment)}, release ${onOneLine(name)}`;
}
