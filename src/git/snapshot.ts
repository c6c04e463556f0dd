import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { cp, lstat, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { UserError } from "../errors.ts";
import { readGit } from "./read-git.ts";
import type { Revision } from "./revision.ts";
import { GitFailure, splitPaths } from "./run-git.ts";

/** The files of a repository as they were, in a temporary folder. */
export interface Snapshot {
  /** Where the root of the repository lies in it; without links in the path. */
  readonly root: string;
  /** The folders of submodules, relative to the root: they are empty. */
  readonly submodules: readonly string[];
  /** The files that were taken from the work tree, relative to the root. */
  readonly taken: readonly string[];
  remove(): Promise<void>;
}

/**
 * Writes the files of a revision to a temporary folder outside of the work tree. Nothing of the repository is touched, its
 * index included; links stay as they are, as in a checkout.
 *
 * @param root - the folder whose files are wanted: the top of the work tree, or one below
 * @param wantsUntracked - which files that git does not know are to be taken along from the work tree, where the revision does
 *   not have them; by paths relative to the root
 * @throws UserError `usage` where git does not have these files
 */
export async function takeSnapshot(
  root: string,
  revision: Revision,
  wantsUntracked: (path: string) => boolean,
): Promise<Snapshot> {
  // An interrupted run leaves nothing behind: no signal comes between the folder and the handler, and while git still
  // writes files the folder may need more than one try.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bump-envoy-")));
  const removeAtExit = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 10 });
  process.once("exit", removeAtExit);
  const remove = async () => {
    await rm(folder, { recursive: true, force: true });
    process.off("exit", removeAtExit);
  };
  try {
    // A service in the root is named like it.
    const copy = join(folder, "repository", basename(root));
    await mkdir(copy, { recursive: true });
    const submodules = await checkOut(root, revision, copy, join(folder, "index"));
    const taken = await takeUntracked(root, copy, wantsUntracked);
    return { root: copy, submodules, taken, remove };
  } catch (error) {
    await remove();
    if (!(error instanceof GitFailure)) throw error;
    throw new UserError("usage", `cannot look at the files of ${revision.name}: ${error.said}`, {
      remedy: "name a revision that has this folder, with --at or --diff",
      cause: error,
    });
  }
}

/**
 * `git archive` would leave out what `.gitattributes` says, and change texts.
 *
 * @param index - where a temporary index is written
 * @returns the folders of submodules
 */
async function checkOut(root: string, { commit }: Revision, folder: string, index: string): Promise<string[]> {
  const [prefix = "", gitFolder = ""] = (
    await readGit(root, ["rev-parse", "--show-prefix", "--absolute-git-dir"])
  ).split("\n");
  const environment = { GIT_INDEX_FILE: index, GIT_DIR: gitFolder, GIT_WORK_TREE: folder };
  await readGit(folder, ["read-tree", `${commit}:${prefix}`], environment);
  await readGit(folder, ["checkout-index", "--all"], environment);
  const entries = splitPaths(await readGit(folder, ["ls-files", "--stage", "-z"], environment));
  return entries.flatMap((entry) => /^160000 .*?\t(.*)$/s.exec(entry)?.[1] ?? []);
}

async function takeUntracked(root: string, copy: string, wants: (path: string) => boolean): Promise<string[]> {
  const untracked = splitPaths(await readGit(root, ["ls-files", "--others", "-z"]));
  const taken: string[] = [];
  for (const path of untracked.filter(wants)) {
    const target = join(copy, path);
    if ((await kindOf(target)) !== "missing" || (await hasLinkAbove(copy, path))) continue;
    await mkdir(dirname(target), { recursive: true });
    await cp(join(root, path), target, { verbatimSymlinks: true });
    taken.push(path);
  }
  return taken;
}

/** Whether a folder of a path is a link: it may lead out of the copy. */
async function hasLinkAbove(copy: string, path: string): Promise<boolean> {
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    if ((await kindOf(join(copy, folder))) === "link") return true;
  }
  return false;
}

async function kindOf(path: string): Promise<"missing" | "link" | "other"> {
  try {
    return (await lstat(path)).isSymbolicLink() ? "link" : "other";
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(String((error as NodeJS.ErrnoException).code))) return "missing";
    throw error;
  }
}
