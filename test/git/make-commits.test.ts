import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test, vi } from "vitest";
import type { CommitOutcome } from "../../src/git/commit.ts";
import { makeCommits } from "../../src/git/make-commits.ts";
import { prepareCommits } from "../../src/git/prepare-commits.ts";
import { temporaryFolder } from "../helpers.ts";
import { addHook, commitsOf, git, isolateGit, makeRepository, write } from "./repository.ts";

isolateGit();

const tree = { "a/values.yaml": "v: 1\n", "b/values.yaml": "v: 1\n", "c/values.yaml": "v: 1\n" };
const hooks = ".git/hooks";

/** Writes files and commits them, a commit for each group. */
async function commit(
  root: string,
  groups: Readonly<Record<string, Readonly<Record<string, string>>>>,
  branch?: string,
): Promise<CommitOutcome> {
  const commits = Object.entries(groups).map(([message, files]) => ({ message, files: Object.keys(files) }));
  const prepared = await prepareCommits({ root, commits, branch });
  for (const files of Object.values(groups)) write(root, files);
  return makeCommits(prepared);
}

const two = "v: 2\n";
const aAndB = { "a: 2": { "a/values.yaml": two }, "b: 2": { "b/values.yaml": two } };
const committedAAndB = [
  { message: "a: 2\n", files: ["a/values.yaml"] },
  { message: "b: 2\n", files: ["b/values.yaml"] },
];

const status = (folder: string) => git(folder, "status", "--porcelain", "--branch", "--untracked-files=all");

