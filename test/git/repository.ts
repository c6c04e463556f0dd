import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { beforeEach, vi } from "vitest";
import { makeTree, type Tree, temporaryFolder } from "../helpers.ts";

/** Lets git know only what a test says, and whom commits are by; to be called once a file of tests. */
export function isolateGit(): void {
  beforeEach(() => {
    const config = join(temporaryFolder(), "gitconfig");
    writeFileSync(
      config,
      '[user]\n\tname = Robin\n\temail = robin@example.org\n[init]\n\tdefaultBranch = main\n[protocol "file"]\n\tallow = always\n',
    );
    for (const name of Object.keys(process.env).filter((name) => name.startsWith("GIT_"))) vi.stubEnv(name, undefined);
    vi.stubEnv("GIT_CONFIG_GLOBAL", config);
    vi.stubEnv("GIT_CONFIG_NOSYSTEM", "1");
    // Else git makes up an address where it is not told one.
    vi.stubEnv("EMAIL", undefined);
    return () => vi.unstubAllEnvs();
  });
}

/** What git prints, without the last line break. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa("git", args, { cwd: folder, stdin: "ignore" });
  return stdout;
}

/** A git repository with one commit of a tree. */
export async function makeRepository(tree: Tree, folder = temporaryFolder()): Promise<string> {
  await git(folder, "init", "--quiet");
  makeTree(tree, folder);
  await git(folder, "add", "--all");
  await git(folder, "commit", "--quiet", "--message", "Start");
  return folder;
}

/** Writes files, with their folders. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Adds a hook to a git folder, or to another one that holds hooks. */
export function addHook(folder: string, name: string, script: string): void {
  write(folder, { [name]: `#!/bin/sh\n${script}\n` });
  chmodSync(join(folder, name), 0o755);
}

/** The commits since the first one, the oldest first: their messages and files. */
export async function commitsOf(folder: string): Promise<{ message: string; files: string[] }[]> {
  const hashes = (await git(folder, "rev-list", "--reverse", "HEAD")).split("\n").slice(1);
  return Promise.all(
    hashes.map(async (hash) => ({
      message: await git(folder, "show", "--no-patch", "--format=%B", hash),
      files: (await git(folder, "diff-tree", "--no-commit-id", "--name-only", "-r", "-z", hash))
        .split("\0")
        .filter(Boolean),
    })),
  );
}
