import { groupBy } from "../group-by.ts";
import type { StatusChange, StatusDiff, StatusReport, StatusRow } from "./report.ts";

/**
 * Tells what has changed from one state of a repository to another. Where a line stands in its file, and how old it is, makes
 * no change. What runs in only one of them counts as added or removed only where the other one could be rendered.
 */
export function diffReports(before: StatusReport, after: StatusReport): StatusDiff {
  const earlierOf = matchRows(before.rows, after.rows);
  const matched = new Set(earlierOf.values());
  const added = after.rows.filter((row) => !earlierOf.has(row));
  const removed = before.rows.filter((row) => !matched.has(row));
  const [wasKnown, isKnown] = [knownIn(before), knownIn(after)];
  return {
    before,
    after,
    added: added.filter(wasKnown),
    removed: removed.filter(isKnown),
    changed: after.rows.flatMap((row): StatusChange[] => {
      const earlier = earlierOf.get(row);
      return earlier !== undefined && isChange(earlier, row) ? [{ before: earlier, after: row }] : [];
    }),
    uncompared: [...removed.filter((row) => !isKnown(row)), ...added.filter((row) => !wasKnown(row))],
  };
}

/** What each row was before: that of the container with its name, or else of one of the release with an image of its name. */
function matchRows(before: readonly StatusRow[], after: readonly StatusRow[]): Map<StatusRow, StatusRow> {
  const earlierOf = new Map<StatusRow, StatusRow>();
  for (const identify of [containerOf, imageOf]) {
    const matched = new Set(earlierOf.values());
    const waiting = groupBy(
      before.filter((row) => !matched.has(row)),
      identify,
    );
    for (const row of after) {
      const earlier = earlierOf.has(row) ? undefined : waiting.get(identify(row))?.shift();
      if (earlier !== undefined) earlierOf.set(row, earlier);
    }
  }
  return earlierOf;
}

function containerOf(row: StatusRow): string {
  return JSON.stringify([targetOf(row), row.namespace, row.release, row.workload, row.container]);
}

function imageOf(row: StatusRow): string {
  return JSON.stringify([targetOf(row), row.namespace, row.release, row.image]);
}

/** By the folder: a helmfile that gets another name stays the same. */
function targetOf({ folder, environment }: Pick<StatusRow, "folder" | "environment">): string {
  return JSON.stringify([folder, environment]);
}

/** Tells the rows of helmfiles that could be rendered in full from others. */
function knownIn({ failures }: StatusReport): (row: StatusRow) => boolean {
  const failed = new Set(failures.map(({ helmfile: { folder }, environment }) => targetOf({ folder, environment })));
  return (row) => !failed.has(targetOf(row));
}

function isChange(before: StatusRow, after: StatusRow): boolean {
  return before.reference !== after.reference || decisionOf(before) !== decisionOf(after);
}

/** What decides, wherever it stands in the file. */
function decisionOf({ origin: { kind, keys, sites } }: StatusRow): string {
  return JSON.stringify([kind, keys.map(({ keyPath }) => keyPath), sites.map(({ file }) => file)]);
}
