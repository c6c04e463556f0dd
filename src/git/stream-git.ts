import { execa } from "execa";
import { GitError, type GitSettings } from "./read-git.ts";

/**
 * What a git command prints, bit by bit: for what may be more than fits into memory. As with `readGit` it must be one that
 * changes nothing.
 *
 * @param folder - where git runs
 * @throws GitError where git is not installed or fails, when what it has printed has been read
 */
export async function* streamGit(
  folder: string,
  args: readonly string[],
  { environment = {}, input }: GitSettings = {},
): AsyncGenerator<Buffer> {
  const git = execa("git", args, {
    cwd: folder,
    reject: false,
    ...(input === undefined ? { stdin: "ignore" } : { input }),
    buffer: { stdout: false },
    env: { LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", ...environment },
  });
  yield* git.stdout as AsyncIterable<Buffer>;
  const { failed, code, stderr } = await git;
  if (!failed) return;
  const said = String(stderr ?? "").trim();
  throw new GitError(said || (code === "ENOENT" ? "git is not installed" : `git ${args[0]} failed`));
}
