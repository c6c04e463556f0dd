import { groupBy } from "../../group-by.ts";
import type { Site } from "../../provenance/origin.ts";
import { pathFromFolder } from "../../repository/path-from-folder.ts";
import type { Age, StatusDiff, StatusReport, StatusRow } from "../../status/report.ts";
import { serviceOf } from "../../status/standing.ts";
import { withoutPlace, withPlace } from "../place-names.ts";
import { plural } from "../plural.ts";
import { placeOf, RowNames } from "./row-names.ts";

/** Lines of a table that have something in common. */
export interface StatusSection {
  readonly title: string;
  /** How good it is, for its colour. */
  readonly mood: "good" | "bad" | "neutral";
  readonly remarks: readonly string[];
  readonly lines: readonly StatusLine[];
}

/** What people read of the rows of a service that are decided in the same way. */
export interface StatusLine {
  readonly service: string;
  /** In which environments or clusters, and in which releases. */
  readonly where: string;
  /** The same without the releases; empty where there are neither environments nor clusters. */
  readonly places: string;
  readonly origin: string;
  readonly key: string;
  /** The place that decides. */
  readonly site: string;
  /** Since when it is as it is. */
  readonly age: string;
  readonly commit: string;
  /** The other versions that the service runs. */
  readonly drift: string;
}

/** A section for each version of each image, the newest first. */
export function reportSections({ rows, images }: StatusReport): StatusSection[] {
  const names = new RowNames(rows);
  return images.flatMap(({ image, newest, mostCommon, versions }) =>
    versions.flatMap(({ version, isBehind }): StatusSection[] => {
      const own = rows.filter((row) => row.image === image && row.version === version);
      const [first] = own;
      if (first === undefined) return [];
      const isNewest = version !== undefined && version === newest;
      const remarks = [
        ...(isBehind ? [`behind ${newest}`] : isNewest ? ["newest"] : []),
        ...(version === mostCommon && versions.length > 1 ? ["most common"] : []),
        plural(own.length, "image"),
        plural(new Set(own.map(serviceOf)).size, "service"),
      ];
      const mood = isBehind ? "bad" : isNewest ? "good" : "neutral";
      const lines = linesOf(
        own.map((after) => ({ after })),
        names,
      );
      return [{ title: nameOfImage(first), mood, remarks, lines }];
    }),
  );
}

/** A section for each change from one version to another, then what was added and removed. */
export function diffSections({ changed, added, removed, uncompared }: StatusDiff): StatusSection[] {
  const names = new RowNames([...changed.map(({ after }) => after), ...added, ...removed, ...uncompared]);
  const changes = [...groupBy(changed, titleOfChange)].map(
    ([title, own]): StatusSection => ({
      title,
      mood: "neutral",
      remarks: [plural(own.length, "image"), plural(new Set(own.map(({ after }) => serviceOf(after))).size, "service")],
      lines: linesOf(own, names),
    }),
  );
  const alone = (remark: string, rows: readonly StatusRow[], mood: StatusSection["mood"]) =>
    [...groupBy(rows, nameOfImage)].map(
      ([title, own]): StatusSection => ({
        ...{ title, mood },
        remarks: [remark, plural(own.length, "image"), plural(new Set(own.map(serviceOf)).size, "service")],
        lines: linesOf(
          own.map((after) => ({ after })),
          names,
        ),
      }),
    );
  return [
    ...changes,
    ...alone("added", added, "good"),
    ...alone("removed", removed, "bad"),
    ...alone("not compared, since it could not be rendered before or after", uncompared, "neutral"),
  ];
}

/** A row as it is, and what it was where that is told. */
interface Seen {
  readonly before?: StatusRow;
  readonly after: StatusRow;
}

function nameOfImage({ image, version }: Pick<StatusRow, "image" | "version">): string {
  return `${image} ${version ?? "without a tag"}`;
}

