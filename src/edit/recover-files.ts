import * as fs from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { UserError } from "../errors.ts";
import {
  abandonJournal,
  digestAt,
  digestOf,
  type Journal,
  type JournalFile,
  pathOf,
  readJournal,
  removeJournal,
  removeLeftovers,
  stagedPathOf,
  takeOverJournal,
  type UnreadableJournal,
} from "./journal.ts";
import { isRunning } from "./process-identity.ts";
import { removeIfEmpty, stageFile, stageLink, syncFoldersOf } from "./staged-file.ts";

/** A run that has not ended as it should, or not yet. */
export type UnfinishedRun =
  /** It is at work: `running`; or it was killed, and left some files new and some old: `interrupted`. */
  | {
      readonly state: "running" | "interrupted";
      readonly pid: number;
      readonly started: Date;
      /** The names of the files that it writes. */
      readonly files: readonly string[];
    }
  | ({ readonly state: "unreadable" } & UnreadableJournal);

/** What became of the files of a run that was interrupted. */
export interface Recovery {
  /** `completed`: it had written all files, which stay; `undone`: they are as they were before. */
  readonly outcome: "completed" | "undone";
  /** The names of the files that were put back, or removed again. */
  readonly restored: readonly string[];
  /** The names of the files that somebody else has changed since: they stay as they are. */
  readonly conflicting: readonly string[];
}

/** The run that writes files of this repository, or was interrupted at it. */
export function findJournal(root: string): UnfinishedRun | undefined {
  const journal = readJournal(root);
  if (journal === undefined) return undefined;
  if ("reason" in journal) return { state: "unreadable", ...journal };
  const { owner, record } = journal;
  const state = isRunning(owner) ? "running" : "interrupted";
  return { state, pid: owner.pid, started: new Date(record.started), files: record.files.map(({ name }) => name) };
}

/**
 * Refuses to go on where another run writes files of this repository, or one was interrupted at it.
 *
 * @throws UserError `run-in-progress`, `run-interrupted` or `journal-unreadable`
 */
export function refuseUnfinishedRun(root: string): void {
  const journal = readJournal(root);
  if (journal === undefined) return;
  if ("reason" in journal) throw unreadable(root, journal);
  if (isRunning(journal.owner)) throw inProgress(journal);
  throw new UserError("run-interrupted", "an earlier run was interrupted while it wrote files", {
    remedy: "run `bump-envoy --recover`: they become what they were before, unless all of them were written",
  });
}

/**
 * Brings the files of a run that was interrupted into one state: where it had written all of them they stay, else all
 * become what they were before. A file that holds something else by now is left alone. Temporary files are removed, and
 * the folders that the run made for files that are gone again. Where this is interrupted itself, it can be done again.
 *
 * @param root - the root of the repository, links resolved
 * @returns `undefined` where there is nothing to recover from
 * @throws UserError `run-in-progress`, `journal-unreadable`, or `write-failed` where a file cannot be put back
 */
export function recoverFiles(root: string): Recovery | undefined {
  removeLeftovers(root);
  const found = readJournal(root);
  if (found === undefined) return undefined;
  if ("reason" in found) throw unreadable(root, found);
  if (isRunning(found.owner)) throw inProgress(found);
  let journal: Journal | undefined = found;
  try {
    journal = takeOverJournal(found);
    if (journal) return recover(journal);
  } catch (error) {
    abandonJournal(journal as Journal);
    throw new UserError("write-failed", `cannot put back the files of an earlier run: ${(error as Error).message}`, {
      remedy: "make room or the folders writable, then run `bump-envoy --recover` again",
      cause: error,
    });
  }
  // Another process was quicker.
  return recoverFiles(root);
}

function recover(journal: Journal): Recovery {
  const isComplete = journal.record.files.every((file) => isPlaced(journal, file));
  const recovery: Recovery = isComplete
    ? { outcome: "completed", restored: [], conflicting: conflictingFiles(journal) }
    : { outcome: "undone", ...undoFiles(journal) };
  removeStagedFiles(journal);
  removeJournal(journal);
  return recovery;
}

/**
 * Puts the files of a journal back as they were before, but for those that somebody else has changed, and removes what is
 * left of the run: temporary files, and folders that it made.
 */
export function undoFiles(journal: Journal): Pick<Recovery, "restored" | "conflicting"> {
  const { files, folders } = journal.record;
  const restored = files.filter((file) => stateOf(journal, file) === "new");
  for (const file of restored) restore(journal, file);
  const conflicting = conflictingFiles(journal);
  removeStagedFiles(journal);
  for (const folder of folders.toReversed()) removeIfEmpty(resolve(journal.root, folder));
  syncFoldersOf(files.map((file) => pathOf(journal, file)));
  return { restored: restored.map(({ name }) => name), conflicting };
}

function removeStagedFiles(journal: Journal): void {
  for (const file of journal.record.files) fs.rmSync(stagedPathOf(journal, file), { force: true });
}

function conflictingFiles(journal: Journal): string[] {
  return journal.record.files.filter((file) => stateOf(journal, file) === "other").map(({ name }) => name);
}

/** Whether the new text of a file got into its place, even if somebody else has changed it since. */
function isPlaced(journal: Journal, file: JournalFile): boolean {
  const state = stateOf(journal, file);
  return state === "new" || (state === "other" && !fs.existsSync(stagedPathOf(journal, file)));
}

function stateOf(journal: Journal, file: JournalFile): "old" | "new" | "other" {
  const { before, after } = file;
  const { exists, digest } = digestAt(pathOf(journal, file));
  const old = before && digestOf("link" in before ? before : before.text);
  if (exists ? digest !== undefined && digest === old : before === undefined) return "old";
  return (exists ? digest !== undefined && digest === after : after === undefined) ? "new" : "other";
}

function restore(journal: Journal, file: JournalFile): void {
  const path = pathOf(journal, file);
  if (file.before) {
    const staged = stagedPathOf(journal, file);
    fs.mkdirSync(dirname(path), { recursive: true });
    if ("link" in file.before) stageLink(staged, file.before);
    else stageFile(staged, file.before.text, file.before);
    fs.renameSync(staged, path);
  } else {
    fs.rmSync(path);
  }
}

function inProgress({ owner, record }: Journal): UserError {
  const who = `process ${owner.pid}, since ${record.started}`;
  return new UserError("run-in-progress", `another run is writing files (${who})`, {
    remedy: "wait for it to end, then run again",
  });
}

function unreadable(root: string, { path, reason }: UnreadableJournal): UserError {
  return new UserError("journal-unreadable", `the journal of an earlier run cannot be read: ${reason}`, {
    place: { file: relative(root, path) },
    remedy: "look at the changed files with `git diff`, then remove this file",
  });
}
