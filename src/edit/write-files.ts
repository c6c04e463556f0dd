import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../errors.ts";

/** A file to replace or to make. */
export interface FileChange {
  /** Where it lies, links resolved: what replaces it takes the place of the file, not of a link. */
  readonly path: string;
  /** Its name for messages. */
  readonly name: string;
  /** The text that it must still have; `undefined` for a file that must not exist yet. */
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * Writes all of these files or none. Each is first written beside its place and then renamed into it, so that no reader
 * and no interruption ever sees half a file. It runs in one go: a signal is handled before or after.
 *
 * @throws UserError `file-read-only`, `file-changed` (since it was read) or `write-failed`; then nothing has changed
 */
export function writeFiles(changes: readonly FileChange[]): void {
  for (const change of changes) checkUnchanged(change);
  const staged: string[] = [];
  const placed: FileChange[] = [];
  try {
    for (const change of changes) staged.push(stage(change, change.after));
    for (const [index, change] of changes.entries()) {
      fs.renameSync(staged[index] as string, change.path);
      placed.push(change);
    }
  } catch (error) {
    for (const temporary of staged) fs.rmSync(temporary, { force: true });
    for (const change of placed) undo(change);
    const { name } = changes[staged.length < changes.length ? staged.length : placed.length] as FileChange;
    throw new UserError("write-failed", `cannot write the file: ${(error as Error).message}`, {
      place: { file: name },
      remedy: "no file was changed; make room or the folder writable, then run again",
      cause: error,
    });
  }
}

function checkUnchanged({ path, name, before }: FileChange): void {
  // Renaming replaces a read-only file as well, and root may write to it: the mode bits are the user's word.
  if (before !== undefined && (fs.statSync(path).mode & 0o222) === 0) {
    throw new UserError("file-read-only", "the file is read-only", {
      place: { file: name },
      remedy: `no file was changed; make it writable (chmod u+w ${name}) or leave its service out`,
    });
  }
  const now = fs.existsSync(path) ? fs.readFileSync(path, "utf8") : undefined;
  if (now !== before) {
    throw new UserError("file-changed", "the file was changed by somebody else in the meantime", {
      place: { file: name },
      remedy: "no file was changed; run again",
    });
  }
}

/** Writes a text beside the place of a file, with the file's own mode and owner, and returns where. */
function stage({ path, before }: FileChange, text: string): string {
  fs.mkdirSync(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.bump-envoy-${randomBytes(6).toString("hex")}`);
  const descriptor = fs.openSync(temporary, "wx");
  try {
    fs.writeFileSync(descriptor, text);
    if (before !== undefined) {
      const { mode, uid, gid } = fs.statSync(path);
      fs.fchownSync(descriptor, uid, gid);
      fs.fchmodSync(descriptor, mode);
    }
    fs.fsyncSync(descriptor);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  } finally {
    fs.closeSync(descriptor);
  }
  return temporary;
}

function undo(change: FileChange): void {
  if (change.before === undefined) fs.rmSync(change.path);
  else fs.renameSync(stage(change, change.before), change.path);
}
