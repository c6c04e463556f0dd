import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { execa } from "execa";
import { copyOfFixture, temporaryFolder } from "../helpers.ts";
import { realTools } from "../real-tools.ts";

const root = new URL("../..", import.meta.url).pathname;
export const cli = join(root, "dist", "cli.js");

/** Runs the built command line; colour and progress are off, as in a pipe. */
export function runCli(cwd: string, ...args: string[]) {
  return runCliWith({}, cwd, ...args);
}

/** Runs it with variables of the environment that are its own. */
export async function runCliWith(environment: Readonly<Record<string, string>>, cwd: string, ...args: string[]) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [cli, ...args], {
    cwd,
    reject: false,
    stripFinalNewline: false,
    // The cache is empty, and what V8 compiles is not worth keeping in it.
    env: { NO_COLOR: "1", XDG_CACHE_HOME: temporaryFolder(), NODE_DISABLE_COMPILE_CACHE: "1", ...environment },
  });
  return { exitCode, stdout, stderr };
}

/** Runs a bump that renders with the real tools. */
export function runWithHelmfile(cwd: string, ...args: string[]) {
  const tools = ["--helmfile-binary", realTools.helmfile, "--helm-binary", realTools.helm];
  return runCli(cwd, ...args, "--renderer", "helmfile", ...tools);
}

/** A git repository with a copy of a fixture. */
export async function copyFixture(name: string): Promise<string> {
  const folder = copyOfFixture(name);
  await commitAll(folder);
  return folder;
}

/** Who commits, and when. */
export interface CommitSettings {
  readonly author?: string;
  /** By ISO 8601. */
  readonly date?: string;
  readonly message?: string;
}

/** Commits all that a folder holds, which becomes a git repository if it is none. */
export async function commitAll(
  folder: string,
  { author = "test", date, message = "test" }: CommitSettings = {},
): Promise<void> {
  await execa("git", ["init", "--quiet", "."], { cwd: folder });
  await execa("git", ["add", "--all"], { cwd: folder });
  const identity = ["-c", `user.name=${author}`, "-c", "user.email=test@example.org"];
  const dates = date === undefined ? {} : { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  await execa("git", [...identity, "commit", "--quiet", "--message", message], { cwd: folder, env: dates });
}

/** What `git diff` says has changed: `added removed path`, untracked files included. */
export async function changedFiles(folder: string): Promise<string[]> {
  await execa("git", ["add", "--intent-to-add", "--ignore-removal", "."], { cwd: folder });
  const { stdout } = await execa("git", ["diff", "--numstat"], { cwd: folder });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replaceAll("\t", " "));
}

/** Every file of a folder with its text, `.git` left out. */
export function snapshot(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const named = files.map((file) => [relative(folder, file), file] as const);
  return Object.fromEntries(
    named.filter(([name]) => !name.startsWith(".git/")).map(([name, file]) => [name, readFileSync(file, "utf8")]),
  );
}
