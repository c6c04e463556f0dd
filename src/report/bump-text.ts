import {
  type BumpedRelease,
  type BumpPlan,
  describeService,
  type RenderFailure,
  type SeenFlavour,
} from "../bump/plan.ts";
import { onOneLine } from "../on-one-line.ts";
import { parseImageReference } from "../render/image-reference.ts";
import { type BumpRun, changedTexts, countPlan, fileName, manifestDiff } from "./bump-run.ts";
import { commitLines, commitProblems } from "./commits.ts";
import { plural } from "./plural.ts";
import type { Terminal } from "./terminal.ts";
import { colorDiff, unifiedDiff } from "./unified-diff.ts";

export interface TextOptions {
  /** Problems only. */
  readonly quiet: boolean;
  /** Every release, and failures in full. */
  readonly verbose: boolean;
  /** Whether to print what becomes of manifests. */
  readonly showManifests: boolean;
}

/** Prints the outcome of a run for people: the diff or the changed files on stdout, the rest on stderr. */
export function printBumpText(plan: BumpPlan, run: BumpRun, terminal: Terminal, options: TextOptions): void {
  const { quiet, verbose, showManifests } = options;
  const { colors, messageColors } = terminal;
  if (run.mode === "dry-run") terminal.stdout.write(colorDiff(unifiedDiff(changedTexts(plan, run)), colors));
  else if (!quiet || run.mode === "check") terminal.stdout.write(changedFiles(plan, run, colors));
  if (showManifests) {
    for (const change of run.proof?.manifests ?? []) terminal.stdout.write(colorDiff(manifestDiff(change), colors));
  }

  const problems = [
    ...plan.releases.flatMap((release) => describeSkipped(release)),
    ...plan.failures.map((failure) => describeFailure(failure, verbose)),
    ...(run.proof?.unproved ?? []),
    ...(run.proof?.unverified ?? []).map((message) => `not proved: ${message}`),
    ...(run.commits ? commitProblems(run.commits, run) : []),
  ];
  for (const problem of problems) terminal.stderr.write(`${messageColors.yellow("!")} ${problem}\n`);
  if (quiet) return;
  if (verbose) {
    for (const release of plan.releases) {
      if (release.outcome.kind !== "skipped") terminal.stderr.write(`  ${describeRelease(release)}\n`);
    }
  }
  for (const line of describeFlavours(plan.flavours)) terminal.stderr.write(`${line}\n`);
  terminal.stderr.write(`${summary(plan, run)}\n`);
  for (const line of run.commits ? commitLines(run.commits, run) : []) terminal.stderr.write(`${line}\n`);
}

/** A line for each file: its name, the images that run now, and the releases that it serves. */
function changedFiles(plan: BumpPlan, run: BumpRun, colors: Terminal["colors"]): string {
  return plan.edits
    .map(({ path, before, after }) => {
      const releases = plan.releases.filter(({ outcome }) => "files" in outcome && outcome.files.includes(path));
      const names = new Set(releases.map(nameWithEnvironment));
      const made = before === undefined ? " (new file)" : after === undefined ? " (file removed)" : "";
      const change = describeChange(releases, colors);
      return `${colors.bold(onOneLine(fileName(path, run)))}${made}  ${change}  ${colors.dim([...names].join(", "))}\n`;
    })
    .join("");
}

/** The tags before and after. */
function describeChange(releases: readonly BumpedRelease[], colors: Terminal["colors"]): string {
  const changes = releases.flatMap((release) => release.changes);
  if (changes.length === 0) return "override removed";
  const before = new Set(changes.map(({ from }) => parseImageReference(from).tag ?? "no tag"));
  const after = new Set(
    changes.map(({ from, version = "what is inherited", name }) => {
      if (name === undefined) return "the image that is inherited";
      return parseImageReference(from).name === name ? version : `${name}:${version}`;
    }),
  );
  return `${onOneLine([...before].join(", "))} → ${colors.green(onOneLine([...after].join(", ")))}`;
}

function nameWithEnvironment({ name, environment }: BumpedRelease): string {
  return onOneLine(environment === undefined ? name : `${name} (${environment})`);
}

function describeRelease({ helmfile, environment, name, images, outcome }: BumpedRelease): string {
  const detail = "files" in outcome ? `by ${outcome.files.join(", ")}` : "reason" in outcome ? outcome.reason : "";
  return `${outcome.kind}: ${describeService(helmfile, environment)}, release ${onOneLine(`${name}, ${images.join(" ")} ${detail}`)}`.trim();
}

function describeSkipped({ helmfile, environment, name, outcome }: BumpedRelease): string[] {
  if (outcome.kind !== "skipped") return [];
  return [`${describeService(helmfile, environment)}, release ${onOneLine(name)}: ${outcome.reason}`];
}

/** What could not be rendered, in lines; the first ones of them, or all. */
export function describeFailure({ helmfile, environment, message }: RenderFailure, verbose: boolean): string {
  const lines = message.split("\n");
  const shown = verbose ? lines : lines.slice(0, 2);
  return `${describeService(helmfile, environment)}: ${onOneLine(helmfile.path)} could not be rendered in full:\n${shown.map((line) => `    ${line}`).join("\n")}`;
}

/** A line for each image of another flavour, with the services that run it. */
function describeFlavours(flavours: readonly SeenFlavour[]): string[] {
  const services = new Map<string, Set<string>>();
  for (const { helmfile, image } of flavours) {
    const { name, tag } = parseImageReference(image);
    const shown = tag === undefined ? name : `${name}:${tag}`;
    services.set(shown, (services.get(shown) ?? new Set()).add(describeService(helmfile, undefined)));
  }
  return [...services].map(([image, names]) => `seen and left alone: ${onOneLine(image)} in ${[...names].join(", ")}`);
}

function summary(plan: BumpPlan, run: BumpRun): string {
  const { mode, image, version, proof } = run;
  const counts = countPlan(plan);
  if (plan.releases.length === 0 && counts.failed === 0) return `no release runs an image named ${image}`;
  const would = mode === "write" ? "" : "would be ";
  const to = version === undefined ? "" : ` to ${version}`;
  const parts = [
    `${plural(counts.files, "file")} ${would}changed`,
    ...(run.command === "unpin" && counts.bumped === 0
      ? []
      : [`${plural(counts.bumped, "release")} ${would}bumped${to}`]),
    ...(run.command === "bump" || run.command === "rollout"
      ? []
      : [`${plural(counts.unpinned, "release")} ${would}unpinned`]),
    `${counts.current} already current`,
    ...(counts.kept > 0 ? [`${counts.kept} kept`] : []),
    `${counts.skipped} skipped`,
    `${plural(counts.failed, "failure")} to render`,
  ];
  return `${parts.join(", ")}\n${describeProof(proof, counts.files)}`.trimEnd();
}

function describeProof(proof: BumpRun["proof"], files: number): string {
  if (files === 0) return "";
  if (proof === undefined) return "not verified (--no-verify): nothing is known of the effect";
  const proved = `${plural(proof.rendered, "release")} rendered before and after: nothing else changes`;
  const { length } = proof.unverified;
  return length === 0 ? proved : `${proved}, as far as ${plural(length, "release")} of them could be rendered`;
}
