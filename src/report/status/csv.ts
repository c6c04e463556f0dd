import { formatPlace } from "../../errors.ts";
import type { StatusDiff, StatusRow } from "../../status/report.ts";
import type { StatusFormat } from "./style.ts";

type Cell = string | number | boolean | undefined;

const columns = {
  service: ({ service }: StatusRow) => service,
  cluster: ({ cluster }) => cluster,
  environment: ({ environment }) => environment,
  release: ({ release }) => release,
  namespace: ({ namespace }) => namespace,
  helmfile: ({ helmfile }) => helmfile,
  chart: ({ chart }) => chart,
  workload: ({ workload }) => workload,
  container: ({ container }) => container,
  image: ({ image }) => image,
  repository: ({ repository }) => repository,
  version: ({ version }) => version,
  behind: ({ isBehind }) => isBehind,
  drift: ({ drift }) => drift.join(" "),
  origin: ({ origin }) => origin.kind,
  key: ({ origin }) => origin.keys.map(({ keyPath }) => keyPath).join(" "),
  site: ({ origin }) => origin.sites.map(formatPlace).join(" "),
  days: ({ age }) => age?.days,
  commit: ({ age }) => age && (age.commit?.hash ?? "uncommitted"),
  author: ({ age }) => age?.commit?.author,
  date: ({ age }) => age?.commit?.date,
} satisfies Record<string, (row: StatusRow) => Cell>;

const names = Object.keys(columns);

/** A record for each row, by RFC 4180. Of a change, it is how the row is now; what it was comes before. */
export const csvFormat: StatusFormat = {
  report: ({ rows }) => records([names, ...rows.map(cellsOf)]),
  diff: (diff) => records([["change", "from_version", "from_origin", "from_site", ...names], ...changesOf(diff)]),
};

function changesOf({ changed, added, removed, uncompared }: StatusDiff): Cell[][] {
  const alone = (change: string) => (row: StatusRow) => [change, "", "", "", ...cellsOf(row)];
  return [
    ...changed.map(({ before, after }) => [
      ...["changed", before.version, before.origin.kind, columns.site(before)],
      ...cellsOf(after),
    ]),
    ...added.map(alone("added")),
    ...removed.map(alone("removed")),
    ...uncompared.map(alone("uncompared")),
  ];
}

function cellsOf(row: StatusRow): Cell[] {
  return Object.values(columns).map((cell) => cell(row));
}

function records(rows: readonly (readonly Cell[])[]): string {
  return rows.map((cells) => `${cells.map(printCell).join(",")}\r\n`).join("");
}

/**
 * Quoted where it has to be. A text that a spreadsheet would take for a formula gets an apostrophe before it, which says
 * there that it is text.
 */
function printCell(cell: Cell): string {
  const text = String(cell ?? "");
  const harmless = typeof cell === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
