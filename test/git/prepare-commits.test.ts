import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { UserError } from "../../src/errors.ts";
import { prepareCommits } from "../../src/git/prepare-commits.ts";
import { errorOf, readTree, temporaryFolder } from "../helpers.ts";
import { addHook, git, isolateGit, makeRepository, write } from "./repository.ts";

isolateGit();

const tree = { "a/values.yaml": "v: 1\n", "b/values.yaml": "v: 1\n", ".gitignore": "ignored/\n*.local.yaml\n" };

/** Prepares the commit of some files. */
function prepare(root: string, files: readonly string[] = ["a/values.yaml"], branch?: string) {
  return prepareCommits({ root, commits: files.map((file) => ({ message: "m", files: [file] })), branch });
}

/** What git knows of a repository, where it is one. */
async function stateOf(folder: string) {
  const ask = (...args: string[]) => git(folder, ...args).catch(() => undefined);
  const refs = await ask("for-each-ref");
  return {
    tree: readTree(folder),
    refs,
    index: await ask("ls-files", "-s", "-v"),
    head: await ask("symbolic-ref", "HEAD"),
  };
}

/** Leaves two branches, `main` and `other`, that differ in a file. */
async function diverge(folder: string): Promise<void> {
  await git(folder, "checkout", "--quiet", "-b", "other");
  write(folder, { "c.yaml": "other\n" });
  await git(folder, "add", "c.yaml");
  await git(folder, "commit", "--quiet", "-m", "Other");
  await git(folder, "checkout", "--quiet", "main");
  write(folder, { "c.yaml": "main\n" });
  await git(folder, "add", "c.yaml");
  await git(folder, "commit", "--quiet", "-m", "Main");
}

/** Runs git where it is to stop half-way. */
async function half(folder: string, ...args: string[]): Promise<void> {
  await git(folder, ...args).catch(() => {});
}

describe("a commit can be made", () => {
  test.each<[string, (folder: string) => unknown, string[], string | undefined, object]>([
    [
      "of files that are as they were committed",
      () => {},
      ["a/values.yaml", "b/values.yaml"],
      undefined,
      { target: "main" },
    ],
    ["of a file that is not there yet", () => {}, ["a/new.yaml"], undefined, { added: new Set(["a/new.yaml"]) }],
    ["on a new branch", () => {}, ["a/values.yaml"], "envoy/1.15", { target: "envoy/1.15" }],
    [
      "without a branch",
      (folder) => git(folder, "checkout", "--quiet", "--detach"),
      ["a/values.yaml"],
      undefined,
      { target: undefined },
    ],
    [
      "where other files have changed, are staged or are not in git",
      async (folder) => {
        write(folder, { "b/values.yaml": "v: 2\n", "c.yaml": "", "a/values.yaml.orig": "" });
        await git(folder, "add", "b/values.yaml");
      },
      ["a/values.yaml"],
      undefined,
      { target: "main" },
    ],
    [
      "of a file that git has though it is told to ignore such",
      async (folder) => {
        write(folder, { "x.local.yaml": "" });
        await git(folder, "add", "--force", "x.local.yaml");
        await git(folder, "commit", "--quiet", "-m", "x");
      },
      ["x.local.yaml"],
      undefined,
      { added: new Set() },
    ],
  ])("%s", async (_, set, files, branch, expected) => {
    const folder = await makeRepository(tree);
    await set(folder);
    const before = await stateOf(folder);
    expect(await prepare(folder, files, branch)).toMatchObject({ top: folder, ...expected });
    expect(await stateOf(folder)).toEqual(before);
  });

  test("of more files than a command line takes", async () => {
    const names = Array.from({ length: 2500 }, (_, index) => `folder/values-${index}.yaml`);
    const folder = await makeRepository(Object.fromEntries(names.map((name) => [name, "v: 1\n"])));
    expect((await prepare(folder, [...names, "folder/new.yaml"])).added).toEqual(new Set(["folder/new.yaml"]));
    write(folder, { "folder/values-2400.yaml": "v: 2\n" });
    expect(await errorOf(() => prepare(folder, names))).toMatchObject({ place: { file: "folder/values-2400.yaml" } });
  });
});

