import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { isAbsolute, join } from "node:path";
import { makeFolder } from "../../make-folder.ts";

/** What is larger was not written by us. */
const maxFileSize = 256 * 2 ** 20;
/** What files can hold. */
export type CacheFileName = "render" | "texts" | "charts" | "code";

/** So many repositories are remembered, with a file of each kind; the code of a command is as good as one kind more. */
const maxFiles = 3 * 16;
const abandonedAfter = 24 * 3600 * 1000;

/** A file of one repository in a folder that holds those of several. */
export interface CacheFile {
  /** What was written last, or `undefined` where there is nothing or it is damaged, foreign or of another kind. */
  read(): Buffer | undefined;
  /**
   * Replaces the file at once, if that is possible; a cache that cannot be written is no failure.
   *
   * @param parts - its content, in pieces
   */
  write(parts: readonly Uint8Array[]): void;
}

/** Where the caches of a user lie (XDG Base Directory Specification: a relative path is ignored). */
export function defaultCacheFolder(environment: NodeJS.ProcessEnv, home: string): string {
  const { XDG_CACHE_HOME: base = "" } = environment;
  return join(isAbsolute(base) ? base : join(home, ".cache"), "bump-envoy");
}

/**
 * Names the cache file of a repository.
 *
 * @param root - the real path of the repository
 * @param holds - what the file holds, among several of a repository
 * @param kind - what wrote it: a file of another kind is none. One line.
 */
export function cacheFile(folder: string, root: string, holds: CacheFileName, kind: string): CacheFile {
  const name = `${holds}-${createHash("sha256").update(root).digest("hex").slice(0, 16)}.cache`;
  const path = join(folder, name);
  return {
    read() {
      try {
        return unseal(readOwnFile(path), kind);
      } catch {
        return undefined;
      }
    },
    write(parts) {
      try {
        makeFolder(folder, 0o700);
        if (!lstatSync(folder).isDirectory()) return;
        replace(folder, name, [sealOf(parts, kind), ...parts]);
        tidy(folder);
      } catch {
        // A full disk, a read-only folder, a name that is taken: the next run starts without.
      }
    },
  };
}

/** A line that says what the file is, with a digest of the rest. */
function sealOf(parts: readonly Uint8Array[], kind: string): Uint8Array {
  return Buffer.from(`${kind} ${digestOf(parts)}\n`);
}

function unseal(content: Buffer, kind: string): Buffer | undefined {
  const end = content.indexOf(0x0a);
  const body = content.subarray(end + 1);
  const line = content.toString("utf8", 0, Math.max(end, 0));
  return line === `${kind} ${digestOf([body])}` ? body : undefined;
}

function digestOf(parts: readonly Uint8Array[]): string {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** Reads a file that somebody else can have neither put there nor linked there. */
function readOwnFile(path: string): Buffer {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    const isOwn = process.getuid === undefined || stats.uid === process.getuid();
    if (!stats.isFile() || !isOwn || stats.size > maxFileSize) throw new Error("not a file of ours");
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A name that nobody can guess, made only where nothing is, takes the place of whatever is there, a link included. */
function replace(folder: string, name: string, parts: readonly Uint8Array[]): void {
  const temporary = join(folder, `.${name}.${randomBytes(6).toString("hex")}`);
  try {
    const descriptor = openSync(temporary, "wx", 0o600);
    try {
      for (const part of parts) writeFileSync(descriptor, part);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, join(folder, name));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Removes the files of the repositories that were not used for the longest, and what an interrupted run left behind. */
function tidy(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => /^\.?(?:render|texts|charts|code)-[0-9a-f]{16}\.cache(\.[0-9a-f]{12})?$/.test(name))
    .map((name) => ({ path: join(folder, name), isTemporary: name.startsWith("."), time: timeOf(join(folder, name)) }));
  const finished = files.filter(({ isTemporary }) => !isTemporary).sort((a, b) => b.time - a.time);
  const abandoned = files.filter(({ isTemporary, time }) => isTemporary && time < Date.now() - abandonedAfter);
  for (const { path } of [...finished.slice(maxFiles), ...abandoned]) rmSync(path, { force: true });
}

function timeOf(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
