import { createHash } from "node:crypto";

/** SHA-1 is the fastest that node:crypto has (sha256, md5 and blake2b take up to twice as long on short files). */
export function digestOf(content: Uint8Array | string): string {
  return createHash("sha1").update(content).digest("base64");
}

export function digestOfNames(names: readonly string[]): string {
  return digestOf([...names].sort().join("\0"));
}

/** What the file system says about a file or folder without reading it. */
export interface Stamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

/** Digests that an earlier run found, so that what has not changed since is not read again. */
export interface DigestIndex {
  /** The digest of a file's content or a folder's names, if it still has this stamp. */
  find(path: string, stamp: Stamp): string | undefined;
  add(path: string, stamp: Stamp, digest: string): void;
}
