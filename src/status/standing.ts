import { compareVersions, isVersion } from "../bump/version-order.ts";
import { groupBy } from "../group-by.ts";
import type { ImageStatus, ServiceStatus, StatusReport, StatusRow, VersionCount } from "./report.ts";

/** A row before it has been compared with others. */
export type PlainRow = Omit<StatusRow, "isBehind" | "drift">;

/**
 * Compares rows with each other: which versions are older than the newest of their image, and which services run several.
 *
 * @param rows - all that are to be compared
 */
export function compareRows(rows: readonly PlainRow[]): Pick<StatusReport, "rows" | "images" | "services"> {
  const images = [...groupBy(rows, ({ image }) => image)].map(([image, own]) => describeImage(image, own));
  const newest = new Map(images.map((image) => [image.image, image.newest]));
  const ofServices = groupBy(rows, (row) => JSON.stringify([serviceOf(row), row.image]));
  const services = [...ofServices.values()].map((own) => describeService(own, newest));
  const versionsOf = new Map([...ofServices.keys()].map((key, i) => [key, services[i]?.versions ?? []]));
  return {
    images,
    services,
    rows: rows.map((row): StatusRow => {
      const versions = versionsOf.get(JSON.stringify([serviceOf(row), row.image])) ?? [];
      return {
        ...row,
        isBehind: isOlder(row.version, newest.get(row.image)),
        drift: versions.filter((version) => version !== row.version),
      };
    }),
  };
}

/** What tells a service from others: its folder, without the part that names the cluster. */
export function serviceOf({ folder, cluster }: Pick<StatusRow, "folder" | "cluster">): string {
  const parts = folder.split("/");
  const at = cluster === undefined ? -1 : parts.lastIndexOf(cluster);
  return at < 0 ? folder : parts.with(at, "*").join("/");
}

function describeImage(image: string, rows: readonly PlainRow[]): ImageStatus {
  const versions = [...groupBy(rows, ({ version }) => version)].sort(([a], [b]) => newestFirst(a, b));
  const [newest] = versions.find(([version]) => version !== undefined && isVersion(version)) ?? [];
  const counts = versions.map(([version, own]): VersionCount => {
    const isBehind = isOlder(version, newest);
    return { version, isBehind, rows: own.length, services: new Set(own.map(serviceOf)).size };
  });
  const most = Math.max(...counts.map(({ rows: count }) => count));
  return { image, newest, mostCommon: counts.find(({ rows: count }) => count === most)?.version, versions: counts };
}

function describeService(
  rows: readonly [PlainRow, ...PlainRow[]],
  newest: ReadonlyMap<string, string | undefined>,
): ServiceStatus {
  const [{ service, image }] = rows;
  const versions = [...new Set(rows.map(({ version }) => version))].sort(newestFirst);
  return {
    ...{ service, image, versions },
    folders: [...new Set(rows.map(({ folder }) => folder))],
    isBehind: versions.some((version) => isOlder(version, newest.get(image))),
  };
}

function isOlder(version: string | undefined, newest: string | undefined): boolean {
  if (version === undefined || newest === undefined || !isVersion(version)) return false;
  return compareVersions(version, newest) < 0;
}

/** Versions that cannot be ordered come after those that can, by their text; last what has none. */
function newestFirst(a: string | undefined, b: string | undefined): number {
  const [x, y] = [rankOf(a), rankOf(b)];
  if (x !== y || a === undefined || b === undefined) return x - y;
  return (x === 0 && compareVersions(b, a)) || (a < b ? -1 : a > b ? 1 : 0);
}

function rankOf(version: string | undefined): number {
  return version === undefined ? 2 : isVersion(version) ? 0 : 1;
}
