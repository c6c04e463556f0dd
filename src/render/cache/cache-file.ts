import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { isAbsolute, join } from "node:path";

/** What is larger was not written by us. */
const maxFileSize = 256 * 2 ** 20;
/** What files can hold. */
type FileName = "render" | "texts";

/** So many repositories are remembered, with a file of each kind. */
const maxFiles = 2 * 16;
const abandonedAfter = 24 * 3600 * 1000;

/** A file of one repository in a folder that holds those of several. */
export interface CacheFile {
  /** The text as it was written last, or `undefined` where there is none or it is damaged, foreign or of another kind. */
  read(): string | undefined;
  /** Replaces the file at once, if that is possible; a cache that cannot be written is no failure. */
  write(text: string): void;
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
export function cacheFile(folder: string, root: string, holds: FileName, kind: string): CacheFile {
  const name = `${holds}-${createHash("sha256").update(root).digest("hex").slice(0, 16)}.json`;
  const path = join(folder, name);
  return {
    read() {
      try {
        return unseal(readOwnFile(path), kind);
      } catch {
        return undefined;
      }
    },
    write(text) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        if (!lstatSync(folder).isDirectory()) return;
        replace(folder, name, seal(text, kind));
        tidy(folder);
      } catch {
        // A full disk, a read-only folder, a name that is taken: the next run starts without.
      }
    },
  };
}

/** A line that says what the file is, with a digest of the rest. */
function seal(text: string, kind: string): Uint8Array {
  const body = Buffer.from(text);
  return Buffer.concat([Buffer.from(`${kind} ${digestOf(body)}\n`), body]);
}

function unseal(content: Uint8Array, kind: string): string | undefined {
  const end = content.indexOf(0x0a);
  const body = Buffer.from(content.buffer, content.byteOffset + end + 1, content.length - end - 1);
  const line = Buffer.from(content.buffer, content.byteOffset, Math.max(end, 0)).toString();
  return line === `${kind} ${digestOf(body)}` ? body.toString() : undefined;
}

function digestOf(body: Uint8Array): string {
  return createHash("sha1").update(body).digest("hex");
}

/** Reads a file that somebody else can have neither put there nor linked there. */
function readOwnFile(path: string): Uint8Array {
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
function replace(folder: string, name: string, content: Uint8Array): void {
  const temporary = join(folder, `.${name}.${randomBytes(6).toString("hex")}`);
  try {
    writeFileSync(temporary, content, { flag: "wx", mode: 0o600 });
    renameSync(temporary, join(folder, name));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Removes the files of the repositories that were not used for the longest, and what an interrupted run left behind. */
function tidy(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => /^\.?(?:render|texts)-[0-9a-f]{16}\.json(\.[0-9a-f]{12})?$/.test(name))
    .map((name) => ({ path: join(folder, name), isTemporary: name.startsWith("."), time: timeOf(join(folder, name)) }));
  const finished = files.filter(({ isTemporary }) => !isTemporary).sort((a, b) => b.time - a.time);
  const abandoned = files.filter(({ isTemporary, time }) => isTemporary && time < Date.now() - abandonedAfter);
  for (const { path } of [...finished.slice(maxFiles), ...abandoned]) rmSync(path, { force: true });
}

function timeOf(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
