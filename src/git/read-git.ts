import { execa } from "execa";

/** Git is not there, or refused. The message is git's own. */
export class GitError extends Error {
  override readonly name = "GitError";
}

/** What a git command is run with beside its arguments. */
export interface GitSettings {
  /** Variables of the environment, beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

const quiet = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"];

/**
 * What a git command prints that changes nothing in the repository; not even the index is refreshed, and no hook runs.
 *
 * @param folder - where git runs
 * @throws GitError where git is not installed or fails
 */
export async function readGit(
  folder: string,
  args: readonly string[],
  { environment = {}, input }: GitSettings = {},
): Promise<string> {
  const { failed, code, stdout, stderr } = await execa("git", [...quiet, ...args], {
    cwd: folder,
    reject: false,
    ...(input === undefined ? { stdin: "ignore" } : { input }),
    stripFinalNewline: false,
    maxBuffer: 2 ** 29,
    env: { LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", ...environment },
  });
  if (!failed) return stdout;
  const said = stderr?.trim();
  throw new GitError(said || (code === "ENOENT" ? "git is not installed" : `git ${args[0]} failed`));
}
