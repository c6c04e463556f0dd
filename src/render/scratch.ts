import { constants, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { copyFile, mkdir, readdir, readlink, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { isWithin } from "../repository/is-within.ts";

/** A copy of a repository that programs may write to. */
export interface Scratch {
  /** Where the copy of the root lies. */
  readonly root: string;
  /** A new empty folder beside the copy. */
  makeFolder(): Promise<string>;
  remove(): Promise<void>;
}

const leftOut = new Set([".git", "node_modules"]);

/**
 * Copies a repository into a temporary folder, without `.git` and `node_modules`. Links stay links: those within the
 * repository lead to the copy, others to where they led.
 */
export async function copyRepository(root: string): Promise<Scratch> {
  // An interrupted run leaves nothing behind: no signal comes between the folder and the handler, and while files are
  // still being copied the folder may need more than one try.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bump-envoy-")));
  const removeAtExit = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 10 });
  process.once("exit", removeAtExit);
  const copy = join(folder, "repository");
  let folders = 0;
  const remove = async () => {
    await rm(folder, { recursive: true, force: true });
    process.off("exit", removeAtExit);
  };
  try {
    const source = await realpath(root);
    await copyFolder(source, copy, source, copy);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    root: copy,
    makeFolder: async () => {
      const path = join(folder, `${folders++}`);
      await mkdir(path);
      return path;
    },
    remove,
  };
}

async function copyFolder(from: string, to: string, root: string, copyOfRoot: string): Promise<void> {
  await mkdir(to);
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const source = join(from, entry.name);
      const target = join(to, entry.name);
      if (leftOut.has(entry.name)) return;
      if (entry.isDirectory()) return copyFolder(source, target, root, copyOfRoot);
      if (entry.isSymbolicLink()) return symlink(linkInCopy(source, await readlink(source), root, copyOfRoot), target);
      // A copy that shares its blocks where the file system can do that.
      if (entry.isFile()) return copyFile(source, target, constants.COPYFILE_FICLONE);
    }),
  );
}

function linkInCopy(link: string, target: string, root: string, copyOfRoot: string): string {
  const absolute = resolve(dirname(link), target);
  if (!isWithin(absolute, root)) return absolute;
  return isAbsolute(target) ? join(copyOfRoot, relative(root, absolute)) : target;
}
