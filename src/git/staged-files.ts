import { resolve } from "node:path";
import { UserError } from "../errors.ts";
import { readGit } from "./read-git.ts";
import { GitFailure, splitPaths } from "./run-git.ts";

/**
 * The files that the next commit changes, absolute: those that it adds, changes or deletes, and of renamed ones both names.
 * Where pre-commit looks at the commits from one to another, those that these change.
 *
 * @param root - a folder of the repository; files outside of it are left out
 * @throws UserError `usage` where git does not say
 */
export async function stagedFiles(root: string): Promise<string[]> {
  const { GIT_INDEX_FILE: index, PRE_COMMIT_FROM_REF: from, PRE_COMMIT_TO_REF: to } = process.env;
  const range = from && to ? [`${from}...${to}`] : ["--cached"];
  const args = ["diff", ...range, "--name-only", "--no-renames", "--no-ext-diff", "--relative", "-z", "--"];
  // A commit of some files (`git commit FILE`, `--all`) has an index of its own, of which its hooks are told. Nothing else that
  // git runs for us is about that commit, and so it is not told: see `gitEnvironment`.
  const environment = index === undefined ? {} : { GIT_INDEX_FILE: index };
  try {
    return splitPaths(await readGit(root, args, environment)).map((path) => resolve(root, path));
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new UserError("usage", `git does not say what is staged: ${await reasonFor(error, root)}`, {
      remedy: "run it in a git repository, or leave --staged out",
      cause: error,
    });
  }
}

/** Where there is no repository, `git diff` compares two files, and says at length how: then git says it in a line. */
async function reasonFor({ said }: GitFailure, root: string): Promise<string> {
  try {
    await readGit(root, ["rev-parse", "--git-dir"]);
    return said;
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    return error.said;
  }
}