function titleOfChange({ before, after }: Required<Seen>): string {
  const [from, to] = [nameOfImage(before), nameOfImage(after)];
  if (from !== to) return `${from} → ${before.image === after.image ? (after.version ?? "without a tag") : to}`;
  return `${to}, ${before.reference === after.reference ? "decided elsewhere" : "from another place"}`;
}

function linesOf(seen: readonly Seen[], names: RowNames): StatusLine[] {
  const lines = [...groupBy(seen, signatureOf).values()].map((members): StatusLine => {
    const [{ before, after }] = members;
    const rows = members.map((member) => member.after);
    const former = members.flatMap((member) => member.before ?? []);
    return {
      service: names.service(after),
      where: names.places(rows),
      places: [...new Set(rows.flatMap((row) => placeOf(row) ?? []))].join(", "),
      origin: fromTo(before?.origin.kind, after.origin.kind),
      key: fromTo(before && keysOf(before), keysOf(after)),
      site: fromTo(before && describeSites(before, former), describeSites(after, rows)),
      age: describeAge(after.age),
      commit: describeCommit(after.age),
      drift: before || after.drift.length === 0 ? "" : after.drift.map((version) => version ?? "no tag").join(", "),
    };
  });
  return lines.sort((a, b) => (a.service < b.service ? -1 : a.service > b.service ? 1 : 0));
}

function fromTo(from: string | undefined, to: string): string {
  return from === undefined || from === to ? to : `${from || "?"} → ${to || "?"}`;
}

/** What rows have in common that are decided in the same way, by files that differ by their environment or cluster at most. */
function signatureOf({ before, after }: Seen): string {
  const decision = (row: StatusRow | undefined) =>
    row && [row.origin.kind, keysOf(row), deciding(row).map(({ file }) => withoutPlace(file, nameInPaths(row)))];
  return JSON.stringify([
    ...[serviceOf(after), decision(before), decision(after)],
    [after.age?.commit?.hash, after.age?.days, after.drift],
  ]);
}

function keysOf({ origin }: StatusRow): string {
  return origin.keys.map(({ keyPath }) => keyPath).join(" ");
}

/** The places that decide, or the files, where no more is known. */
function deciding({ origin: { sites, keys } }: StatusRow): readonly (Site | { file: string; line: undefined })[] {
  if (sites.length > 0) return sites;
  return keys.flatMap(({ chain }) =>
    chain.filter(({ decides }) => decides).map(({ file }) => ({ file, line: undefined })),
  );
}

/** The place that decides, in the service's folder named from there; with its line where that is the same for all. */
function describeSites(row: StatusRow, all: readonly StatusRow[]): string {
  const places = [...new Set(all.map(nameInPaths))];
  return deciding(row)
    .map(({ file, line }, i) => {
      const general = withoutPlace(pathFromFolder(file, row.folder) ?? file, nameInPaths(row));
      const isSameLine = all.every((other) => deciding(other)[i]?.line === line);
      return `${withPlace(general, places.length === 1 ? String(places[0]) : "*")}${line !== undefined && isSameLine ? `:${line}` : ""}`;
    })
    .join(", ");
}

/** What names of files differ by: the cluster where the folder names it, else the environment. */
function nameInPaths({ cluster, environment }: StatusRow): string | undefined {
  return cluster ?? environment;
}

/** In the largest unit of which there are two. */
function describeAge(age: Age | undefined): string {
  if (age === undefined) return "";
  if (age.commit === undefined) return "uncommitted";
  const [months, years] = [Math.floor(age.days / 30.44), Math.floor(age.days / 365.25)];
  if (years >= 2) return `${years} y`;
  return months >= 2 ? `${months} mo` : `${age.days} d`;
}

function describeCommit(age: Age | undefined): string {
  return age?.commit ? `${age.commit.hash.slice(0, shortHash)} ${age.commit.author}` : "";
}

const shortHash = 9;
