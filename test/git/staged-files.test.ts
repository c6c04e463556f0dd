import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { stagedFiles } from "../../src/git/staged-files.ts";
import { temporaryFolder } from "../helpers.ts";
import { bundle } from "../support/bundle.ts";
import { addHook, git, isolateGit, makeRepository, write } from "./repository.ts";

isolateGit();

const two = "v: 2\n";
let folder: string;
beforeEach(async () => {
  folder = await makeRepository({
    "a.yaml": "v: 1\n",
    "b.yaml": "v: 1\n",
    "sub/c.yaml": "v: 1\n",
    "sub/d.yaml": "",
    "sub/e.yaml": "",
  });
});

const below = (root: string, names: readonly string[]) => names.map((name) => join(root, name));

test("are those that are added, changed, deleted or renamed", async () => {
  write(folder, { "a.yaml": two, "new\n.yaml": two, "b.yaml": two, "not-staged.yaml": two });
  await git(folder, "add", "a.yaml", "new\n.yaml");
  await git(folder, "mv", "sub/c.yaml", "c.yaml");
  await git(folder, "rm", "--quiet", "sub/d.yaml");
  const changed = below(folder, ["a.yaml", "c.yaml", "new\n.yaml", "sub/c.yaml", "sub/d.yaml"]);
  expect(await stagedFiles(folder)).toEqual(changed);
  expect(await stagedFiles(join(folder, "sub"))).toEqual(below(join(folder, "sub"), ["c.yaml", "d.yaml"]));
});

test("are those between two commits where pre-commit names them", async () => {
  write(folder, { "b.yaml": two });
  await git(folder, "commit", "--quiet", "--all", "--message", "b");
  write(folder, { "a.yaml": two });
  await git(folder, "add", "a.yaml");
  vi.stubEnv("PRE_COMMIT_FROM_REF", "HEAD~");
  vi.stubEnv("PRE_COMMIT_TO_REF", "HEAD");
  expect(await stagedFiles(folder)).toEqual(below(folder, ["b.yaml"]));
});

/** Runs it in a hook of a commit, and returns what it gave. */
async function inHook(top: string, root: string, ...commit: string[]): Promise<unknown> {
  const answer = join(temporaryFolder(), "answer.json");
  const module = await bundle(new URL("../../src/git/staged-files.ts", import.meta.url));
  const script = `
    import { writeFileSync } from "node:fs";
    import { stagedFiles } from ${JSON.stringify(module.href)};
    writeFileSync(${JSON.stringify(answer)}, JSON.stringify(await stagedFiles(${JSON.stringify(root)})));`;
  const hooks = temporaryFolder();
  write(hooks, { "script.mjs": script });
  addHook(hooks, "pre-commit", `exec '${process.execPath}' '${join(hooks, "script.mjs")}'`);
  await git(top, "-c", `core.hooksPath=${hooks}`, "commit", "--quiet", "--message", "change", ...commit);
  return JSON.parse(readFileSync(answer, "utf8"));
}

test("are those of the commit that a hook is about, wherever the root is", async () => {
  write(folder, { "a.yaml": two, "b.yaml": two, "sub/c.yaml": two, "sub/d.yaml": two });
  await git(folder, "add", "a.yaml", "sub/d.yaml");
  expect(await inHook(folder, folder, "--only", "b.yaml")).toEqual(below(folder, ["b.yaml"]));
  expect(await inHook(folder, join(folder, "sub"))).toEqual(below(folder, ["sub/d.yaml"]));
  expect(await inHook(folder, folder, "--all")).toEqual(below(folder, ["sub/c.yaml"]));
});

test("are those of a linked work tree", async () => {
  const linked = join(temporaryFolder(), "linked");
  await git(folder, "worktree", "add", "--quiet", linked);
  write(linked, { "sub/c.yaml": two });
  await git(linked, "add", "--all");
  expect(await inHook(linked, join(linked, "sub"))).toEqual(below(linked, ["sub/c.yaml"]));
});

test("are not known where there is no repository", async () => {
  vi.stubEnv("GIT_CEILING_DIRECTORIES", "/");
  await expect(stagedFiles(temporaryFolder())).rejects.toMatchObject({
    code: "usage",
    message: expect.stringMatching(/^git does not say what is staged: fatal: not a git repository [^\n]*$/),
  });
});
