import * as fs from "node:fs";
import { dirname } from "node:path";
import type { LinkTo } from "../repository/files/tree.ts";

/** What is or is to be at a path: a file with this text, a link, or nothing. */
export type FileContent = string | LinkTo | undefined;

/** A link that is to be renamed to its place. */
export function stageLink(path: string, { link }: LinkTo): void {
  fs.rmSync(path, { force: true });
  fs.symlinkSync(link, path);
}

/** What a file replaces and should keep. */
export interface Attributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Writes a file that is to be renamed to the place of another one, so that all of it is on the disk before that.
 *
 * @param attributes - those of the file that it replaces; none for a new file
 */
export function stageFile(path: string, text: string, attributes: Attributes | undefined): void {
  const descriptor = fs.openSync(path, "w");
  try {
    fs.writeFileSync(descriptor, text);
    if (attributes) {
      fs.fchownSync(descriptor, attributes.uid, attributes.gid);
      fs.fchmodSync(descriptor, attributes.mode);
    }
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Puts what was made, renamed or removed in the folders of these files on the disk, where the file system can do that. */
export function syncFoldersOf(paths: readonly string[]): void {
  for (const folder of new Set(paths.map((path) => dirname(path)))) {
    try {
      const descriptor = fs.openSync(folder, "r");
      try {
        fs.fsyncSync(descriptor);
      } finally {
        fs.closeSync(descriptor);
      }
    } catch {
      // The folder is gone again, or on a file system that keeps its entries as safe as it can.
    }
  }
}

/** Removes a folder that is there and empty. */
export function removeIfEmpty(folder: string): void {
  try {
    fs.rmdirSync(folder);
  } catch {
    // It is not there, or holds something.
  }
}