interface Refusal {
  readonly set: (folder: string) => Promise<unknown> | unknown;
  readonly files?: readonly string[];
  readonly branch?: string;
  /** The root of the repository, relative to the git work tree. */
  readonly root?: string;
  readonly error: { code: string; message: string | RegExp; place?: { file: string } };
}

const busy = (what: string) => ({ code: "git-busy", message: `${what} in the git work tree` });
const notClean = (message: string, file = "a/values.yaml") => ({ code: "file-not-clean", message, place: { file } });
const changed = "the file has changes that are not committed";

const refusals: Readonly<Record<string, Refusal>> = {
  "there is no git": {
    set: (folder) => rmSync(join(folder, ".git"), { recursive: true }),
    error: { code: "git-unusable", message: /^there is no git work tree to commit in: fatal: not a git repository/ },
  },
  "it is a bare repository": {
    set: (folder) => git(folder, "config", "core.bare", "true"),
    error: { code: "git-unusable", message: /^there is no git work tree to commit in: fatal: / },
  },
  "a folder passes itself off as a git repository": {
    set: (folder) => {
      write(folder, {
        "lib/HEAD": "ref: refs/heads/main\n",
        "lib/objects/x": "",
        "lib/refs/x": "",
        "lib/config": `[core]\n\tbare = false\n\tworktree = ..\n\tfsmonitor = "touch ${join(folder, "ran")};false"\n`,
        "lib/a/values.yaml": "v: 1\n",
      });
    },
    root: "lib",
    error: {
      code: "git-unusable",
      message: /^there is no git work tree to commit in: fatal: cannot use bare repository/,
    },
  },
  "the work tree is elsewhere": {
    set: (folder) => git(folder, "config", "core.worktree", temporaryFolder()),
    error: { code: "git-unusable", message: /^there is no git work tree to commit in: that of the repository is \/./ },
  },
  "there is no commit yet": {
    set: (folder) => git(folder, "checkout", "--quiet", "--orphan", "empty"),
    error: { code: "git-unusable", message: "the git repository has no commit yet" },
  },
  "a merge is under way": {
    set: async (folder) => {
      await diverge(folder);
      await half(folder, "merge", "other");
      await git(folder, "checkout", "--ours", "c.yaml");
      await git(folder, "add", "c.yaml");
    },
    error: busy("a merge is under way"),
  },
  "a merge is squashed": {
    set: async (folder) => {
      await git(folder, "checkout", "--quiet", "-b", "other");
      write(folder, { "c.yaml": "other\n" });
      await git(folder, "add", "c.yaml");
      await git(folder, "commit", "--quiet", "-m", "Other");
      await git(folder, "checkout", "--quiet", "main");
      await git(folder, "merge", "--quiet", "--squash", "other");
    },
    error: busy("a merge is under way"),
  },
  "a rebase is under way": {
    set: async (folder) => {
      await diverge(folder);
      await half(folder, "rebase", "other");
    },
    error: busy("a rebase is under way"),
  },
  "a patch is being applied": {
    set: async (folder) => {
      await diverge(folder);
      const patch = join(temporaryFolder(), "patch");
      writeFileSync(patch, `${await git(folder, "format-patch", "--stdout", "-1", "other")}\n`);
      await half(folder, "am", patch);
    },
    error: busy("a rebase or `git am` is under way"),
  },
  "a cherry-pick is under way": {
    set: async (folder) => {
      await diverge(folder);
      await half(folder, "cherry-pick", "other");
    },
    error: busy("a cherry-pick is under way"),
  },
  "a revert is under way": {
    set: async (folder) => {
      await diverge(folder);
      await git(folder, "revert", "--no-commit", "HEAD");
    },
    error: busy("a revert is under way"),
  },
  "there are conflicts": {
    set: async (folder) => {
      await diverge(folder);
      write(folder, { "c.yaml": "mine\n" });
      await git(folder, "stash", "--quiet");
      write(folder, { "c.yaml": "another\n" });
      await git(folder, "commit", "--quiet", "--all", "-m", "Another");
      await half(folder, "stash", "pop");
    },
    error: busy("there are files with conflicts"),
  },
  "a bisection is under way": {
    set: (folder) => git(folder, "bisect", "start"),
    error: busy("a bisection is under way"),
  },
  "another git is at work": {
    set: (folder) => write(folder, { ".git/index.lock": "" }),
    error: busy("another git is at work, or one has crashed"),
  },
  "the index cannot be read": {
    set: (folder) => write(folder, { ".git/index": "none" }),
    error: { code: "git-unusable", message: /^git does not work here: ./ },
  },
  "nobody says whom it is by": {
    set: (folder) => {
      vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null");
      return git(folder, "config", "user.useConfigOnly", "true");
    },
    error: { code: "no-identity", message: "git does not know whom the commits are by" },
  },
  "the branch is there": {
    set: (folder) => git(folder, "branch", "envoy"),
    branch: "envoy",
    error: { code: "branch-invalid", message: 'the branch "envoy" exists already' },
  },
  "a branch is in the way": {
    set: (folder) => git(folder, "branch", "envoy"),
    branch: "envoy/1.15/1",
    error: { code: "branch-invalid", message: 'there cannot be a branch "envoy/1.15/1" beside the branch "envoy"' },
  },
  "a branch below is in the way": {
    set: (folder) => git(folder, "branch", "envoy/1.15/1"),
    branch: "envoy",
    error: { code: "branch-invalid", message: 'there cannot be a branch "envoy" beside the branch "envoy/1.15/1"' },
  },
  "a file has changed": {
    set: (folder) => appendFileSync(join(folder, "a/values.yaml"), "w: 2\n"),
    error: notClean(changed),
  },
  "a change is staged": {
    set: (folder) => {
      write(folder, { "a/values.yaml": "v: 2\n" });
      return git(folder, "add", "--all");
    },
    error: notClean(changed),
  },
  "a change is staged, and taken back in the file": {
    set: async (folder) => {
      write(folder, { "a/values.yaml": "v: 2\n" });
      await git(folder, "add", "--all");
      write(folder, { "a/values.yaml": "v: 1\n" });
    },
    error: notClean(changed),
  },
  "several files have changed": {
    set: (folder) => write(folder, { "a/values.yaml": "v: 2\n", "b/values.yaml": "v: 2\n" }),
    files: ["a/values.yaml", "b/values.yaml"],
    error: notClean(`${changed}; so have b/values.yaml`),
  },
  "a file was removed": {
    set: (folder) => rmSync(join(folder, "a/values.yaml")),
    error: notClean(changed),
  },
  "a file is announced to git": {
    set: (folder) => {
      write(folder, { "a/new.yaml": "v: 1\n" });
      return git(folder, "add", "--intent-to-add", "a/new.yaml");
    },
    files: ["a/new.yaml"],
    error: notClean(changed, "a/new.yaml"),
  },
  "a file is not in git": {
    set: (folder) => write(folder, { "a/new.yaml": "v: 1\n" }),
    files: ["a/new.yaml"],
    error: notClean("the file is not in git", "a/new.yaml"),
  },
  "a file is there and ignored": {
    set: (folder) => write(folder, { "a/x.local.yaml": "v: 1\n" }),
    files: ["a/x.local.yaml"],
    error: notClean("git ignores the file", "a/x.local.yaml"),
  },
  "a file that is to be made is ignored": {
    set: () => {},
    files: ["a/x.local.yaml"],
    error: notClean("git ignores the file", "a/x.local.yaml"),
  },
  "the folder of a file that is to be made is ignored": {
    set: () => {},
    files: ["a/values.yaml", "ignored/[x] -y.yaml"],
    error: notClean("git ignores the file", "ignored/[x] -y.yaml"),
  },
  "git is told that a file does not change": {
    set: async (folder) => {
      await git(folder, "update-index", "--assume-unchanged", "a/values.yaml");
      write(folder, { "a/values.yaml": "v: 2\n" });
    },
    error: notClean("git is told not to look at the file"),
  },
  "git is told to leave a file out": {
    set: async (folder) => {
      await git(folder, "update-index", "--skip-worktree", "a/values.yaml");
      write(folder, { "a/values.yaml": "v: 2\n" });
    },
    error: notClean("git is told not to look at the file"),
  },
  "a file lies in a submodule": {
    set: async (folder) => {
      const other = await makeRepository({ "values.yaml": "v: 1\n" });
      await git(folder, "submodule", "--quiet", "add", other, "lib");
      await git(folder, "commit", "--quiet", "-m", "lib");
    },
    files: ["lib/values.yaml"],
    error: notClean("the file is part of another git repository, lib", "lib/values.yaml"),
  },
  "a file lies in another repository": {
    set: async (folder) => {
      mkdirSync(join(folder, "lib"));
      await makeRepository({ "x/values.yaml": "v: 1\n" }, join(folder, "lib"));
    },
    files: ["lib/x/values.yaml"],
    error: notClean("the file is part of another git repository, lib", "lib/x/values.yaml"),
  },
  "the name of a file is not UTF-8": {
    set: () => {},
    files: ["a/\uFFFD.yaml"],
    error: notClean("its name is not UTF-8", "a/\uFFFD.yaml"),
  },
};

