import { createHash, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import type { LinkTo } from "../repository/files/tree.ts";
import { isWithin } from "../repository/is-within.ts";
import { isRunning, noProcess, type ProcessIdentity, thisProcess } from "./process-identity.ts";
import { removeIfEmpty, syncFoldersOf } from "./staged-file.ts";

/*
 * The journal of a run lies in a folder of its own, `.git/bump-envoy` (`.bump-envoy-journal` in the root where there is no
 * git), as `journal-ID-PID-START.json`. The folder is made beside its place, with the journal in it, and renamed into place,
 * which fails if one with a journal is there: so there is one run at a time, and a journal is never half-written. Who owns
 * it is in its name, so that to take over the journal of a dead process is to rename it, at which only one can succeed.
 */

const journalName = /^journal-[0-9a-f]{12}-(\d+)-(\d+)\.json$/;

const recordSchema = z.strictObject({
  version: z.literal(1),
  started: z.iso.datetime(),
  /** Part of the names of the journal and of the temporary files. */
  id: z.string().regex(/^[0-9a-f]{12}$/),
  files: z.array(
    z.strictObject({
      /** Relative to the root. */
      path: z.string(),
      /** The name of the file for messages. */
      name: z.string(),
      /** What it was; none for a new file. */
      before: z
        .union([
          z.strictObject({ text: z.string(), mode: z.int(), uid: z.int(), gid: z.int() }),
          z.strictObject({ link: z.string() }),
        ])
        .optional(),
      /** The digest of what it is to be; none where it is to be gone. */
      after: z.string().optional(),
    }),
  ),
  /** The folders that are made, relative to the root, the outer ones first. */
  folders: z.array(z.string()),
});

/** What a run is about to write, and what was there before. */
export type JournalRecord = z.infer<typeof recordSchema>;
export type JournalFile = JournalRecord["files"][number];

/** A journal that lies in its place. */
export interface Journal {
  /** Where it lies. */
  readonly path: string;
  readonly root: string;
  readonly owner: ProcessIdentity;
  readonly record: JournalRecord;
}

/** A journal that cannot be read, and why. */
export interface UnreadableJournal {
  readonly path: string;
  readonly reason: string;
}

export function newRecord(files: JournalFile[], folders: string[]): JournalRecord {
  const id = randomBytes(6).toString("hex");
  return { version: 1, started: new Date().toISOString(), id, files, folders };
}

/** The SHA-256 of a text, or of where a link leads, marked as such. */
export function digestOf(content: string | Uint8Array | LinkTo): string {
  const isLink = typeof content === "object" && "link" in content;
  const digest = createHash("sha256")
    .update(isLink ? content.link : content)
    .digest("hex");
  return isLink ? `link:${digest}` : digest;
}

/** The digest of what is at a path; `undefined` where nothing is, or neither a file nor a link. */
export function digestAt(path: string): { readonly exists: boolean; readonly digest: string | undefined } {
  const status = fs.lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return { exists: false, digest: undefined };
  if (status.isSymbolicLink()) return { exists: true, digest: digestOf({ link: fs.readlinkSync(path) }) };
  return { exists: true, digest: status.isFile() ? digestOf(fs.readFileSync(path)) : undefined };
}

/** Where a file of a record lies. */
export function pathOf({ root }: Journal, { path }: JournalFile): string {
  return resolve(root, path);
}

/** Where the text of a file of a record is staged. */
export function stagedPathOf(journal: Journal, file: JournalFile): string {
  const { id, files } = journal.record;
  return join(dirname(pathOf(journal, file)), `.bump-envoy-${id}-${files.indexOf(file)}`);
}

/**
 * Puts a journal in its place, on the disk.
 *
 * @returns `undefined` where there is one
 */
export function placeJournal(root: string, record: JournalRecord): Journal | undefined {
  const folder = journalFolder(root);
  removeLeftovers(root);
  const owner = thisProcess();
  const temporary = `${folder}-${owner.pid}-${record.id}`;
  const name = nameFor(record, owner);
  fs.mkdirSync(temporary);
  try {
    const descriptor = fs.openSync(join(temporary, name), "wx", 0o600);
    try {
      fs.writeFileSync(descriptor, JSON.stringify(record));
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
    fs.renameSync(temporary, folder);
  } catch (error) {
    fs.rmSync(temporary, { recursive: true, force: true });
    if (/^(?:ENOTEMPTY|EEXIST)$/.test(String((error as NodeJS.ErrnoException).code))) return undefined;
    throw error;
  }
  const path = join(folder, name);
  syncFoldersOf([folder, path]);
  return { path, root, owner, record };
}

/** The journal of a repository; `undefined` where there is none. */
export function readJournal(root: string): Journal | UnreadableJournal | undefined {
  const folder = journalFolder(root);
  let name: string | undefined;
  try {
    [name] = fs.readdirSync(folder);
  } catch (error) {
    return isMissing(error) ? undefined : { path: folder, reason: (error as Error).message };
  }
  if (name === undefined) return undefined;
  const path = join(folder, name);
  const owner = journalName.exec(name);
  if (!owner) return { path, reason: "it is no journal of this program" };
  const status = fs.lstatSync(path, { throwIfNoEntry: false });
  // Its owner may have ended, or another process taken over, since the folder was read.
  if (!status) return readJournal(root);
  if (!status.isFile()) return { path, reason: "it is no file" };
  let text: string;
  try {
    text = fs.readFileSync(path, "utf8");
  } catch (error) {
    return isMissing(error) ? readJournal(root) : { path, reason: (error as Error).message };
  }
  const record = parseRecord(text, root);
  if (typeof record === "string") return { path, reason: record };
  return { path, root, owner: { pid: Number(owner[1]), start: Number(owner[2]) }, record };
}

/**
 * Takes over the journal of a process that has ended.
 *
 * @returns `undefined` where another process was quicker
 */
export function takeOverJournal(journal: Journal): Journal | undefined {
  return changeOwner(journal, thisProcess());
}

/** Leaves a journal to whoever recovers from it, at once; else it is theirs when this process has ended. */
export function abandonJournal(journal: Journal): void {
  try {
    changeOwner(journal, noProcess);
  } catch {
    // What went wrong before is what there is to say.
  }
}

/** Takes a journal away, when all files are as they should be. */
export function removeJournal({ path }: Journal): void {
  fs.rmSync(path);
  syncFoldersOf([path]);
  removeIfEmpty(dirname(path));
}

function changeOwner(journal: Journal, owner: ProcessIdentity): Journal | undefined {
  const path = join(dirname(journal.path), nameFor(journal.record, owner));
  try {
    fs.renameSync(journal.path, path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return { ...journal, path, owner };
}

function nameFor({ id }: JournalRecord, { pid, start }: ProcessIdentity): string {
  return `journal-${id}-${pid}-${start}.json`;
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

/** The folder that holds the journal of a repository, in that of git where there is one: `.git` may be a file that names it. */
function journalFolder(root: string): string {
  const git = join(root, ".git");
  const status = fs.statSync(git, { throwIfNoEntry: false });
  if (status?.isDirectory()) return join(git, "bump-envoy");
  const [, named] = /^gitdir: (.+)$/m.exec(status ? fs.readFileSync(git, "utf8") : "") ?? [];
  const folder = named === undefined ? undefined : resolve(root, named);
  return folder !== undefined && fs.existsSync(folder) ? join(folder, "bump-envoy") : join(root, ".bump-envoy-journal");
}

/** Removes what processes left that were killed right before they put a journal in its place, or right after they removed it. */
export function removeLeftovers(root: string): void {
  const folder = journalFolder(root);
  removeIfEmpty(folder);
  const prefix = `${basename(folder)}-`;
  for (const name of fs.readdirSync(dirname(folder)).filter((name) => name.startsWith(prefix))) {
    const [, pid] = /^(\d+)-[0-9a-f]{12}$/.exec(name.slice(prefix.length)) ?? [];
    if (pid === undefined || isRunning({ pid: Number(pid), start: 0 })) continue;
    fs.rmSync(join(dirname(folder), name), { recursive: true });
  }
}

/** The record in a journal, or why it is none. One without git could come with the files of a repository: it is not trusted. */
function parseRecord(text: string, root: string): JournalRecord | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return (error as Error).message;
  }
  const result = recordSchema.safeParse(json);
  if (!result.success) return z.prettifyError(result.error);
  const paths = [...result.data.files.map(({ path }) => path), ...result.data.folders];
  const outside = paths.find((path) => !staysWithin(root, path));
  return outside === undefined ? result.data : `${outside} leads out of the repository`;
}

/** Whether a path stays within the root, also by the links in the way to it. */
export function staysWithin(root: string, path: string): boolean {
  const full = resolve(root, path);
  if (full === root || !isWithin(full, root)) return false;
  let folder = dirname(full);
  while (!fs.existsSync(folder)) folder = dirname(folder);
  return isWithin(fs.realpathSync(folder), fs.realpathSync(root));
}
