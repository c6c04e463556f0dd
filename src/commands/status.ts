import { resolve } from "node:path";
import pc from "picocolors";
import { UserError } from "../errors.ts";
import { findRevision, type Revision } from "../git/revision.ts";
import { statusFormats } from "../report/status/formats.ts";
import { printDiffNotes, printReportNotes } from "../report/status/notes.ts";
import type { StatusStyle } from "../report/status/style.ts";
import type { Terminal } from "../report/terminal.ts";
import { diffReports } from "../status/diff.ts";
import type { StatusDiff, StatusReport } from "../status/report.ts";
import { compareRows } from "../status/standing.ts";
import { StatusGatherer } from "./gather-status.ts";
import { findPlace } from "./open-selection.ts";
import type { StatusOptions } from "./status-options.ts";
import { writeOutput } from "./write-output.ts";

/**
 * Prints what every release runs, where that comes from and since when, or what of it has changed since a revision.
 *
 * @param paths - files or folders that limit the run to the helmfiles below them; none: the working folder
 * @returns the exit code: 1 where something could not be rendered, or the place that decides is not known
 * @throws UserError for misuse
 */
export async function status(paths: readonly string[], options: StatusOptions, terminal: Terminal): Promise<number> {
  const isOfThePast = options.at !== undefined || options.diff !== undefined;
  const place = await findPlace(paths, options, { mayBeGone: isOfThePast });
  const at = await revisionOf(place.root, options.at);
  const since = await revisionOf(place.root, options.diff);
  const gatherer = new StatusGatherer(place, options, terminal);
  const format = await statusFormats[options.format](place.root);
  if (since === undefined) {
    const report = onlyVersion(await gatherer.gather(at), options.from);
    await print((style) => format.report(report, style), place.cwd, options, terminal);
    if (options.format !== "json") printReportNotes(report, terminal);
    return exitCode([report]);
  }
  const { diff: printDiff } = format;
  if (printDiff === undefined) {
    throw new UserError("usage", `--format ${options.format} shows one state, and not what has changed`, {
      remedy: "leave --diff out, or use --format markdown",
    });
  }
  const reports = await gatherBoth(gatherer, since, at, options);
  const diff = onlyFrom(diffReports(...reports), options.from);
  await print((style) => printDiff(diff, style), place.cwd, options, terminal);
  if (options.format !== "json") printDiffNotes(diff, terminal);
  return exitCode(reports);
}

async function revisionOf(root: string, name: string | undefined): Promise<Revision | undefined> {
  return name === undefined ? undefined : findRevision(root, name);
}

/** @throws UserError where nothing is selected in either state */
async function gatherBoth(
  gatherer: StatusGatherer,
  before: Revision,
  after: Revision | undefined,
  options: StatusOptions,
): Promise<[StatusReport, StatusReport]> {
  const errors: UserError[] = [];
  const gather = async (revision: Revision | undefined): Promise<StatusReport> => {
    try {
      return await gatherer.gather(revision);
    } catch (error) {
      // What is new, or gone, is in one of them only.
      const isMissing = error instanceof UserError && ["no-helmfiles", "unknown-selection"].includes(error.code);
      if (!isMissing) throw error;
      errors.push(error);
      return { revision, wanted: options.image, failures: [], ...compareRows([]) };
    }
  };
  const reports: [StatusReport, StatusReport] = [await gather(before), await gather(after)];
  const [, error] = errors;
  if (error !== undefined) throw error;
  return reports;
}

function onlyVersion(report: StatusReport, from: string | undefined): StatusReport {
  return from === undefined ? report : { ...report, rows: report.rows.filter(({ version }) => version === from) };
}

function onlyFrom(diff: StatusDiff, from: string | undefined): StatusDiff {
  if (from === undefined) return diff;
  const runsIt = ({ version }: { readonly version: string | undefined }) => version === from;
  return {
    ...diff,
    added: diff.added.filter(runsIt),
    removed: diff.removed.filter(runsIt),
    changed: diff.changed.filter(({ before, after }) => runsIt(before) || runsIt(after)),
    uncompared: diff.uncompared.filter(runsIt),
  };
}

async function print(
  write: (style: StatusStyle) => string | Promise<string>,
  cwd: string,
  { outputFile }: StatusOptions,
  { stdout, colors, width }: Terminal,
): Promise<void> {
  if (outputFile === undefined) stdout.write(await write({ colors, width }));
  else writeOutput(resolve(cwd, outputFile), await write({ colors: pc.createColors(false), width: undefined }));
}

function exitCode(reports: readonly StatusReport[]): number {
  const isAllKnown = reports.every(
    ({ rows, failures }) => failures.length === 0 && rows.every(({ origin }) => origin.isTraced),
  );
  return isAllKnown ? 0 : 1;
}
