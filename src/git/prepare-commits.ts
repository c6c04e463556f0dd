import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { UserError } from "../errors.ts";
import { onOneLine } from "../on-one-line.ts";
import type { CommitRequest, PreparedCommits } from "./commit.ts";
import { askGit, GitFailure, git, literally } from "./run-git.ts";

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

/** How many paths a command line takes. */
const mostPaths = 1000;

const nothingChanged = "no file was changed; ";

/**
 * Makes sure that these commits can be made, before any of their files is written: that there is a git work tree with a commit,
 * nothing under way in it and somebody whom the commits are by, that the branch can be made, and that the files are committed as
 * they are, or are not there and not ignored.
 *
 * @throws UserError `git-unusable`, `git-busy`, `no-identity`, `branch-invalid`, `file-not-clean` or `tool-missing`; nothing has
 *   changed
 */
export async function prepareCommits(request: CommitRequest): Promise<PreparedCommits> {
  const { root, commits, branch } = request;
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
  const current = await askGit(top, ["symbolic-ref", "--quiet", "HEAD"]);
  const target = branch ?? current?.trim().replace(/^refs\/heads\//, "");
  return { ...request, top, head: head.trim(), target, added };
}

async function findWorkTree(root: string): Promise<{ top: string; gitFolder: string }> {
  try {
    const top = await git(root, ["rev-parse", "--show-toplevel"]);
    const gitFolder = await git(root, ["rev-parse", "--absolute-git-dir"]);
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

async function checkBranch(top: string, branch: string): Promise<void> {
  const refuse = (message: string, remedy: string) =>
    new UserError("branch-invalid", message, { remedy: `${nothingChanged}${remedy}` });
  const shown = JSON.stringify(branch);
  // A name such as @{-1} stands for another one.
  if ((await askGit(top, ["check-ref-format", "--branch", branch])) !== `${branch}\n`) {
    throw refuse(`${shown} cannot be the name of a branch`, "name one as git takes it, such as envoy-1.15.0");
  }
  const parts = branch.split("/");
  const ref = `refs/heads/${branch}`;
  const parents = parts.slice(1).map((_, index) => `refs/heads/${parts.slice(0, index + 1).join("/")}`);
  const refs = (await git(top, ["for-each-ref", "--format=%(refname)", ref, ...parents])).split("\n");
  if (refs.includes(ref)) throw refuse(`the branch ${shown} exists already`, "name a new one with --branch");
  const rival = refs.find((each) => each.startsWith(`${ref}/`) || parents.includes(each));
  if (rival === undefined) return;
  const name = rival.replace("refs/heads/", "");
  throw refuse(`there cannot be a branch ${shown} beside the branch ${JSON.stringify(name)}`, "name another one");
}

interface Places {
  readonly root: string;
  readonly top: string;
}

/**
 * Makes sure that files are as they were committed, or can be added.
 *
 * @returns those that are to be added, relative to the root
 */
async function checkFiles({ root, top }: Places, files: readonly string[]): Promise<Set<string>> {
  // The names are those of the plan; git's are relative to the top.
  const names = new Map(files.map((file) => [pathInWorkTree({ root, top }, file), file]));
  const nameOf = (path: string) => names.get(path) ?? path;
  const refuse = (path: string, message: string, remedy: string) =>
    new UserError("file-not-clean", message, {
      place: { file: onOneLine(nameOf(path)) },
      remedy: `${nothingChanged}${remedy}, or leave --commit out`,
    });
  for (const [path, file] of names) {
    if (path.includes("\uFFFD")) throw refuse(path, "its name is not UTF-8", "rename it");
    const other = repositoryBetween(top, join(root, file));
    if (other !== undefined) {
      throw refuse(path, `the file is part of another git repository, ${relative(root, other)}`, "run it there");
    }
  }

  const paths = [...names.keys()];
  const tracked = new Map<string, string>();
  const changed: string[] = [];
  for (let start = 0; start < paths.length; start += mostPaths) {
    const pathspecs = paths.slice(start, start + mostPaths).map(literally);
    for (const entry of splitPaths(await git(top, ["ls-files", "-v", "-z", "--", ...pathspecs]))) {
      tracked.set(entry.slice(2), entry.slice(0, 1));
    }
    // Both what is staged and what is not; submodules are none of our files.
    const status = ["--no-optional-locks", "status", "--porcelain=v1", "--no-renames", "--untracked-files=no"];
    const said = await git(top, [...status, "--ignore-submodules=all", "-z", "--", ...pathspecs]);
    changed.push(...splitPaths(said).map((entry) => entry.slice(3)));
  }
  const [dirty, ...more] = changed;
  if (dirty !== undefined) {
    const also = more.length === 0 ? "" : `; so have ${onOneLine(more.map(nameOf).join(", "))}`;
    throw refuse(dirty, `the file has changes that are not committed${also}`, "commit or stash them");
  }
  const hidden = paths.find((path) => tracked.has(path) && tracked.get(path) !== "H");
  if (hidden !== undefined) {
    const remedy = "let git see its changes (`git update-index --no-assume-unchanged --no-skip-worktree`)";
    throw refuse(hidden, "git is told not to look at the file", remedy);
  }
  const added = paths.filter((path) => !tracked.has(path));
  const untracked = added.find((path) => existsSync(join(top, path)));
  if (untracked !== undefined) throw refuse(untracked, "the file is not in git", "commit it as it is");
  const [ignored] = await ignoredOf(top, added);
  if (ignored !== undefined) throw refuse(ignored, "git ignores the file, which is to be made", "see .gitignore");
  return new Set(added.map(nameOf));
}

/** Those of these paths that git ignores. */
async function ignoredOf(top: string, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  // It takes names and no patterns, and is not to take a name for an option or for one with a meaning of its own.
  const said = await askGit(top, ["check-ignore", "-z", "--stdin"], paths.map((path) => `./${path}\0`).join(""));
  return splitPaths(said ?? "").map((path) => path.slice(2));
}

/** The path of a file as git has it, relative to the top of the work tree. */
export function pathInWorkTree({ root, top }: Places, file: string): string {
  return relative(top, join(root, file)).replaceAll(sep, "/");
}

/** The folder above a file and below the top that is a git repository of its own, such as a submodule. */
function repositoryBetween(top: string, file: string): string | undefined {
  for (let folder = dirname(file); folder !== top && folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
  }
  return undefined;
}

function splitPaths(text: string): string[] {
  return text.split("\0").filter((path) => path !== "");
}
