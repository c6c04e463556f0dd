import { join } from "node:path";
import { expect, test } from "vitest";
import { findRoot } from "../../src/repository/root.ts";
import { makeTree, type Tree } from "../helpers.ts";

test.each<[string, Tree, string, string]>([
  ["the folder with .git", { ".git/HEAD": "", "a/b/file": "" }, "a/b", ""],
  ["the folder with .git as a file, as in a worktree", { "a/.git": "gitdir: x", "a/b/file": "" }, "a/b", "a"],
  ["the folder with .bump-envoy.yaml", { "a/.bump-envoy.yaml": "", "a/b/file": "" }, "a/b", "a"],
  ["the nearest of several", { ".git/HEAD": "", "a/.bump-envoy.yaml": "", "a/b/file": "" }, "a/b", "a"],
  ["the folder itself", { ".git/HEAD": "", "a/.git/HEAD": "" }, "a", "a"],
  ["the folder itself where there is none", { "a/b/file": "" }, "a/b", "a/b"],
  ["from where a link leads", { "a/.git/HEAD": "", "a/b/file": "", link: "-> a/b" }, "link", "a"],
])("%s", (_, tree, from, root) => {
  const folder = makeTree(tree);
  expect(findRoot(join(folder, from))).toBe(join(folder, root));
});
