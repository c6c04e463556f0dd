import * as fs from "node:fs";
import { dirname, relative } from "node:path";
import { UserError } from "../errors.ts";
import {
  abandonJournal,
  digestOf,
  type Journal,
  type JournalFile,
  newRecord,
  placeJournal,
  removeJournal,
  stagedPathOf,
  staysWithin,
} from "./journal.ts";
import { refuseUnfinishedRun, undoFiles } from "./recover-files.ts";
import { stageFile, syncFoldersOf } from "./staged-file.ts";

/** A file to replace or to make. */
export interface FileChange {
  /** Where it lies within the root, links resolved: what replaces it takes the place of the file, not of a link. */
  readonly path: string;
  /** Its name for messages. */
  readonly name: string;
  /** The text that it must still have; `undefined` for a file that must not exist yet. */
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * Writes all of these files or none. Each is first written beside its place and then renamed into it, so that no reader
 * and no interruption ever sees half a file. Before that a journal is written: where the process is killed in between,
 * {@link refuseUnfinishedRun} says so and `recoverFiles` puts everything back. While one run writes files of a repository,
 * no other does.
 *
 * It runs in one go: a signal that can be handled is handled before or after.
 *
 * @param root - the root of the repository, links resolved
 * @throws UserError `file-read-only` (or its folder), `file-changed` (since it was read), `write-failed`,
 *   `run-in-progress`, `run-interrupted` or `journal-unreadable`; then nothing has changed, unless the message says so
 */
export function writeFiles(root: string, changes: readonly FileChange[]): void {
  if (changes.length === 0) return;
  refuseUnfinishedRun(root);
  for (const change of changes) check(root, change);

  const journal = begin(root, changes);
  const steps = changes.map((change, index) => {
    const file = journal.record.files[index] as JournalFile;
    return { change, file, staged: stagedPathOf(journal, file) };
  });
  let current = changes[0] as FileChange;
  try {
    for (const { change, file, staged } of steps) {
      current = change;
      fs.mkdirSync(dirname(change.path), { recursive: true });
      stageFile(staged, change.after, file.before);
    }
    for (const { change, staged } of steps) {
      current = change;
      check(root, change);
      fs.renameSync(staged, change.path);
    }
    syncFoldersOf(changes.map(({ path }) => path));
    removeJournal(journal);
  } catch (error) {
    throw rollBack(journal, current, error instanceof UserError ? error : cannotWrite(current, error));
  }
}

function check(root: string, { path, name, before }: FileChange): void {
  if (!staysWithin(root, path)) {
    throw new UserError("write-failed", "the file lies outside of the repository", {
      place: { file: name },
      remedy: "no file was changed; remove the link that leads there",
    });
  }
  // Renaming replaces a read-only file as well, and root may write to it: the mode bits are the user's word.
  refuseReadOnly(path, name, name);
  const folder = existingFolder(path);
  refuseReadOnly(folder, name, relative(root, folder) || ".");
  if (before === undefined ? fs.existsSync(path) : !holds(path, before)) {
    throw new UserError("file-changed", "the file was changed by somebody else in the meantime", {
      place: { file: name },
      remedy: "no file was changed; run again",
    });
  }
}

function refuseReadOnly(path: string, name: string, what: string): void {
  const status = fs.statSync(path, { throwIfNoEntry: false });
  if (!status || (status.mode & 0o222) !== 0) return;
  throw new UserError("file-read-only", `the ${status.isDirectory() ? "folder" : "file"} is read-only`, {
    place: { file: name },
    remedy: `no file was changed; make it writable (chmod u+w ${what}) or leave its service out`,
  });
}

function existingFolder(path: string): string {
  let folder = dirname(path);
  while (!fs.existsSync(folder)) folder = dirname(folder);
  return folder;
}

function holds(path: string, text: string): boolean {
  return fs.existsSync(path) && fs.readFileSync(path).equals(Buffer.from(text));
}

function begin(root: string, changes: readonly FileChange[]): Journal {
  try {
    for (;;) {
      const record = newRecord(
        changes.map((change) => describe(root, change)),
        missingFolders(root, changes),
      );
      const journal = placeJournal(root, record);
      if (journal) return journal;
      // Another run was quicker; it may have ended by now.
      refuseUnfinishedRun(root);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError("write-failed", `cannot write the journal: ${(error as Error).message}`, {
      remedy: "no file was changed; make room or the folder writable, then run again",
      cause: error,
    });
  }
}

function describe(root: string, { path, name, before, after }: FileChange): JournalFile {
  const file = { path: relative(root, path), name, after: digestOf(after) };
  if (before === undefined) return file;
  const { mode, uid, gid } = fs.statSync(path);
  return { ...file, before: { text: before, mode, uid, gid } };
}

/** The folders that these files need and that are not there, relative to the root, the outer ones first. */
function missingFolders(root: string, changes: readonly FileChange[]): string[] {
  const missing = new Set<string>();
  for (const { path } of changes) {
    for (let folder = dirname(path); !fs.existsSync(folder); folder = dirname(folder)) {
      missing.add(relative(root, folder));
    }
  }
  return [...missing].sort();
}

/**
 * Undoes what was done, and makes the error that says what went wrong.
 *
 * @param current - the file at which it did
 */
function rollBack(journal: Journal, current: FileChange, problem: UserError): UserError {
  const { code, message, place = { file: current.name } } = problem;
  try {
    const others = undoFiles(journal).conflicting.filter((name) => name !== current.name);
    removeJournal(journal);
    if (others.length === 0) return problem;
    return new UserError(code, `${message}; somebody else has changed ${others.join(", ")} in the meantime`, {
      place,
      remedy: "all other files are as they were before; look at these with `git diff`, then run again",
      cause: problem,
    });
  } catch (error) {
    abandonJournal(journal);
    return new UserError("write-failed", `${message}; and it cannot be undone: ${(error as Error).message}`, {
      place,
      remedy: "some files may be changed; make room or the folder writable, then run `bump-envoy --recover`",
      cause: error,
    });
  }
}

function cannotWrite({ name }: FileChange, error: unknown): UserError {
  return new UserError("write-failed", `cannot write the file: ${(error as Error).message}`, {
    place: { file: name },
    remedy: "no file was changed; make room or the folder writable, then run again",
    cause: error,
  });
}