describe("commits", () => {
  test("are made in their order, with their message and files", async () => {
    const folder = await makeRepository(tree);
    const message = "b, c: 2\n\n# No comment, but part of the text\n\nBug: T1";
    const base = await git(folder, "rev-parse", "HEAD");
    const outcome = await commit(folder, {
      "a: 2": { "a/values.yaml": two, "a/new.yaml": two },
      [message]: { "b/values.yaml": two, "c/new/values.yaml": two },
    });
    const [first, second] = (await git(folder, "rev-list", "--reverse", "HEAD", "-2")).split("\n");
    expect(outcome).toEqual({
      target: "main",
      base,
      made: [
        { hash: first, message: "a: 2", files: ["a/values.yaml", "a/new.yaml"] },
        { hash: second, message, files: ["b/values.yaml", "c/new/values.yaml"] },
      ],
      left: [],
      problem: undefined,
    });
    expect(await commitsOf(folder)).toEqual([
      { message: "a: 2\n", files: ["a/new.yaml", "a/values.yaml"] },
      { message: `${message}\n`, files: ["b/values.yaml", "c/new/values.yaml"] },
    ]);
    expect(await status(folder)).toBe("## main");
  });

  test("leave alone what else is staged, changed or new", async () => {
    const folder = await makeRepository({ ...tree, "d.yaml": "1\n", "e.yaml": "1\n", "f.yaml": "1\n" });
    write(folder, { "d.yaml": "2\n", "e.yaml": "2\n", "g.yaml": "new\n", "h.yaml": "new\n" });
    await git(folder, "add", "d.yaml", "g.yaml");
    await git(folder, "rm", "--quiet", "--cached", "f.yaml");
    write(folder, { "d.yaml": "3\n" });
    const before = await status(folder);
    const staged = await git(folder, "diff", "--cached");
    await commit(folder, aAndB);
    expect(await commitsOf(folder)).toEqual(committedAAndB);
    expect(await status(folder)).toBe(before);
    expect(await git(folder, "diff", "--cached")).toBe(staged);
  });

  test.each([
    "with space.yaml",
    " leading and trailing ",
    'it\'s "quoted".yaml',
    "line\nbreak.yaml",
    "-leading-dash.yaml",
    "--force",
    "back\\slash.yaml",
    "[ab]*?.yaml",
    ":(top)values.yaml",
    ":!values.yaml",
    ":/values.yaml",
    "#values.yaml",
    "ünïcode 🦜.yaml",
    "tab\there.yaml",
  ])("of a file that is called %j", async (name) => {
    // Those beside it are not to be taken for it.
    const others = { "values.yaml": "1\n", "a.yaml": "1\n", "b.yaml": "1\n" };
    const folder = await makeRepository({ ...others, [name]: "v: 1\n", [`${name}.d/x`]: "1\n" });
    write(folder, { "values.yaml": "2\n", "a.yaml": "2\n", "b.yaml": "2\n", [`${name}.d/x`]: "2\n" });
    const fresh = `new/${name}`;
    const outcome = await commit(folder, { old: { [name]: two }, new: { [fresh]: two } });
    expect(outcome.problem).toBeUndefined();
    expect(await commitsOf(folder)).toEqual([
      { message: "old\n", files: [name] },
      { message: "new\n", files: [fresh] },
    ]);
  });

  test("in a folder of the work tree", async () => {
    const folder = await makeRepository({ "deploy/a/values.yaml": "v: 1\n", "a/values.yaml": "v: 1\n" });
    write(folder, { "a/values.yaml": "v: 3\n" });
    expect((await commit(join(folder, "deploy"), { m: { "a/values.yaml": two, "a/new.yaml": two } })).left).toEqual([]);
    expect(await commitsOf(folder)).toEqual([{ message: "m\n", files: ["deploy/a/new.yaml", "deploy/a/values.yaml"] }]);
    expect(await status(folder)).toBe("## main\n M a/values.yaml");
  });

  test("in a linked work tree", async () => {
    const folder = await makeRepository(tree);
    const linked = join(temporaryFolder(), "linked");
    await git(folder, "worktree", "add", "--quiet", "-b", "other", linked);
    expect(await commit(linked, aAndB)).toMatchObject({ target: "other", left: [] });
    expect(await commitsOf(linked)).toEqual(committedAAndB);
    expect(await status(linked)).toBe("## other");
    expect(await git(folder, "rev-list", "--count", "main")).toBe("1");
  });

  test("beside a submodule that has changed", async () => {
    const other = await makeRepository({ "x.yaml": "1\n" });
    const folder = await makeRepository(tree);
    await git(folder, "submodule", "--quiet", "add", other, "lib");
    await git(folder, "commit", "--quiet", "-m", "lib");
    write(folder, { "lib/x.yaml": "2\n" });
    await git(join(folder, "lib"), "commit", "--quiet", "--all", "-m", "x");
    write(folder, { "lib/x.yaml": "3\n" });
    const before = await status(folder);
    await commit(folder, aAndB);
    expect((await commitsOf(folder)).slice(1)).toEqual(committedAAndB);
    expect(await status(folder)).toBe(before);
  });

  test("of files whose line ends git converts", async () => {
    const folder = await makeRepository({ ".gitattributes": "*.txt text eol=crlf\n" });
    await git(folder, "config", "core.autocrlf", "true");
    write(folder, { "values.yaml": "v: 1\r\nw: 1\r\n" });
    await git(folder, "add", "values.yaml");
    await git(folder, "commit", "--quiet", "-m", "crlf");
    await commit(folder, { m: { "values.yaml": "v: 2\r\nw: 1\r\n" } });
    expect(await git(folder, "show", "--format=", "--numstat")).toBe("1\t1\tvalues.yaml");
    expect(await git(folder, "cat-file", "blob", "HEAD:values.yaml")).toBe("v: 2\nw: 1");
    expect(await status(folder)).toBe("## main");
  });
});

