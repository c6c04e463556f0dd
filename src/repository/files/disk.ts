import { closeSync, constants, lstatSync, openSync, readdirSync, readlinkSync, readSync, type Stats } from "node:fs";
import type { FileStat } from "../../helm/chart/files.ts";
import { type DigestIndex, digestOf, digestOfNames, type Stamp } from "./digest.ts";
import { Failure } from "./failure.ts";
import { TextCache } from "./text-cache.ts";
import type { Tree } from "./tree.ts";

/** A values file or a chart's file that is larger is none. */
const maxFileSize = 64 * 2 ** 20;
/** File systems count time in steps of up to two seconds (FAT); most in milliseconds. */
const clockStep = 2000;

interface Node {
  readonly stat: FileStat;
  readonly stamp: Stamp;
  target?: string | Failure;
  names?: readonly string[] | Failure;
  digest?: string | undefined;
  failure?: Failure;
}

/** The files of this machine, each asked for once; only contents that no longer fit are read again. */
export class Disk implements Tree {
  readonly #nodes = new Map<string, Node | Failure>();
  readonly #texts: TextCache;
  readonly #index: DigestIndex | undefined;
  readonly #started = Date.now();

  constructor(memory: number, index: DigestIndex | undefined) {
    this.#texts = new TextCache(memory);
    this.#index = index;
  }

  stat(path: string): FileStat | Failure {
    const node = this.#node(path);
    return node instanceof Failure ? node : node.stat;
  }

  target(path: string): string | Failure {
    const node = this.#node(path);
    if (node instanceof Failure) return node;
    node.target ??= attempt(path, () => readlinkSync(path));
    return node.target;
  }

  names(path: string): readonly string[] | Failure {
    const node = this.#node(path);
    if (node instanceof Failure) return node;
    node.names ??= attempt(path, () => readdirSync(path));
    return node.names;
  }

  read(path: string): Uint8Array | Failure {
    const node = this.#node(path);
    if (node instanceof Failure) return node;
    if (node.failure) return node.failure;
    const kept = this.#texts.get(path);
    if (kept) return kept;
    const text = readNode(path, node.stat);
    if (text instanceof Failure) {
      node.failure = text;
    } else {
      this.#texts.add(path, text);
      // Should it have changed since it was last read, the digest is that of what the reader gets.
      node.digest = this.#index ? this.#indexed(path, node.stamp, digestOf(text)) : undefined;
    }
    return text;
  }

  namesDigest(path: string): string | Failure {
    const node = this.#node(path);
    if (node instanceof Failure) return node;
    // A list that was handed out stays the same, so that its digest is never another one.
    const known = this.#knownDigest(path, node, "directory", node.names === undefined);
    if (known !== undefined) return known;
    const names = this.names(path);
    if (names instanceof Failure) return names;
    node.digest = this.#indexed(path, node.stamp, digestOfNames(names));
    return node.digest;
  }

  contentDigest(path: string): string | Failure {
    const node = this.#node(path);
    if (node instanceof Failure) return node;
    const known = this.#knownDigest(path, node, "file", true);
    if (known !== undefined) return known;
    const text = this.read(path);
    if (text instanceof Failure) return text;
    node.digest ??= digestOf(text);
    return node.digest;
  }

  #knownDigest(path: string, node: Node, kind: FileStat["kind"], mayFind: boolean): string | undefined {
    if (node.stat.kind !== kind) return undefined;
    if (node.digest === undefined && mayFind) node.digest = this.#index?.find(path, node.stamp);
    return node.digest;
  }

  /**
   * Remembers a digest, unless the file is so young that it may change once more within the same step of the clock: then
   * the stamp would not tell (git's "racy" entries). What changed after it was asked for has another stamp next time.
   */
  #indexed(path: string, stamp: Stamp, digest: string): string {
    if (Math.max(stamp.mtimeMs, stamp.ctimeMs) < this.#started - clockStep) this.#index?.add(path, stamp, digest);
    return digest;
  }

  #node(path: string): Node | Failure {
    let node = this.#nodes.get(path);
    if (node === undefined) {
      const stats = attempt(path, () => lstatSync(path, { throwIfNoEntry: false }));
      if (stats === undefined) node = new Failure("ENOENT", path);
      else if (stats instanceof Failure) node = stats;
      else node = { stat: { kind: kindOf(stats), size: stats.size }, stamp: stampOf(stats) };
      this.#nodes.set(path, node);
    }
    return node;
  }
}

function kindOf(stats: Stats): FileStat["kind"] {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  return stats.isSymbolicLink() ? "link" : "irregular";
}

function stampOf({ size, mtimeMs, ctimeMs, ino }: Stats): Stamp {
  return { size, mtimeMs, ctimeMs, ino };
}

/** Reads a file, and nothing that has taken its place since: no link, and no pipe, on which one could wait for ever. */
function readNode(path: string, { kind, size }: FileStat): Uint8Array | Failure {
  if (kind === "directory") return new Failure("EISDIR", path);
  if (kind !== "file") return new Failure("EINVAL", path);
  if (size > maxFileSize) return new Failure("EFBIG", path);
  return attempt(path, () => {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return readAll(descriptor, size);
    } finally {
      closeSync(descriptor);
    }
  });
}

/** One byte more than is expected, so that one call reads all and says so. */
function readAll(descriptor: number, size: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let chunk = Buffer.allocUnsafe(size + 1);
  for (;;) {
    const length = readSync(descriptor, chunk, 0, chunk.length, null);
    const isWhole = length < chunk.length;
    if (length > 0) chunks.push(chunk.subarray(0, length));
    if (isWhole) break;
    chunk = Buffer.allocUnsafe(1 << 16);
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}

function attempt<T>(path: string, action: () => T): T | Failure {
  try {
    return action();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return new Failure(code, path);
  }
}
