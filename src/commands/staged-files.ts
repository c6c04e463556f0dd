import { resolve } from "node:path";
import { execa } from "execa";
import { UserError } from "../errors.ts";

/**
 * The files that the next commit changes, absolute: those that it adds, changes or deletes, and of renamed ones both names.
 * Where pre-commit looks at the commits from one to another, those that these change.
 *
 * @throws UserError `usage` where git does not say
 */
export async function stagedFiles(root: string): Promise<string[]> {
  const { PRE_COMMIT_FROM_REF: from, PRE_COMMIT_TO_REF: to } = process.env;
  const range = from && to ? [`${from}...${to}`] : ["--cached"];
  const args = ["diff", ...range, "--name-only", "--no-renames", "--no-ext-diff", "--relative", "-z", "--"];
  try {
    const { stdout } = await execa("git", args, { cwd: root });
    return stdout.split("\0").flatMap((path) => (path === "" ? [] : [resolve(root, path)]));
  } catch (error) {
    throw new UserError("usage", `git does not say what is staged: ${(error as { stderr?: string }).stderr ?? error}`, {
      remedy: "run it in a git repository, or leave --staged out",
      cause: error,
    });
  }
}
