import type { CommitOutcome, MadeCommit, PlannedCommit, PreparedCommits } from "./commit.ts";
import { pathInWorkTree } from "./prepare-commits.ts";
import { askGit, GitFailure, git, literally } from "./run-git.ts";

/**
 * Makes commits of files that are written, one after the other, as `git commit` does: with the hooks and the signing that are
 * configured. What else is staged stays so, and is in none of them. Where git or a hook refuses one, that one and those after it
 * are left, with their files as they are.
 */
export async function makeCommits(prepared: PreparedCommits): Promise<CommitOutcome> {
  const { commits, branch, top, target } = prepared;
  const made: MadeCommit[] = [];
  let { head } = prepared;
  const outcome = (problem: string | undefined): CommitOutcome => ({
    target,
    base: prepared.head,
    made,
    left: commits.slice(made.length),
    problem,
  });
  try {
    if (branch !== undefined) await switchTo(top, branch);
    for (const commit of commits) {
      const problem = await problemOf(() => commitFiles(prepared, commit));
      // Git may fail after it has made a commit, and where a hook has made one of its own it need not fail without.
      const [hash = head, message = ""] = (await git(top, lastCommit)).split("\0");
      if (hash !== head) made.push({ ...commit, hash, message: message.trimEnd() });
      else await forgetNew(prepared, commit);
      if (problem !== undefined || hash === head) return outcome(problem ?? "git has made no commit");
      head = hash;
    }
    return outcome(undefined);
  } catch (error) {
    if (error instanceof GitFailure) return outcome(error.said);
    throw error;
  }
}

const lastCommit = ["log", "-1", "--no-color", "--no-show-signature", "--encoding=UTF-8", "--format=%H%x00%B"];

async function switchTo(top: string, branch: string): Promise<void> {
  const problem = await problemOf(() => git(top, ["switch", "--quiet", "--create", branch]));
  if (problem === undefined) return;
  // A hook that complains after the switch (post-checkout) has no say in it.
  const current = await askGit(top, ["symbolic-ref", "--quiet", "HEAD"]);
  if (current !== `refs/heads/${branch}\n`) throw new GitFailure(["switch"], problem);
}

async function commitFiles(prepared: PreparedCommits, { message, files }: PlannedCommit): Promise<void> {
  const { top } = prepared;
  const newPaths = newPathsOf(prepared, files);
  const fromInput = ["--pathspec-from-file=-", "--pathspec-file-nul"];
  const pathspecs = (paths: readonly string[]) => paths.map((path) => `${literally(path)}\0`).join("");
  // What git does not know yet it cannot commit by name.
  if (newPaths.length > 0) await git(top, ["add", "--intent-to-add", ...fromInput], pathspecs(newPaths));
  const paths = files.map((file) => pathInWorkTree(prepared, file));
  await git(top, ["commit", "--quiet", "--only", `--message=${message}`, ...fromInput], pathspecs(paths));
}

/** Takes the new files of a commit that was not made out of the index, where they were announced. */
async function forgetNew(prepared: PreparedCommits, { files }: PlannedCommit): Promise<void> {
  const paths = newPathsOf(prepared, files);
  if (paths.length === 0) return;
  await askGit(prepared.top, ["update-index", "--force-remove", "-z", "--stdin"], `${paths.join("\0")}\0`);
}

function newPathsOf(prepared: PreparedCommits, files: readonly string[]): string[] {
  return files.filter((file) => prepared.added.has(file)).map((file) => pathInWorkTree(prepared, file));
}

/** What git says where it fails. */
async function problemOf(run: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (error instanceof GitFailure) return error.said;
    throw error;
  }
}