describe("it is refused where", () => {
  test.each(Object.entries(refusals))("%s", async (_, { set, files, branch, root = ".", error }) => {
    const folder = await makeRepository(tree);
    await set(folder);
    const before = await stateOf(folder);
    const thrown = await errorOf(() => prepare(join(folder, root), files, branch));
    expect(thrown).toBeInstanceOf(UserError);
    expect(thrown).toMatchObject({ code: error.code, remedy: expect.stringMatching(/^no file was changed; ./) });
    if (error.message instanceof RegExp) expect((thrown as UserError).message).toMatch(error.message);
    else expect((thrown as UserError).message).toBe(error.message);
    expect((thrown as UserError).place).toEqual(error.place);
    expect(await stateOf(folder)).toEqual(before);
  });

  test.each([
    "",
    " ",
    "-x",
    "--force",
    "a b",
    "a..b",
    "a.lock",
    "/a",
    "a/",
    "@{-1}",
    "@{upstream}",
    "HEAD",
    "a\nb",
    "a*",
  ])("the branch is called %j", async (branch) => {
    const folder = await makeRepository(tree);
    // What @{-1} stands for.
    await git(folder, "checkout", "--quiet", "-b", "other");
    await git(folder, "checkout", "--quiet", "main");
    expect(await errorOf(() => prepare(folder, undefined, branch))).toMatchObject({
      code: "branch-invalid",
      message: `${JSON.stringify(branch)} cannot be the name of a branch`,
    });
  });

  test("git is too old", async () => {
    const folder = await makeRepository(tree);
    const tools = temporaryFolder();
    addHook(tools, "git", "echo git version 2.25.9");
    vi.stubEnv("PATH", `${tools}:${process.env["PATH"]}`);
    expect(await errorOf(() => prepare(folder))).toMatchObject({
      code: "tool-version",
      message: "this is git version 2.25.9, and git 2.26 or newer is needed",
    });
  });

  test("git is not installed", async () => {
    const folder = await makeRepository(tree);
    vi.stubEnv("PATH", temporaryFolder());
    expect(await errorOf(() => prepare(folder))).toMatchObject({ code: "tool-missing" });
  });
});
