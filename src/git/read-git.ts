import { execa } from "execa";
import { GitFailure, gitEnvironment } from "./run-git.ts";

/** What a git command is run with beside its arguments. */
export interface ReadGitSettings {
  /** Variables of the environment, beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** No program runs that the configuration of the repository names, and no folder of it is taken for a repository. */
export const quietly = ["core.hooksPath=/dev/null", "core.fsmonitor=false", "safe.bareRepository=explicit"].flatMap(
  (setting) => ["-c", setting],
);

/**
 * What a git command prints that changes nothing in the repository: not even the index is refreshed, and no hook runs.
 *
 * @param folder - where git runs
 * @throws GitFailure where git is not installed or ends without success
 */
export async function readGit(
  folder: string,
  args: readonly string[],
  { environment = {}, input = "" }: ReadGitSettings = {},
): Promise<string> {
  const { failed, code, stdout, stderr, shortMessage } = await execa("git", [...quietly, ...args], {
    cwd: folder,
    reject: false,
    input,
    stripFinalNewline: false,
    // The list of the files of a large repository.
    maxBuffer: 2 ** 29,
    env: { ...gitEnvironment(process.env), LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", ...environment },
    extendEnv: false,
  });
  if (!failed) return stdout;
  throw new GitFailure(
    args,
    code === "ENOENT" ? "git is not installed" : stderr?.trim() || shortMessage || "git has failed",
  );
}
