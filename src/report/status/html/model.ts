import { groupBy } from "../../../group-by.ts";
import type { History, HistoryLane } from "../../../status/history.ts";
import type { StatusReport, StatusRow } from "../../../status/report.ts";
import { serviceOf } from "../../../status/standing.ts";
import { withoutPlace, withPlace } from "../../place-names.ts";
import { type Palette, paletteOf } from "./palette.ts";

/** What the page shows, in the order in which it does. */
export interface PageModel {
  readonly report: StatusReport;
  readonly history: History | undefined;
  readonly palette: Palette;
  /** Services side by side in a folder, by their number. */
  readonly groups: readonly ServiceGroup[];
  readonly services: readonly PageService[];
  readonly shared: readonly SharedLane[];
}

/** What a file has said that decides for several services: it is told once. */
export interface SharedLane {
  /** Unique on the page. */
  readonly id: string;
  readonly lane: HistoryLane;
}

/** Services that have the environments, or clusters, of one table. */
export interface ServiceGroup {
  /** The folder that holds them. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly services: readonly PageService[];
}

export interface PageService {
  /** Unique on the page. */
  readonly id: string;
  readonly name: string;
  readonly folders: readonly string[];
  /** By column. */
  readonly cells: ReadonlyMap<string, readonly Chip[]>;
  readonly blocks: readonly Block[];
  /** Of its own files, and of those that decide for it alone. */
  readonly lanes: readonly HistoryLane[];
  readonly shared: readonly SharedLane[];
}

/** What runs in the same version in one cell, for a reason of the same kind. */
export interface Chip {
  readonly blocks: readonly [Block, ...Block[]];
  readonly releases: readonly string[];
  readonly count: number;
}

/** Rows of a service that the same lines decide, of files that differ by their environment at most. */
export interface Block {
  readonly id: string;
  readonly rows: readonly StatusRow[];
  /** One of them. */
  readonly row: StatusRow;
  /** The name of a file that `row` names, for all of them: `general-{eqiad,codfw}.yaml`. */
  nameOf(file: string): string;
}

export function modelOf(report: StatusReport, history: History | undefined): PageModel {
  const lanes = history?.lanes ?? [];
  const shared = lanes
    .filter((lane) => lane.services.length > 1)
    .map((lane, i): SharedLane => ({ id: `shared-${i + 1}`, lane }));
  const services = [...groupBy(report.rows, serviceOf)].map(([key, rows], i) => {
    const isOwn = ({ services: keys }: HistoryLane) => keys.includes(key);
    // Those that decide come first.
    const own = lanes
      .filter((lane) => lane.services.length === 1 && isOwn(lane))
      .sort((a, b) => Number(b.decidesFor.length > 0) - Number(a.decidesFor.length > 0));
    const service = { ...serviceFrom(`s${i + 1}`, rows), lanes: own, shared: shared.filter(({ lane }) => isOwn(lane)) };
    return { group: groupName(rows[0]), service };
  });
  const groups = [...groupBy(services, ({ group }) => group)].map(([name, members]): ServiceGroup => {
    const own = members.map(({ service }) => service);
    return { name, columns: columnsOf(own), services: own };
  });
  groups.sort((a, b) => b.services.length - a.services.length || (a.name < b.name ? -1 : 1));
  return {
    report,
    history,
    palette: paletteOf(
      report.rows.map(({ version }) => version),
      lanes.flatMap(({ points, now }) => [now, ...points.map(({ value }) => value)]),
    ),
    groups,
    services: groups.flatMap((group) => group.services),
    shared,
  };
}

/** Where a row stands in the matrix: the cluster, the environment, or both where they are not the same. */
export function columnOf({ cluster, environment }: Pick<StatusRow, "cluster" | "environment">): string {
  const parts = [cluster, environment].filter((part) => part !== undefined);
  return [...new Set(parts)].join(" / ") || "default";
}

/** The folder of the service, without its own name and that of its cluster. */
function groupName({ folder, cluster }: StatusRow): string {
  const parts = folder.split("/").slice(0, -1);
  if (cluster !== undefined && parts.at(-1) === cluster) parts.pop();
  return parts.join("/") || ".";
}

function serviceFrom(id: string, rows: readonly [StatusRow, ...StatusRow[]]): Omit<PageService, "lanes" | "shared"> {
  const blocks = [...groupBy(rows, signatureOf).values()].map((own, i) => blockOf(`${id}-${i + 1}`, own));
  const blockOfRow = new Map(blocks.flatMap((block) => block.rows.map((row) => [row, block])));
  const cells = [...groupBy(rows, columnOf)].map(([column, own]) => {
    const chips = [...groupBy(own, looksOf).values()].map((same): Chip => {
      const [first, ...others] = new Set(same.map((row) => blockOfRow.get(row) as Block));
      return {
        blocks: [first as Block, ...others],
        releases: [...new Set(same.map(({ release }) => release))],
        count: same.length,
      };
    });
    return [column, chips] as const;
  });
  const [first] = rows;
  const folders = [...new Set(rows.map(({ folder }) => folder))];
  return { id, name: first.service, folders, cells: new Map(cells), blocks };
}

/** What tells rows apart at a glance. */
export function looksOf({ image, version, isBehind, origin }: StatusRow): string {
  return JSON.stringify([image, version, isBehind, origin.kind]);
}

function blockOf(id: string, rows: readonly [StatusRow, ...StatusRow[]]): Block {
  const [row] = rows;
  const places = [...new Set(rows.map(nameInPaths))];
  const all = places.length === 1 ? String(places[0]) : `{${places.join(",")}}`;
  return { id, rows, row, nameOf: (file) => withPlace(withoutPlace(file, nameInPaths(row)), all) };
}

/** What rows have in common that are decided in the same way. */
function signatureOf(row: StatusRow): string {
  const { origin, age, repository } = row;
  const general = (file: string) => withoutPlace(file, nameInPaths(row));
  const place = (site: StatusRow["origin"]["sites"][number] | undefined) =>
    site && [general(site.file), site.line, site.column, site.lineText];
  const keys = origin.keys.map(({ keyPath, chain }) => [
    keyPath,
    chain.map(({ kind, file, value, site, decides }) => [kind, general(file), value, place(site), decides]),
  ]);
  return JSON.stringify([looksOf(row), repository, origin.sites.map(place), keys, age]);
}

/** What names of files differ by: the cluster where the folder names it, else the environment. */
function nameInPaths({ cluster, environment }: StatusRow): string | undefined {
  return cluster ?? environment;
}

/** Those of most services first, then by name. */
function columnsOf(services: readonly PageService[]): string[] {
  const counts = new Map<string, number>();
  for (const { cells } of services)
    for (const column of cells.keys()) counts.set(column, (counts.get(column) ?? 0) + 1);
  const isSmall = (column: string) => 4 * (counts.get(column) ?? 0) < services.length;
  return [...counts.keys()].sort((a, b) => Number(isSmall(a)) - Number(isSmall(b)) || (a < b ? -1 : 1));
}
