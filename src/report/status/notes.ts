import type { StatusDiff, StatusReport } from "../../status/report.ts";
import { plural } from "../plural.ts";
import { describeFailure } from "../render-failure.ts";
import type { Terminal } from "../terminal.ts";
import { countDiff, countReport } from "./counts.ts";

/** How many failures are shown; all are in the JSON. */
const mostFailures = 5;

/** Says on stderr what failed, and counts. */
export function printReportNotes(report: StatusReport, terminal: Terminal): void {
  printFailures(report, terminal);
  const { rows, services, behind, drifting, untraced, failures } = countReport(report);
  const parts =
    rows === 0
      ? [
          `${failures > 0 ? "none of what could be rendered" : "no release"} runs an image named ${report.wanted.join(" or ")}`,
        ]
      : [
          `${plural(rows, "image")} of ${plural(services, "service")}`,
          `${behind} behind`,
          ...(drifting > 0 ? [`${plural(drifting, "service")} in several versions`] : []),
          ...(untraced > 0 ? [`${untraced} without a known place`] : []),
        ];
  terminal.stderr.write(`${[...parts, ...describeCount(failures)].join(", ")}\n`);
}

/** Says on stderr what failed in one of the states, and counts. */
export function printDiffNotes(diff: StatusDiff, terminal: Terminal): void {
  for (const report of [diff.before, diff.after]) printFailures(report, terminal);
  const { added, removed, changed, uncompared, failures } = countDiff(diff);
  const parts = [
    ...[`${changed} changed`, `${added} added`, `${removed} removed`],
    ...(uncompared > 0 ? [`${uncompared} not compared`] : []),
  ];
  terminal.stderr.write(`${[...parts, ...describeCount(failures)].join(", ")}\n`);
}

function describeCount(failures: number): string[] {
  return failures > 0 ? [plural(failures, "failure")] : [];
}

function printFailures({ failures, revision }: StatusReport, { stderr, messageColors }: Terminal): void {
  const where = revision === undefined ? "" : `in ${revision.name}: `;
  for (const failure of failures.slice(0, mostFailures)) {
    stderr.write(`${messageColors.yellow("!")} ${where}${describeFailure(failure)}\n`);
  }
  if (failures.length > mostFailures) {
    stderr.write(`  and ${failures.length - mostFailures} more; --format json has them all\n`);
  }
}
