import { type BumpedRelease, type BumpPlan, describeService, type RenderFailure } from "../bump/plan.ts";
import { parseImageReference } from "../render/image-reference.ts";
import { type BumpRun, changedTexts, countPlan, fileName } from "./bump-run.ts";
import type { Terminal } from "./terminal.ts";
import { colorDiff, unifiedDiff } from "./unified-diff.ts";

export interface TextOptions {
  /** Problems only. */
  readonly quiet: boolean;
  /** Every release, and failures in full. */
  readonly verbose: boolean;
}

/** Prints the outcome of a bump for people: the diff or the changed files on stdout, the rest on stderr. */
export function printBumpText(plan: BumpPlan, run: BumpRun, terminal: Terminal, { quiet, verbose }: TextOptions): void {
  const { colors, messageColors } = terminal;
  if (run.mode === "dry-run") terminal.stdout.write(colorDiff(unifiedDiff(changedTexts(plan, run)), colors));
  else if (!quiet || run.mode === "check") terminal.stdout.write(changedFiles(plan, run, colors));

  const problems = [
    ...plan.releases.flatMap((release) => describeSkipped(release)),
    ...plan.failures.map((failure) => describeFailure(failure, verbose)),
  ];
  for (const problem of problems) terminal.stderr.write(`${messageColors.yellow("!")} ${problem}\n`);
  if (quiet) return;
  if (verbose) {
    for (const release of plan.releases) {
      if (release.outcome.kind !== "skipped") terminal.stderr.write(`  ${describeRelease(release)}\n`);
    }
  }
  terminal.stderr.write(`${summary(plan, run)}\n`);
}

/** A line for each file: its name, the images that run now, and the releases that get the version. */
function changedFiles(plan: BumpPlan, run: BumpRun, colors: Terminal["colors"]): string {
  return plan.edits
    .map(({ path, before }) => {
      const releases = plan.releases.filter(({ outcome }) => outcome.kind === "bumped" && outcome.file === path);
      const tags = new Set(
        releases.flatMap(({ images }) => images.map((image) => parseImageReference(image).tag ?? "no tag")),
      );
      const names = new Set(releases.map(nameWithEnvironment));
      const made = before === undefined ? " (new file)" : "";
      const change = `${[...tags].join(", ")} → ${colors.green(run.version)}`;
      return `${colors.bold(fileName(path, run))}${made}  ${change}  ${colors.dim([...names].join(", "))}\n`;
    })
    .join("");
}

function nameWithEnvironment({ name, environment }: BumpedRelease): string {
  return environment === undefined ? name : `${name} (${environment})`;
}

function describeRelease({ helmfile, environment, name, images, outcome }: BumpedRelease): string {
  const detail = outcome.kind === "bumped" ? `by ${outcome.file}` : "";
  return `${outcome.kind}: ${describeService(helmfile, environment)}, release ${name}, ${images.join(" ")} ${detail}`.trim();
}

function describeSkipped({ helmfile, environment, name, outcome }: BumpedRelease): string[] {
  if (outcome.kind !== "skipped") return [];
  return [`${describeService(helmfile, environment)}, release ${name}: ${outcome.reason}`];
}

function describeFailure({ helmfile, environment, message }: RenderFailure, verbose: boolean): string {
  const lines = message.split("\n");
  const shown = verbose ? lines : lines.slice(0, 2);
  return `${describeService(helmfile, environment)}: ${helmfile.path} could not be rendered in full:\n${shown.map((line) => `    ${line}`).join("\n")}`;
}

function summary(plan: BumpPlan, { mode, image, version }: BumpRun): string {
  const counts = countPlan(plan);
  if (plan.releases.length === 0 && counts.failed === 0) return `no release runs an image named ${image}`;
  const would = mode === "write" ? "" : "would be ";
  return [
    `${plural(counts.files, "file")} ${would}changed`,
    `${plural(counts.bumped, "release")} ${would}bumped to ${version}`,
    `${counts.current} already current`,
    `${counts.skipped} skipped`,
    `${plural(counts.failed, "failure")} to render`,
  ].join(", ");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