describe("the branch", () => {
  test.each<[string, string[], string | undefined, string]>([
    ["is made where a branch is checked out", ["checkout", "--quiet", "-b", "work"], "envoy/1.15", "envoy/1.15"],
    ["is made where none is", ["checkout", "--quiet", "--detach"], "envoy", "envoy"],
    ["is the one that is checked out", ["checkout", "--quiet", "-b", "feature/x"], undefined, "feature/x"],
    ["is none where none is", ["checkout", "--quiet", "--detach"], undefined, "HEAD"],
  ])("%s", async (_, set, branch, expected) => {
    const folder = await makeRepository(tree);
    await git(folder, ...set);
    const outcome = await commit(folder, aAndB, branch);
    expect(outcome.target).toBe(expected === "HEAD" ? undefined : expected);
    expect(await git(folder, "rev-parse", "--abbrev-ref", "HEAD")).toBe(expected);
    expect(await commitsOf(folder)).toEqual(committedAAndB);
    expect(await git(folder, "rev-list", "--count", "main")).toBe("1");
  });

  test("is made though a hook complains afterwards", async () => {
    const folder = await makeRepository(tree);
    addHook(join(folder, hooks), "post-checkout", "echo too late >&2; exit 1");
    expect(await commit(folder, aAndB, "envoy")).toMatchObject({ target: "envoy", left: [], problem: undefined });
  });

  test("that somebody has made in the meantime leaves all", async () => {
    const folder = await makeRepository(tree);
    const prepared = await prepareCommits({
      root: folder,
      commits: [{ message: "a: 2", files: ["a/values.yaml"] }],
      branch: "envoy",
    });
    write(folder, { "a/values.yaml": two });
    await git(folder, "branch", "envoy");
    const outcome = await makeCommits(prepared);
    expect(outcome).toMatchObject({ target: "main", made: [], left: [{ message: "a: 2" }] });
    expect(outcome.problem).toMatch(/branch named 'envoy' already exists/);
    expect(await status(folder)).toBe("## main\n M a/values.yaml");
  });
});

/** What Gerrit's own hook does to a message. */
const changeId =
  'id=$(git hash-object --stdin < "$1")\n' +
  'git -c trailer.ifexists=doNothing interpret-trailers --trailer "Change-Id: I$id" < "$1" > "$1.new" && mv "$1.new" "$1"';

