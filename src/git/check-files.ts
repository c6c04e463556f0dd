import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { UserError } from "../errors.ts";
import { onOneLine } from "../on-one-line.ts";
import { nothingChanged } from "./nothing-changed.ts";
import { askGit, git, literally, splitPaths } from "./run-git.ts";

/** How many paths a command line takes. */
const mostPaths = 1000;

/** Where files are. */
interface Places {
  /** The root of the repository, which their names are relative to. */
  readonly root: string;
  /** The top of the git work tree, which git's names are relative to. */
  readonly top: string;
}

/**
 * Makes sure that files are as they were committed, or can be added.
 *
 * @param files - relative to the root
 * @returns those that are to be added
 * @throws UserError `file-not-clean`
 */
export async function checkFiles({ root, top }: Places, files: readonly string[]): Promise<Set<string>> {
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
  const [ignored] = await ignoredOf(top, added);
  if (ignored !== undefined) throw refuse(ignored, "git ignores the file", "see `git check-ignore -v`");
  const untracked = added.find((path) => existsSync(join(top, path)));
  if (untracked !== undefined) throw refuse(untracked, "the file is not in git", "commit it as it is");
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
