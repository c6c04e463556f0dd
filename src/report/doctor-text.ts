import { isDifference, type Outcome, type OutcomeKind } from "../doctor/compare.ts";
import { countComparisons, type DoctorComparison, type DoctorSetup, formatHunk } from "./doctor-run.ts";
import type { Colors, Terminal } from "./terminal.ts";
import { colorDiff } from "./unified-diff.ts";

export interface DoctorTextOptions {
  /** Problems only. */
  readonly quiet: boolean;
  /** Differences and failures in full, and every target. */
  readonly verbose: boolean;
}

/** Prints the outcome for people: what is in use and what differs on stdout, a line that sums up on stderr. */
export function printDoctorText(
  setup: DoctorSetup,
  comparisons: readonly DoctorComparison[],
  terminal: Terminal,
  { quiet, verbose }: DoctorTextOptions,
): void {
  const { stdout, stderr, colors } = terminal;
  if (!quiet) stdout.write(`${describeSetup(setup).join("\n")}\n`);
  for (const warning of describeWarnings(setup)) stdout.write(`${colors.yellow("!")} ${warning}\n`);
  for (const [kind, heading] of headings) {
    const members = comparisons.filter(({ outcome }) => outcome.kind === kind);
    const isShown = kind === "identical" ? verbose : !quiet || members.some(({ outcome }) => isDifference(outcome));
    if (members.length === 0 || !isShown) continue;
    stdout.write(`\n${colors.bold(`${heading}:`)}\n`);
    for (const group of groupAlike(members)) stdout.write(printGroup(group, verbose, colors));
  }
  if (!quiet) stderr.write(`${summary(comparisons)}\n`);
}

/** In the order in which they are printed. */
const headings: readonly (readonly [OutcomeKind, string])[] = [
  ["differs", "the output differs"],
  ["embedded-fails", "only bump-envoy fails"],
  ["unsupported", "bump-envoy cannot do this"],
  ["helmfile-fails", "only helmfile fails"],
  ["both-fail", "both fail, which is no difference"],
  ["unstable", "the same but for lines that change with every run of helmfile"],
  ["identical", "identical"],
];

function describeSetup({ tools, root, configuration, preset, standIns, cacheFolder }: DoctorSetup): string[] {
  const { present, missing, hostFolders } = standIns;
  const standInFiles = present.length + missing.length;
  const facts = [
    ["helmfile", `${tools.helmfile.version}  ${tools.helmfile.path}`],
    ["helm", `${tools.helm.version}  ${tools.helm.path}`],
    ["repository", root],
    ["configuration", configuration ?? "none: the defaults"],
    ["preset", preset ?? "none"],
    ["stand-ins", standInFiles === 0 ? "none are needed" : `${present.length} of ${standInFiles} files exist`],
    ...hostFolders.map((folder) => ["host files", `those in ${folder} of this machine are read`]),
    ["cache", `${cacheFolder}, which this command does not use`],
  ] as const;
  return facts.map(([name = "", fact]) => `${name.padEnd(14)}${fact}`);
}

function describeWarnings({ warnings, standIns, preset }: DoctorSetup): string[] {
  const { missing } = standIns;
  if (missing.length === 0) return [...warnings];
  const remedy =
    preset === undefined
      ? ""
      : "\n  `bump-envoy stand-ins --puppet DIR` makes those of the clusters that operations-puppet knows";
  return [...warnings, `stand-ins that do not exist: ${missing.join(", ")}${remedy}`];
}

/** Targets of which the same is to be said, with the first of them. */
interface Group {
  readonly names: string[];
  readonly first: DoctorComparison;
}

/** Environments and services that share a chart often differ in the same way: that is said once. */
function groupAlike(comparisons: readonly DoctorComparison[]): Group[] {
  const groups = new Map<string, Group>();
  for (const comparison of comparisons) {
    // Where in the output it is does not matter.
    const lines = describe(comparison, true).map((line) => line.replace(/^@@ \S+ \S+ @@/, "@@"));
    const key = lines.join("\n");
    const { helmfile, environment } = comparison.target;
    const name = environment === undefined ? helmfile : `${helmfile} (${environment})`;
    const group = groups.get(key);
    if (group) group.names.push(name);
    else groups.set(key, { names: [name], first: comparison });
  }
  return [...groups.values()];
}

