import { UserError } from "../errors.ts";
import { pathInWorkTree } from "./check-files.ts";
import type { CommitOutcome, MadeCommit, PlannedCommit, PreparedCommits } from "./commit.ts";
import { type HeldSignals, holdSignals } from "./hold-signals.ts";
import { currentBranch, GitFailure, git, literally } from "./run-git.ts";

/**
 * Makes commits of files that are written, one after the other, as `git commit` does: with the hooks and the signing that are
 * configured. What else is staged stays so, and is in none of them. Where git or a hook refuses one, that one and those after it
 * are left, with their files as they are. So they are where a signal asks the program to end: that it does so is up to the caller,
 * once it is told what was made.
 */
export async function makeCommits(prepared: PreparedCommits): Promise<CommitOutcome> {
  const signals = holdSignals();
  try {
    return { ...(await makeAll(prepared, signals)), signal: signals.received };
  } finally {
    signals.release();
  }
}

async function makeAll(prepared: PreparedCommits, signals: HeldSignals): Promise<CommitOutcome> {
  const { commits, branch, top } = prepared;
  const made: MadeCommit[] = [];
  let { head, target } = prepared;
  let problem: string | undefined;
  // A signal of the terminal ends git as well. Where that was in the way of looking at what is there, it looks again.
  const twice = <T>(run: () => Promise<T>) =>
    run().catch((error: unknown) => {
      if (signals.received === undefined) throw error;
      return run();
    });
  const interruption = () => signals.received && `it was interrupted (${signals.received})`;
  try {
    if (branch !== undefined) {
      problem = await problemOf(() => git(top, ["switch", "--quiet", "--create", branch]));
      target = await twice(() => currentBranch(top));
      // A hook that complains once it is done (post-checkout) has no say in it.
      if (target === branch) problem = undefined;
    }
    for (const commit of commits) {
      problem ??= interruption() ?? (await problemOf(() => commitFiles(prepared, commit)));
      // Git may fail after it has made a commit.
      const [hash = head, message = ""] = (await twice(() => git(top, lastCommit))).split("\0");
      if (hash === head) {
        problem ??= "git has made no commit";
        await twice(() => forgetNew(prepared, commit));
      } else made.push({ ...commit, hash, message: message.trimEnd() });
      if (problem !== undefined) break;
      head = hash;
    }
  } catch (error) {
    if (!(error instanceof GitFailure || error instanceof UserError)) throw error;
    // What went wrong first is what there is to say.
    problem ??= error.message;
  }
  const left = commits.slice(made.length);
  // What git says of a signal is no news, and where all is made there is nothing to say.
  if (left.length > 0) problem = interruption() ?? problem;
  return { target, base: prepared.head, made, left, problem };
}

const lastCommit = ["log", "-1", "--no-color", "--no-show-signature", "--encoding=UTF-8", "--format=%H%x00%B"];

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
  await git(prepared.top, ["update-index", "--force-remove", "-z", "--stdin"], `${paths.join("\0")}\0`);
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
