import type { Outcome } from "../doctor/compare.ts";
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
  for (const { heading, kinds } of sections(quiet, verbose)) {
    const members = comparisons.filter(({ outcome }) => kinds.includes(outcome.kind));
    if (members.length === 0) continue;
    stdout.write(`\n${colors.bold(`${heading}:`)}\n`);
    for (const group of groupAlike(members, verbose)) stdout.write(printGroup(group, verbose, colors));
  }
  if (!quiet) stderr.write(`${summary(comparisons)}\n`);
}

/** What is said about some outcomes, and in which order. */
function sections(quiet: boolean, verbose: boolean): { heading: string; kinds: readonly Outcome["kind"][] }[] {
  return [
    { heading: "the output differs", kinds: ["differs"] },
    { heading: "only bump-envoy fails", kinds: ["embedded-fails"] },
    { heading: "bump-envoy cannot do this", kinds: ["unsupported"] },
    { heading: "only helmfile fails", kinds: ["helmfile-fails"] },
    ...(quiet
      ? []
      : ([
          { heading: "both fail, which is no difference", kinds: ["both-fail"] },
          { heading: "the same but for lines that change with every run of helmfile", kinds: ["unstable"] },
        ] as const)),
    ...(verbose && !quiet ? [{ heading: "identical", kinds: ["identical"] as const }] : []),
  ];
}

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

/** Targets of which the same is to be said. */
interface Group {
  readonly names: string[];
  readonly lines: readonly string[];
  readonly isDiff: boolean;
}

/** Environments and services that share a chart often differ in the same way: that is said once. */
function groupAlike(comparisons: readonly DoctorComparison[], verbose: boolean): Group[] {
  const groups = new Map<string, Group>();
  for (const { target, outcome, notes } of comparisons) {
    const lines = [...describe(outcome, verbose), ...notesFor(outcome, notes)];
    const key = lines.map((line) => line.replace(/^@@ \S+ \S+ @@/, "@@")).join("\n");
    const { helmfile, environment } = target;
    const name = environment === undefined ? helmfile : `${helmfile} (${environment})`;
    const group = groups.get(key);
    if (group) group.names.push(name);
    else groups.set(key, { names: [name], lines, isDiff: outcome.kind === "differs" });
  }
  return [...groups.values()];
}

function describe(outcome: Outcome, verbose: boolean): string[] {
  switch (outcome.kind) {
    case "identical":
      return outcome.isEmpty ? ["nothing is rendered"] : [];
    case "unstable":
      return [`${outcome.lines} lines`];
    case "differs":
      return shorten(outcome.hunks.flatMap(formatHunk), verbose ? undefined : 24);
    case "both-fail": {
      const most = verbose ? undefined : 1;
      if (outcome.helmfile === outcome.embedded) return message("both", outcome.helmfile, most);
      return [...message("helmfile", outcome.helmfile, most), ...message("bump-envoy", outcome.embedded, most)];
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

function printGroup({ names, lines, isDiff }: Group, verbose: boolean, colors: Colors): string {
  const shown = verbose ? names : names.slice(0, mostNames);
  const more = names.length > shown.length ? [`... and ${names.length - shown.length} more (--verbose)`] : [];
  const body = lines.map((line) => (isDiff ? line : `    ${line}`)).join("\n");
  const head = [...shown, ...more].map((name) => `  ${name}\n`).join("");
  if (!isDiff) return head + (body === "" ? "" : `${body}\n`);
  return `${head}${colorDiff(`--- helmfile\n+++ bump-envoy\n${body}\n`, colors)}`;
}

function summary(comparisons: readonly DoctorComparison[]): string {
  const counts = countComparisons(comparisons);
  const parts = [
    `${counts.identical} identical${counts.empty > 0 ? ` (${counts.empty} of them empty)` : ""}`,
    [counts.unstable, "unstable"],
    [counts.differs, "different"],
    [counts["embedded-fails"], "where only bump-envoy fails"],
    [counts.unsupported, "unsupported"],
    [counts["helmfile-fails"], "where only helmfile fails"],
    [counts["both-fail"], "where both fail"],
  ].flatMap((part) => (typeof part === "string" ? [part] : part[0] === 0 ? [] : [part.join(" ")]));
  const nothing = comparisons.length > 0 && counts.targets === counts.empty + counts["both-fail"];
  return `${counts.targets} compared: ${parts.join(", ")}${nothing ? "; nothing was rendered, so this proves nothing" : ""}`;
}
