import { execa } from "execa";
import { quietly } from "./read-git.ts";
import { GitFailure, gitEnvironment } from "./run-git.ts";

/** What a git command is run with beside its arguments. */
export interface StreamGitSettings {
  /** Variables of the environment, beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What it gets on its standard input. */
  readonly input?: string;
}

/**
 * What a git command prints, bit by bit: for what may be more than fits into memory. As with `readGit` it must be one that
 * changes nothing.
 *
 * @param folder - where git runs
 * @throws GitFailure where git is not installed or ends without success, when what it has printed has been read
 */
export async function* streamGit(
  folder: string,
  args: readonly string[],
  { environment = {}, input = "" }: StreamGitSettings = {},
): AsyncGenerator<Buffer> {
  const git = execa("git", [...quietly, ...args], {
    cwd: folder,
    reject: false,
    input,
    buffer: { stdout: false },
    env: { ...gitEnvironment(process.env), LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", ...environment },
    extendEnv: false,
  });
  yield* git.stdout as AsyncIterable<Buffer>;
  const { failed, code, stderr, shortMessage, exitCode } = await git;
  if (!failed) return;
  const said = code === "ENOENT" ? "git is not installed" : stderr?.trim() || shortMessage || "git has failed";
  throw new GitFailure(args, said, exitCode);
}
