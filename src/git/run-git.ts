import { UserError } from "../errors.ts";

/** Git ended without success. */
export class GitFailure extends Error {
  override readonly name = "GitFailure";
  /** What it, or a hook that it ran, has said. */
  readonly said: string;
  /** `undefined` where a signal has ended it. */
  readonly exitCode: number | undefined;

  constructor(args: readonly string[], said: string, exitCode: number | undefined) {
    super(`git ${args[0]}: ${said}`);
    this.said = said;
    this.exitCode = exitCode;
  }
}

/**
 * What git and its hooks set for the programs that they run: which repository, index and commit these are about. They are not
 * about ours, which is the one around the working folder. What people set to configure git (`GIT_CONFIG_COUNT`, `GIT_SSH`) is
 * not among these.
 */
const repositoryVariables = [
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_DIR",
  "GIT_GRAFT_FILE",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_INTERNAL_SUPER_PREFIX",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
];
/** How git takes paths; ours say it themselves. */
const pathspecVariables = [
  "GIT_GLOB_PATHSPECS",
  "GIT_ICASE_PATHSPECS",
  "GIT_LITERAL_PATHSPECS",
  "GIT_NOGLOB_PATHSPECS",
];
/** Of a hook: whom and when the commit is by that is being made. Of a person or a CI job: whom those to come are by. */
const authorVariables = ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE"];

/** The environment without what would lead git astray. */
export function gitEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isHook = environment["GIT_INDEX_FILE"] !== undefined;
  const left = new Set([...repositoryVariables, ...pathspecVariables, ...(isHook ? authorVariables : [])]);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !left.has(name)));
}

/**
 * Runs git.
 *
 * @param folder - the folder that it runs in
 * @param input - what it gets on its standard input
 * @returns what it printed
 * @throws GitFailure where it ends without success
 * @throws UserError `tool-missing` where it cannot be run
 */
export async function git(folder: string, args: readonly string[], input = ""): Promise<string> {
  // Not every run that may ask git does, and it takes long to load.
  const { execa } = await import("execa");
  const result = await execa("git", args, {
    cwd: folder,
    env: gitEnvironment(process.env),
    extendEnv: false,
    input,
    reject: false,
    stripFinalNewline: false,
  });
  if (!result.failed) return result.stdout;
  if (result.exitCode === undefined && result.signal === undefined) {
    throw new UserError("tool-missing", `git cannot be run: ${result.shortMessage}`, {
      remedy: "install git, or leave --commit out",
      cause: result,
    });
  }
  const silent = `git ${args[0]} has failed (exit code ${result.exitCode ?? result.signal}), and says nothing`;
  throw new GitFailure(args, result.stderr.trim() || result.stdout.trim() || silent, result.exitCode);
}

/** As {@link git}; `undefined` where it ends with 1, which is how it says no. */
export async function askGit(folder: string, args: readonly string[], input = ""): Promise<string | undefined> {
  try {
    return await git(folder, args, input);
  } catch (error) {
    if (error instanceof GitFailure && error.exitCode === 1) return undefined;
    throw error;
  }
}

/** The branch that is checked out; `undefined`: none, HEAD is detached. */
export async function currentBranch(folder: string): Promise<string | undefined> {
  const ref = await askGit(folder, ["symbolic-ref", "--quiet", "HEAD"]);
  return ref?.replace(/^refs\/heads\/|\n$/g, "");
}

/** How git is told a path, relative to the top of the work tree: it is no pattern, and no option either. */
export function literally(path: string): string {
  return `:(top,literal)${path}`;
}

/** The paths in what git prints with `-z`. */
export function splitPaths(text: string): string[] {
  return text.split("\0").filter((path) => path !== "");
}
