import { failureOf, quietly, readingOptions } from "./read-git.ts";

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
  // Not every run that may ask git does, and it takes long to load.
  const { execa } = await import("execa");
  const git = execa("git", [...quietly, ...args], {
    ...readingOptions(folder, environment),
    input,
    buffer: { stdout: false },
  });
  yield* git.stdout as AsyncIterable<Buffer>;
  const result = await git;
  if (result.failed) throw failureOf(args, result);
}