describe("hooks", () => {
  test.each<[string, string, RegExp]>([
    ["a subject", "a: 2", /^a: 2\n\nChange-Id: I[0-9a-f]{40}\n$/],
    ["a trailer", "a: 2\n\nBug: T1\nBug: T2", /^a: 2\n\nBug: T1\nBug: T2\nChange-Id: I[0-9a-f]{40}\n$/],
    ["a text", "a: 2\n\nWhy.\n\nBug: T1", /^a: 2\n\nWhy\.\n\nBug: T1\nChange-Id: I[0-9a-f]{40}\n$/],
  ])("add a Change-Id to a message of %s", async (_, message, expected) => {
    const folder = await makeRepository(tree);
    addHook(join(folder, hooks), "commit-msg", changeId);
    const { made } = await commit(folder, { [message]: { "a/values.yaml": two } });
    expect((await commitsOf(folder))[0]?.message).toMatch(expected);
    expect(`${made[0]?.message}\n`).toMatch(expected);
  });

  test("of another folder run, and see the commit as it is", async () => {
    const folder = await makeRepository(tree);
    const other = temporaryFolder();
    await git(folder, "config", "core.hooksPath", other);
    write(folder, { "c/values.yaml": "v: 3\n" });
    await git(folder, "add", "c/values.yaml");
    const log = join(other, "log");
    addHook(other, "pre-commit", `git diff --cached --name-only -- '*.yaml' >> ${log}`);
    addHook(other, "prepare-commit-msg", `echo "$2" >> ${log}; echo 'Reviewed-by: a hook' >> "$1"`);
    await commit(folder, { "a: 2\n\nBug: T1": { "a/values.yaml": two, "a/new.yaml": two } });
    expect(readFileSync(log, "utf8")).toBe("a/new.yaml\na/values.yaml\nmessage\n");
    expect((await commitsOf(folder))[0]?.message).toBe("a: 2\n\nBug: T1\nReviewed-by: a hook\n");
  });

  test("find what git finds: other repositories and no settings of ours", async () => {
    const folder = await makeRepository(tree);
    const bare = temporaryFolder();
    await git(bare, "init", "--quiet", "--bare");
    addHook(
      join(folder, hooks),
      "pre-commit",
      `test -z "$GIT_CONFIG_PARAMETERS" && cd ${bare} && git -C . rev-parse --git-dir`,
    );
    expect(await commit(folder, aAndB)).toMatchObject({ left: [], problem: undefined });
  });

  test.each<[string, string, string]>([
    ["pre-commit", "git diff --cached --name-only | grep -q b/ || exit 0", "a line\nand another"],
    ["prepare-commit-msg", 'grep -q "^b" "$1" || exit 0', "a line\nand another"],
    ["commit-msg", 'grep -q "^b" "$1" || exit 0', "a line\nand another"],
  ])("that refuse a commit (%s) leave it and those after it", async (name, isMeant, said) => {
    const folder = await makeRepository({ ...tree, "d.yaml": "1\n" });
    write(folder, { "d.yaml": "2\n" });
    await git(folder, "add", "d.yaml");
    addHook(join(folder, hooks), name, `${isMeant}\necho a line\necho and another >&2\nexit 1`);
    const outcome = await commit(folder, { ...aAndB, "c: 2": { "c/values.yaml": two, "c/new.yaml": two } });
    expect(outcome).toMatchObject({
      made: [{ message: "a: 2", hash: await git(folder, "rev-parse", "HEAD") }],
      left: [
        { message: "b: 2", files: ["b/values.yaml"] },
        { message: "c: 2", files: ["c/values.yaml", "c/new.yaml"] },
      ],
      problem: said,
    });
    expect(await commitsOf(folder)).toEqual(committedAAndB.slice(0, 1));
    expect(await status(folder)).toBe("## main\n M b/values.yaml\n M c/values.yaml\nM  d.yaml\n?? c/new.yaml");
  });

  test("that refuse a commit leave its new files out of the index", async () => {
    const folder = await makeRepository(tree);
    addHook(join(folder, hooks), "pre-commit", "exit 1");
    const index = await git(folder, "ls-files", "--stage");
    const outcome = await commit(folder, { m: { "a/values.yaml": two, "-new [x].yaml": two, "line\nbreak": two } });
    expect(outcome).toMatchObject({ made: [], left: [{ message: "m" }] });
    expect(outcome.problem).toBe("git commit has failed (exit code 1), and says nothing");
    expect(await git(folder, "ls-files", "--stage")).toBe(index);
    expect(readFileSync(join(folder, "-new [x].yaml"), "utf8")).toBe(two);
  });

  test("that change a commit once it is made do not hide it", async () => {
    const folder = await makeRepository(tree);
    const once = join(temporaryFolder(), "once");
    const amend = "git commit --quiet --amend --message amended";
    addHook(join(folder, hooks), "post-commit", `test -e ${once} && exit\ntouch ${once}\n${amend}\nexit 1`);
    const outcome = await commit(folder, { m: { "a/values.yaml": two } });
    expect(outcome).toMatchObject({ left: [], problem: undefined });
    expect(outcome.made).toMatchObject([{ message: "amended", hash: await git(folder, "rev-parse", "HEAD") }]);
  });

  test("that keep git from noting a commit which it has made do not hide it", async () => {
    const folder = await makeRepository(tree);
    // It takes away what git has kept for the index.
    addHook(join(folder, hooks), "reference-transaction", 'test "$1" = committed && rm -f .git/index.lock; exit 0');
    const outcome = await commit(folder, aAndB);
    expect(outcome).toMatchObject({ made: [{ message: "a: 2" }], left: [{ message: "b: 2" }] });
    expect(outcome.problem).toMatch(/./);
    expect(await commitsOf(folder)).toEqual(committedAAndB.slice(0, 1));
  });
});

test("git that is gone leaves all", async () => {
  const folder = await makeRepository(tree);
  const commits = [{ message: "a: 2", files: ["a/values.yaml"] }];
  const prepared = await prepareCommits({ root: folder, commits, branch: undefined });
  vi.stubEnv("PATH", temporaryFolder());
  expect(await makeCommits(prepared)).toMatchObject({
    made: [],
    left: commits,
    problem: expect.stringMatching(/^git cannot be run/),
  });
});

/** What makes SSH keys comes with the client of SSH, which not every machine has. */
const isSshMissing = spawnSync("ssh-keygen", ["-?"]).error !== undefined;

