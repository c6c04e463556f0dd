import type { Fixture } from "../stand-ins/plan.ts";
import type { Terminal } from "./terminal.ts";
import { colorDiff, unifiedDiff } from "./unified-diff.ts";

/** What a run of `stand-ins` was about. */
export interface StandInsRun {
  readonly mode: "write" | "dry-run";
  /** The checkout of operations-puppet, as it was named. */
  readonly puppet: string;
}

type Status = "created" | "changed" | "unchanged";

/** The outcome as one JSON object, the same for a dry run. */
export function standInsJson(fixtures: readonly Fixture[], { mode, puppet }: StandInsRun): string {
  const document = {
    mode,
    puppet,
    files: fixtures.map((fixture) => ({
      path: fixture.name,
      status: statusOf(fixture),
      ignored: fixture.isIgnored,
    })),
    summary: count(fixtures),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Prints the outcome for people: the diff or the files that change on stdout, the rest on stderr. */
export function printStandInsText(fixtures: readonly Fixture[], { mode }: StandInsRun, terminal: Terminal): void {
  const changed = fixtures.filter((fixture) => statusOf(fixture) !== "unchanged");
  if (mode === "dry-run") terminal.stdout.write(colorDiff(unifiedDiff(changed), terminal.colors));
  else terminal.stdout.write(changed.map((fixture) => `${fixture.name}  ${statusOf(fixture)}\n`).join(""));

  const unignored = fixtures.filter(({ isIgnored }) => !isIgnored).map(({ name }) => name);
  if (unignored.length > 0) {
    const names = unignored.length > 3 ? [...unignored.slice(0, 3), `${unignored.length - 3} more`] : unignored;
    const mark = terminal.messageColors.yellow("!");
    terminal.stderr.write(`${mark} git does not ignore ${names.join(", ")}: take care not to commit them\n`);
  }
  const counts = count(fixtures);
  const parts = (["created", "changed", "unchanged"] as const).map((status) => `${counts[status]} ${status}`);
  terminal.stderr.write(`${fixtures.length} stand-ins: ${parts.join(", ")}${mode === "dry-run" ? " (dry run)" : ""}\n`);
}

function statusOf({ before, after }: Fixture): Status {
  if (before === undefined) return "created";
  return before === after ? "unchanged" : "changed";
}

function count(fixtures: readonly Fixture[]): Record<Status, number> {
  const counts = { created: 0, changed: 0, unchanged: 0 };
  for (const fixture of fixtures) counts[statusOf(fixture)]++;
  return counts;
}
