import type { Commit } from "../git/blame.ts";
import { layouts } from "../layouts/registry.ts";
import type { KeyPath } from "../provenance/values-tree.ts";
import { fileValues } from "./history-blobs.ts";
import { followFiles } from "./history-log.ts";
import type { StatusReport, StatusRow } from "./report.ts";
import { serviceOf } from "./standing.ts";

/** What files have said of versions over time, as far as git knows. Plain data. */
export interface History {
  /** The commit where it ends; `undefined` where git has none. */
  readonly newest: Commit | undefined;
  /** The commit before which a shallow clone has none: what it seems to bring may be older. */
  readonly cutOffAt: string | undefined;
  /** In the order of the services, then by file and key. */
  readonly lanes: readonly HistoryLane[];
}

/** What one file has said of one key. Whether that decided anything at the time is not known: it does so today where `decidesFor` says so. */
export interface HistoryLane {
  /** The services that it belongs to, by {@link serviceOf}: one whose folder holds it, or those for which it decides. */
  readonly services: readonly string[];
  /** Its name today, or the last one that it had; relative to the root. */
  readonly file: string;
  readonly path: KeyPath;
  /** The rows that it decides today. */
  readonly decidesFor: readonly StatusRow[];
  /** What it says to them, which may not be committed; `undefined` where it decides nothing. */
  readonly now: string | undefined;
  /** Its changes, oldest first. Two in a row never say the same. */
  readonly points: readonly HistoryPoint[];
}

/** From a commit on, until the next point. */
export interface HistoryPoint {
  readonly commit: Commit;
  /** The name of the file then. */
  readonly file: string;
  /** The value as Helm reads it; `undefined`: a gap. */
  readonly value: string | undefined;
  /** Why there is no value. */
  readonly gap: HistoryGap | undefined;
}

export type HistoryGap =
  /** There was no file. */
  | "no-file"
  /** The file gave the key no value: another one decided, or a default. */
  | "not-set"
  /** It was a link, no YAML, or too long to be read. */
  | "unreadable";

/**
 * Reads out of git what the files that decide a report's versions have said before, and what the values files of the same
 * services have said by the keys of the known layouts. One `git log` follows the files, along first parents and renames,
 * and one `git cat-file` reads them: nothing is checked out, nothing is rendered, and nothing is said of what decided then.
 *
 * @param root - of the repository, absolute
 * @throws GitFailure where git does not know the repository, or has no commit of it
 */
export async function readHistory(root: string, report: StatusReport): Promise<History> {
  const questions = questionsOf(report);
  const own = serviceOfFolder(report);
  const log = await followFiles(root, report.revision?.commit ?? "HEAD", {
    files: new Set(questions.map(({ file }) => file)),
    isWanted: (file) => /\.ya?ml$/.test(file) && own.has(folderOf(file)),
  });
  const keys = new Map(log.files.map(({ file }) => [file, own.has(folderOf(file)) ? [...layoutKeys] : []]));
  for (const { file, path } of questions) {
    // A subchart's file has the keys without those that lead to the subchart.
    for (let from = 0; from < path.length; from++) keys.get(file)?.push(path.slice(from));
  }
  const values = await fileValues(root, log.files, keys);
  const lanes = log.files.flatMap(({ file }) =>
    distinct(keys.get(file) ?? []).flatMap((path): HistoryLane[] => {
      const points = values(file, path);
      const decided = questions.filter((question) => isAnswered(question, file, path, points));
      const isOwn = layoutKeys.some((key) => isSame(key, path)) && own.has(folderOf(file));
      if (decided.length === 0 && !(isOwn && points.length > 0)) return [];
      const services = isOwn ? [own.get(folderOf(file)) ?? ""] : decided.map(({ row }) => serviceOf(row));
      const decidesFor = decided.map(({ row }) => row);
      return [{ services: [...new Set(services)], file, path, decidesFor, now: decided[0]?.value, points }];
    }),
  );
  return { newest: log.newest, cutOffAt: log.cutOffAt, lanes: inOrder(lanes) };
}

/** A file that decides a row today. */
interface Question {
  readonly row: StatusRow;
  readonly file: string;
  readonly path: KeyPath;
  readonly value: string;
}

function questionsOf({ rows }: StatusReport): Question[] {
  return rows.flatMap((row) =>
    row.origin.keys.flatMap(({ path, chain }) => {
      const winner = chain.find(({ decides }) => decides);
      // What a template makes of its text is not written there.
      if (winner?.site === undefined || winner.kind === "template") return [];
      return [{ row, file: winner.site.file, path, value: winner.value }];
    }),
  );
}

/** The keys that versions of a sidecar stand at, in the layouts that are known. */
const layoutKeys: readonly KeyPath[] = layouts.map(({ values }) => values.imageVersion);

/** The keys of services by their folders. */
function serviceOfFolder({ rows }: StatusReport): ReadonlyMap<string, string> {
  return new Map(rows.map((row) => [row.folder, serviceOf(row)]));
}

/**
 * Whether a file answers a question by the end of its key. All of the key does where the file has ever given it a value; of
 * less, as a subchart or another file has it, one can only tell by what is said.
 */
function isAnswered(question: Question, file: string, end: KeyPath, points: readonly HistoryPoint[]): boolean {
  const { path, value } = question;
  if (question.file !== file || points.length === 0 || !isSame(path.slice(path.length - end.length), end)) return false;
  return path.length === end.length || points.at(-1)?.value === value;
}

function inOrder(lanes: readonly HistoryLane[]): HistoryLane[] {
  const rank = ({ services, file, path }: HistoryLane) => [services[0] ?? "", file, path.join(".")].join("\0");
  return lanes
    .map((lane) => [rank(lane), lane] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, lane]) => lane);
}

function distinct(paths: readonly KeyPath[]): KeyPath[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}

function isSame(a: KeyPath, b: KeyPath): boolean {
  return a.length === b.length && a.every((key, i) => key === b[i]);
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf("/"), 0)) || ".";
}
