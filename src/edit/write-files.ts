import * as fs from "node:fs";
import { dirname, relative } from "node:path";
import { UserError } from "../errors.ts";
import {
  abandonJournal,
  digestAt,
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
import { type Attributes, type FileContent, stageFile, stageLink, syncFoldersOf } from "./staged-file.ts";

/** A file or link to replace, to make or to remove. */
export interface FileChange {
  /**
   * Where it lies within the root, links in the way to it resolved, and of a file that is written the link that it may be
   * itself: what replaces it takes its place.
   */
  readonly path: string;
  /** Its name for messages. */
  readonly name: string;
  /** The text that it must still have, or where it must still lead; `undefined` for what must not exist yet. */
  readonly before: FileContent;
  /** What it becomes; `undefined`: nothing. */
  readonly after: FileContent;
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
      const { path, after } = change;
      if (after === undefined) continue;
      fs.mkdirSync(dirname(path), { recursive: true });
      if (typeof after === "string") stageFile(staged, after, attributesOf(file));
      else stageLink(staged, after);
    }
    for (const { change, staged } of steps) {
      current = change;
      check(root, change);
      if (change.after === undefined) fs.rmSync(change.path);
      else fs.renameSync(staged, change.path);
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
  const { exists, digest } = digestAt(path);
  if (before === undefined ? exists : digest !== digestOf(before)) {
    throw new UserError("file-changed", "the file was changed by somebody else in the meantime", {
      place: { file: name },
      remedy: "no file was changed; run again",
    });
  }
}

function refuseReadOnly(path: string, name: string, what: string): void {
  const status = fs.lstatSync(path, { throwIfNoEntry: false });
  if (!status || status.isSymbolicLink() || (status.mode & 0o222) !== 0) return;
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
  const file = { path: relative(root, path), name, ...(after !== undefined && { after: digestOf(after) }) };
  if (before === undefined) return file;
  if (typeof before === "object") return { ...file, before };
  const { mode, uid, gid } = fs.statSync(path);
  return { ...file, before: { text: before, mode, uid, gid } };
}

/** What the file that is replaced has, and its successor should. */
function attributesOf({ before }: JournalFile): Attributes | undefined {
  return before !== undefined && "text" in before ? before : undefined;
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
