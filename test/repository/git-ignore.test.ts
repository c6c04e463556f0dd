import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { GitIgnore } from "../../src/repository/git-ignore.ts";
import { makeTree, type Tree } from "../helpers.ts";

/** What git itself leaves out. */
function ignoredByGit(root: string, paths: readonly string[]): string[] {
  try {
    const command = ["check-ignore", "--no-index", "--stdin", "-z"];
    const input = paths.join("\0");
    return execFileSync("git", command, { cwd: root, input, encoding: "utf8" }).split("\0").filter(Boolean);
  } catch {
    // None is.
    return [];
  }
}

function repository(tree: Tree): string {
  const root = makeTree(tree);
  execFileSync("git", ["init", "--quiet"], { cwd: root });
  return root;
}

describe("the same as git", () => {
  test.each<[string, Tree]>([
    ["no rules", { "a/b": "" }],
    ["names anywhere, and in one place", { ".gitignore": "x\n/y\n", x: "", "a/x": "", y: "", "a/y": "", xx: "" }],
    ["folders alone", { ".gitignore": "x/\n", "a/x": "", "b/x/c": "" }],
    [
      "stars",
      { ".gitignore": "*.old\na/*/c\nb/**/d\n**/e\n", "x.old": "", "a/b/c": "", "b/d": "", "b/x/y/d": "", e: "" },
    ],
    [
      "comments, blanks and escapes",
      { ".gitignore": "#x\n\\#y\n\n  \nz \n\\!w\n", "#x": "", "#y": "", z: "", "!w": "" },
    ],
    ["what is taken back", { ".gitignore": "*.yaml\n!keep.yaml\n", "a.yaml": "", "keep.yaml": "", "b/keep.yaml": "" }],
    ["nothing is taken back below a folder that is left out", { ".gitignore": "a/\n!a/b\n", "a/b": "", "a/c": "" }],
    ["rules of a folder", { "a/.gitignore": "/x\ny\n", x: "", "a/x": "", "a/b/x": "", y: "", "a/b/y": "" }],
    [
      "the nearest rule decides",
      {
        ".gitignore": "*.log\n",
        "a/.gitignore": "!*.log\n",
        "a/b/.gitignore": "c.log\n",
        "x.log": "",
        "a/x.log": "",
        "a/b/c.log": "",
      },
    ],
    ["rules in a folder that is left out do not count", { ".gitignore": "a\n", "a/.gitignore": "!*\n", "a/b": "" }],
  ])("%s", (_, tree) => {
    const root = repository(tree);
    const ignored = new GitIgnore(root);
    const paths = Object.keys(tree);
    expect(paths.filter((path) => ignored.isIgnored(path))).toEqual(ignoredByGit(root, paths));
  });

  test("folders", () => {
    const root = repository({ ".gitignore": "a/\n/b\n", "a/x": "", "b/x": "", "c/a/x": "" });
    const ignored = new GitIgnore(root);
    const paths = ["a", "b", "c", "c/a"];
    expect(paths.filter((path) => ignored.isIgnored(path, "folder"))).toEqual(ignoredByGit(root, paths));
  });
});

test("the rules above a root that lies within git's repository count", () => {
  const root = repository({ ".gitignore": "x\nsub/y\n", "sub/x": "", "sub/y": "", "sub/z": "" });
  const ignored = new GitIgnore(join(root, "sub"));
  expect(["x", "y", "z"].filter((path) => ignored.isIgnored(path))).toEqual(["x", "y"]);
});

test("what lies outside of the repository is not ignored", () => {
  expect(new GitIgnore(repository({ ".gitignore": "*\n" })).isIgnored("../x")).toBe(false);
});
