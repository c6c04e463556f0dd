import type { Result } from "execa";
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
  // Not every run that may ask git does, and it takes long to load.
  const { execa } = await import("execa");
  const result = await execa("git", [...quietly, ...args], {
    ...readingOptions(folder, environment),
    stdin: "ignore",
    stripFinalNewline: false,
    // The list of the files of a large repository.
    maxBuffer: 2 ** 29,
  });
  if (result.failed) throw failureOf(args, result);
  return result.stdout;
}

/** How a git that only reads is run. @param environment - variables beside those of this process */
export function readingOptions(folder: string, environment: Readonly<Record<string, string>>) {
  return {
    cwd: folder,
    reject: false,
    env: { ...gitEnvironment(process.env), LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", ...environment },
    extendEnv: false,
  } as const;
}

/** What there is to say of a git that has failed. */
export function failureOf(
  args: readonly string[],
  { code, exitCode, stderr, shortMessage }: Pick<Result, "code" | "exitCode" | "shortMessage"> & { stderr?: unknown },
): GitFailure {
  const said = typeof stderr === "string" ? stderr.trim() : "";
  return new GitFailure(
    args,
    code === "ENOENT" ? "git is not installed" : said || shortMessage || "git has failed",
    exitCode,
  );
}
