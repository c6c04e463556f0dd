import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { UserError } from "../errors.ts";
import { checkBranch } from "./check-branch.ts";
import { checkFiles } from "./check-files.ts";
import type { CommitRequest, PreparedCommits } from "./commit.ts";
import { nothingChanged } from "./nothing-changed.ts";
import { askGit, currentBranch, GitFailure, git, splitPaths } from "./run-git.ts";

/** What of a work tree says that something is under way there, in its git folder. */
const signsOfWork: readonly (readonly [file: string, what: string])[] = [
  ["rebase-merge", "a rebase is under way"],
  ["rebase-apply", "a rebase or `git am` is under way"],
  ["CHERRY_PICK_HEAD", "a cherry-pick is under way"],
  ["REVERT_HEAD", "a revert is under way"],
  ["sequencer", "a cherry-pick or revert is under way"],
  ["MERGE_HEAD", "a merge is under way"],
  // A commit takes these messages away.
  ["SQUASH_MSG", "a merge is under way"],
  ["MERGE_MSG", "a merge, cherry-pick or revert is under way"],
  ["BISECT_LOG", "a bisection is under way"],
  ["index.lock", "another git is at work, or one has crashed"],
];

/** The oldest git that takes the paths of a commit from its standard input. */
const oldestGit = [2, 26] as const;

/**
 * Makes sure that these commits can be made, before any of their files is written: that there is a git work tree with a commit,
 * nothing under way in it and somebody whom the commits are by, that the branch can be made, and that the files are committed as
 * they are, or are not there and not ignored.
 *
 * @throws UserError `git-unusable`, `git-busy`, `no-identity`, `branch-invalid`, `file-not-clean`, `tool-missing` or
 *   `tool-version`; nothing has changed
 */
export async function prepareCommits(request: CommitRequest): Promise<PreparedCommits> {
  try {
    return await checkAll(request);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new UserError("git-unusable", `git does not work here: ${error.said}`, {
      remedy: `${nothingChanged}see what \`git status\` says, or leave --commit out`,
      cause: error,
    });
  }
}

async function checkAll(request: CommitRequest): Promise<PreparedCommits> {
  const { root, commits, branch } = request;
  await checkGit(root);
  const { top, gitFolder } = await findWorkTree(root);
  const head = await askGit(top, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  if (head === undefined) {
    throw new UserError("git-unusable", "the git repository has no commit yet", {
      remedy: `${nothingChanged}commit the files as they are, then run again`,
    });
  }
  await checkIdle(top, gitFolder);
  await checkIdentity(top);
  if (branch !== undefined) await checkBranch(top, branch);
  const added = await checkFiles(
    { root, top },
    commits.flatMap(({ files }) => files),
  );
  const target = branch ?? (await currentBranch(top));
  return { ...request, top, head: head.trim(), target, added };
}

async function checkGit(root: string): Promise<void> {
  const said = await git(root, ["version"]);
  const [, major, minor] = /(\d+)\.(\d+)/.exec(said)?.map(Number) ?? [];
  const [oldestMajor, oldestMinor] = oldestGit;
  if (major === undefined || minor === undefined) return;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new UserError("tool-version", `this is ${said.trim()}, and git ${oldestGit.join(".")} or newer is needed`, {
    remedy: `${nothingChanged}install a newer git, or leave --commit out`,
  });
}

/**
 * Folders of a repository can look like a git folder themselves, and so bring configuration along that names programs. At the
 * top of a work tree they cannot, and there hooks are not to find that setting.
 */
const safely = ["-c", "safe.bareRepository=explicit"];

async function findWorkTree(root: string): Promise<{ top: string; gitFolder: string }> {
  try {
    const top = await git(root, [...safely, "rev-parse", "--show-toplevel"]);
    const gitFolder = await git(root, [...safely, "rev-parse", "--absolute-git-dir"]);
    const places = { top: withoutNewline(top), gitFolder: withoutNewline(gitFolder) };
    // Configuration can say that the work tree is elsewhere.
    if (!/^\.\.(?:\/|$)/.test(relative(places.top, root))) return places;
    throw noWorkTree(`that of the repository is ${places.top}`);
  } catch (error) {
    throw error instanceof GitFailure ? noWorkTree(error.said) : error;
  }
}

function noWorkTree(reason: string): UserError {
  return new UserError("git-unusable", `there is no git work tree to commit in: ${reason}`, {
    remedy: `${nothingChanged}run it in a clone of the repository, or leave --commit out`,
  });
}

/** A path may end with a space or a newline of its own. */
function withoutNewline(text: string): string {
  return text.replace(/\n$/, "");
}

async function checkIdle(top: string, gitFolder: string): Promise<void> {
  const sign = signsOfWork.find(([file]) => existsSync(join(gitFolder, file)));
  const unmerged = splitPaths(await git(top, ["ls-files", "--unmerged", "-z"]));
  if (sign === undefined && unmerged.length === 0) return;
  const [file, what] = sign ?? ["", "there are files with conflicts"];
  const remedy =
    file === "index.lock"
      ? `wait for it, or remove ${join(gitFolder, file)}`
      : "finish it or give it up (`git status`)";
  throw new UserError("git-busy", `${what} in the git work tree`, {
    remedy: `${nothingChanged}${remedy}, then run again`,
  });
}

async function checkIdentity(top: string): Promise<void> {
  try {
    await git(top, ["var", "GIT_AUTHOR_IDENT"]);
    await git(top, ["var", "GIT_COMMITTER_IDENT"]);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new UserError("no-identity", "git does not know whom the commits are by", {
      remedy: `${nothingChanged}set \`git config user.name\` and \`git config user.email\``,
      cause: error,
    });
  }
}
