import { execa } from "execa";
import { GitFailure, gitEnvironment } from "./run-git.ts";

/** No program runs that the configuration of the repository names, and no folder of it is taken for a repository. */
export const quietly = ["core.hooksPath=/dev/null", "core.fsmonitor=false", "safe.bareRepository=explicit"].flatMap(
  (setting) => ["-c", setting],
);

/**
 * What a git command prints that changes nothing in the repository: not even the index is refreshed, and no hook runs.
 *
 * @param folder - where git runs
 * @param environment - variables of the environment, beside those of this process
 * @throws GitFailure where git is not installed or ends without success
 */
export async function readGit(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { failed, code, exitCode, stdout, stderr, shortMessage } = await execa("git", [...quietly, ...args], {
    cwd: folder,
    reject: false,
    stdin: "ignore",
    stripFinalNewline: false,
    // The list of the files of a large repository.
    maxBuffer: 2 ** 29,
    env: { ...gitEnvironment(process.env), LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", ...environment },
    extendEnv: false,
  });
  if (!failed) return stdout;
  const said = code === "ENOENT" ? "git is not installed" : stderr?.trim() || shortMessage || "git has failed";
  throw new GitFailure(args, said, exitCode);
}