function describe({ outcome, notes }: DoctorComparison, verbose: boolean): string[] {
  return [...describeOutcome(outcome, verbose), ...notesFor(outcome, notes)];
}

function describeOutcome(outcome: Outcome, verbose: boolean): string[] {
  switch (outcome.kind) {
    case "identical":
      return outcome.isEmpty ? ["nothing is rendered"] : [];
    case "unstable":
      return [`${outcome.lines} lines`];
    case "differs":
      return shorten(outcome.hunks.flatMap(formatHunk), verbose ? undefined : 24);
    case "both-fail": {
      const { helmfile, embedded } = outcome;
      const most = verbose ? undefined : 1;
      // helmfile stops at the first failure, the embedded renderer goes on.
      const isSame = embedded === helmfile || (!verbose && embedded.startsWith(`${helmfile}\n`));
      if (isSame) return message("both", helmfile, most);
      return [...message("helmfile", helmfile, most), ...message("bump-envoy", embedded, most)];
    }
    case "helmfile-fails":
      return message("helmfile", outcome.helmfile, verbose ? undefined : 6);
    case "embedded-fails":
    case "unsupported":
      return message("bump-envoy", outcome.embedded, verbose ? undefined : 6);
  }
}

/** What else the embedded renderer says about what went wrong. */
function notesFor(outcome: Outcome, notes: readonly string[]): string[] {
  if (outcome.kind === "identical" || outcome.kind === "unstable") return [];
  const said = "embedded" in outcome ? outcome.embedded : "";
  return notes.filter((note) => !said.includes(note)).map((note) => `note: ${note}`);
}

/** A message of one of the renderers; `most` lines of it, of a length that is still read. */
function message(who: string, text: string, most: number | undefined): string[] {
  const lines = text.trimEnd().split("\n");
  const [first = "", ...others] = shorten(most === undefined ? lines : lines.map(clip), most);
  return [`${who}: ${first}`, ...others.map((line) => `  ${line}`)];
}

function shorten(lines: readonly string[], most = lines.length): string[] {
  if (lines.length <= most + 1) return [...lines];
  return [...lines.slice(0, most), `... ${lines.length - most} more lines (--verbose)`];
}

/** Those of template errors can be very long. */
function clip(line: string): string {
  return line.length > 240 ? `${line.slice(0, 240)}...` : line;
}

/** How many names of a group are listed. */
const mostNames = 8;

function printGroup({ names, first }: Group, verbose: boolean, colors: Colors): string {
  const shown = verbose ? names : names.slice(0, mostNames);
  const more = names.length > shown.length ? [`... and ${names.length - shown.length} more (--verbose)`] : [];
  const head = [...shown, ...more].map((name) => `  ${name}\n`).join("");
  const lines = describe(first, verbose);
  if (first.outcome.kind !== "differs") return head + lines.map((line) => `    ${line}\n`).join("");
  return `${head}${colorDiff(`--- helmfile\n+++ bump-envoy\n${lines.join("\n")}\n`, colors)}`;
}

function summary(comparisons: readonly DoctorComparison[]): string {
  const counts = countComparisons(comparisons);
  const others = (
    [
      ["unstable", "unstable"],
      ["differs", "different"],
      ["embedded-fails", "where only bump-envoy fails"],
      ["unsupported", "unsupported"],
      ["helmfile-fails", "where only helmfile fails"],
      ["both-fail", "where both fail"],
    ] as const
  ).filter(([kind]) => counts[kind] > 0);
  const empty = counts.empty > 0 ? ` (${counts.empty} of them empty)` : "";
  const parts = [`${counts.identical} identical${empty}`, ...others.map(([kind, words]) => `${counts[kind]} ${words}`)];
  const isNothing = counts.targets === counts.empty + counts["both-fail"];
  return `${counts.targets} compared: ${parts.join(", ")}${isNothing ? "; nothing was rendered, so this proves nothing" : ""}`;
}
