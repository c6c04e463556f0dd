import type { StatusDiff, StatusReport } from "../../status/report.ts";
import { serviceOf } from "../../status/standing.ts";

/** What the summary of a report counts. */
export function countReport({ rows, failures }: StatusReport) {
  const servicesOf = (own: StatusReport["rows"]) => new Set(own.map(serviceOf)).size;
  return {
    rows: rows.length,
    services: servicesOf(rows),
    behind: rows.filter(({ isBehind }) => isBehind).length,
    drifting: servicesOf(rows.filter(({ drift }) => drift.length > 0)),
    overrides: rows.filter(({ origin }) => origin.kind === "override").length,
    untraced: rows.filter(({ origin }) => !origin.isTraced).length,
    failures: failures.length,
  };
}

/** What the summary of changes counts. */
export function countDiff({ before, after, added, removed, changed, uncompared }: StatusDiff) {
  return {
    added: added.length,
    removed: removed.length,
    changed: changed.length,
    uncompared: uncompared.length,
    failures: before.failures.length + after.failures.length,
  };
}