describe("signing", () => {
  test.skipIf(isSshMissing)(`makes signed commits${isSshMissing ? " (there is no ssh-keygen)" : ""}`, async () => {
    const folder = await makeRepository(tree);
    const keys = temporaryFolder();
    await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "robin", "-f", join(keys, "id")]);
    writeFileSync(join(keys, "allowed"), `robin@example.org ${readFileSync(join(keys, "id.pub"), "utf8")}`);
    for (const [name, value] of [
      ["gpg.format", "ssh"],
      ["user.signingKey", join(keys, "id")],
      ["gpg.ssh.allowedSignersFile", join(keys, "allowed")],
      ["commit.gpgSign", "true"],
      ["log.showSignature", "true"],
    ] as const) {
      await git(folder, "config", name, value);
    }
    const { made, left } = await commit(folder, aAndB);
    expect(left).toEqual([]);
    for (const { hash, message } of made) {
      await git(folder, "verify-commit", hash);
      expect(message).toMatch(/^[ab]: 2$/);
    }
  });

  test("that fails leaves all", async () => {
    const folder = await makeRepository(tree);
    await git(folder, "config", "commit.gpgSign", "true");
    await git(folder, "config", "gpg.program", "false");
    const outcome = await commit(folder, aAndB, "envoy");
    expect(outcome).toMatchObject({ target: "envoy", made: [], left: [{ message: "a: 2" }, { message: "b: 2" }] });
    expect(outcome.problem).toMatch(/gpg failed to sign/);
    expect(await status(folder)).toBe("## envoy\n M a/values.yaml\n M b/values.yaml");
  });
});

describe("the environment", () => {
  test("of a hook of another repository leads nowhere", async () => {
    const folder = await makeRepository(tree);
    const other = await makeRepository(tree);
    write(other, { "x.yaml": "1\n" });
    const before = [await git(other, "log", "--format=%H %an"), await status(other)];
    vi.stubEnv("GIT_DIR", join(other, ".git"));
    vi.stubEnv("GIT_WORK_TREE", other);
    vi.stubEnv("GIT_INDEX_FILE", join(other, ".git/index"));
    vi.stubEnv("GIT_PREFIX", "a/");
    vi.stubEnv("GIT_OBJECT_DIRECTORY", join(other, ".git/objects"));
    vi.stubEnv("GIT_AUTHOR_NAME", "Somebody else");
    vi.stubEnv("GIT_AUTHOR_EMAIL", "else@example.org");
    vi.stubEnv("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z");
    const outcome = await commit(folder, aAndB);
    for (const name of Object.keys(process.env).filter((each) => /^GIT_(?!CONFIG)/.test(each)))
      vi.stubEnv(name, undefined);
    expect(outcome.left).toEqual([]);
    expect(await commitsOf(folder)).toEqual(committedAAndB);
    expect(await git(folder, "log", "-1", "--format=%an %ae %cn")).toBe("Robin robin@example.org Robin");
    expect([await git(other, "log", "--format=%H %an"), await status(other)]).toEqual(before);
  });

  test.each(["GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"])(
    "says nothing about names of files (%s)",
    async (name) => {
      const folder = await makeRepository({ "[a].yaml": "1\n", "a.yaml": "1\n", "A.yaml": "1\n" });
      write(folder, { "a.yaml": "2\n", "A.yaml": "2\n" });
      vi.stubEnv(name, "1");
      const outcome = await commit(folder, { m: { "[a].yaml": two } });
      vi.stubEnv(name, undefined);
      expect(outcome.problem).toBeUndefined();
      expect(await commitsOf(folder)).toEqual([{ message: "m\n", files: ["[a].yaml"] }]);
    },
  );

  test("says whom commits are by, and configures git", async () => {
    const folder = await makeRepository(tree);
    vi.stubEnv("GIT_AUTHOR_NAME", "Author");
    vi.stubEnv("GIT_CONFIG_COUNT", "1");
    vi.stubEnv("GIT_CONFIG_KEY_0", "user.name");
    vi.stubEnv("GIT_CONFIG_VALUE_0", "Committer");
    await commit(folder, aAndB);
    expect(await git(folder, "log", "-1", "--format=%an %cn")).toBe("Author Committer");
  });
});
