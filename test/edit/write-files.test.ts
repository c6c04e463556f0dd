import * as fs from "node:fs";
import { join } from "node:path";
import { execaSync } from "execa";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { findJournal, recoverFiles, refuseUnfinishedRun } from "../../src/edit/recover-files.ts";
import { type FileChange, writeFiles } from "../../src/edit/write-files.ts";
import { UserError } from "../../src/errors.ts";
import { makeTree, readTree, type Tree, temporaryFolder } from "../helpers.ts";
import { errorOf } from "./errors.ts";
import { rightBefore } from "./right-before.ts";

// Lets a test do something at one call, such as to fail as a full disk would.
vi.mock("node:fs", async (original) => {
  const real = await original<typeof fs>();
  const { fchownSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } = real;
  return {
    ...real,
    fchownSync: vi.fn(fchownSync),
    fsyncSync: vi.fn(fsyncSync),
    mkdirSync: vi.fn(mkdirSync),
    openSync: vi.fn(openSync),
    renameSync: vi.fn(renameSync),
    rmSync: vi.fn(rmSync),
  };
});
const real = await vi.importActual<typeof fs>("node:fs");

function fail(): never {
  throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
}

let root: string;
beforeEach(() => {
  root = makeTree({ ".git/HEAD": "ref: refs/heads/main\n" });
});
afterEach(() => {
  vi.resetAllMocks();
});

function put(tree: Tree): void {
  makeTree(tree, root);
}

/** What is in the root, without git. */
function tree(): Tree {
  const { ".git/HEAD": _, ...rest } = readTree(root);
  return rest;
}

function change(name: string, before: string | undefined, after: string): FileChange {
  return { path: join(root, name), name, before, after };
}

/** The error of a run that should have changed nothing and left nothing behind. */
function refusal(changes: readonly FileChange[], expected = tree()): unknown {
  const error = errorOf(() => writeFiles(root, changes));
  expect(error).toBeInstanceOf(UserError);
  expect(tree()).toEqual(expected);
  expect(
    fs
      .readdirSync(root)
      .filter((name) => name !== ".git")
      .sort(),
  ).toEqual(topLevel(expected));
  expect(findJournal(root)).toBeUndefined();
  return error;
}

function topLevel(tree: Tree): string[] {
  return [...new Set(Object.keys(tree).map((path) => path.split("/")[0] as string))].sort();
}

test("replaces and makes files, folders included, and keeps the mode", () => {
  put({ a: "old" });
  fs.chmodSync(join(root, "a"), 0o640);
  writeFiles(root, [change("a", "old", "new"), change("sub/deep/b", undefined, "made")]);
  expect(tree()).toEqual({ a: "new", "sub/deep/b": "made" });
  expect(fs.statSync(join(root, "a")).mode & 0o777).toBe(0o640);
  expect(fs.readdirSync(join(root, ".git"))).toEqual(["HEAD"]);
});

test("makes, redirects and replaces links, and removes files", () => {
  put({ "old.txt": "old", "link.txt": "-> old.txt", "copy.txt": "copy", "dangling.txt": "-> nowhere" });
  writeFiles(root, [
    { path: join(root, "new/link.txt"), name: "new/link.txt", before: undefined, after: { link: "../old.txt" } },
    { path: join(root, "link.txt"), name: "link.txt", before: { link: "old.txt" }, after: { link: "copy.txt" } },
    { path: join(root, "copy.txt"), name: "copy.txt", before: "copy", after: { link: "old.txt" } },
    { path: join(root, "dangling.txt"), name: "dangling.txt", before: { link: "nowhere" }, after: undefined },
  ]);
  expect(tree()).toEqual({
    "old.txt": "old",
    "new/link.txt": "-> ../old.txt",
    "link.txt": "-> copy.txt",
    "copy.txt": "-> old.txt",
  });
});

test("puts links and removed files back where a later file fails", () => {
  put({ "link.txt": "-> old.txt", "gone.txt": "text", "last.txt": "old" });
  rightBefore(vi.mocked(fs.renameSync), /-2$/, fail);
  refusal([
    { path: join(root, "link.txt"), name: "link.txt", before: { link: "old.txt" }, after: { link: "new.txt" } },
    { path: join(root, "gone.txt"), name: "gone.txt", before: "text", after: undefined },
    change("last.txt", "old", "new"),
  ]);
});

test("a link that leads elsewhere by now is left alone", () => {
  put({ "link.txt": "-> other.txt" });
  const changed = { path: join(root, "link.txt"), name: "link.txt", before: { link: "old.txt" }, after: undefined };
  expect(refusal([changed])).toMatchObject({ code: "file-changed" });
});

test("no changes need no journal", () => {
  writeFiles(join(root, "none"), []);
  expect(tree()).toEqual({});
});

test("a link to the file stays a link", () => {
  put({ "shared/a": "old", "service/a": "-> ../shared/a" });
  writeFiles(root, [{ ...change("service/a", "old", "new"), path: fs.realpathSync(join(root, "service/a")) }]);
  expect(tree()).toEqual({ "shared/a": "new", "service/a": "-> ../shared/a" });
});

test("a folder that cannot be synced is no reason to give up", () => {
  put({ a: "old" });
  vi.mocked(fs.fsyncSync).mockImplementation((descriptor) => {
    if (fs.fstatSync(descriptor).isDirectory()) fail();
    real.fsyncSync(descriptor);
  });
  writeFiles(root, [change("a", "old", "new")]);
  expect(tree()).toEqual({ a: "new" });
});

describe("refuses, and changes nothing:", () => {
  test.each<[title: string, arrange: () => void, expected: object]>([
    [
      "a read-only file",
      () => fs.chmodSync(join(root, "b"), 0o444),
      { code: "file-read-only", place: { file: "b" }, message: "the file is read-only" },
    ],
    [
      "a read-only folder",
      () => fs.chmodSync(join(root, "sub"), 0o555),
      {
        code: "file-read-only",
        place: { file: "sub/deep/c" },
        message: "the folder is read-only",
        remedy: "no file was changed; make it writable (chmod u+w sub) or leave its service out",
      },
    ],
    [
      "a read-only root",
      () => fs.chmodSync(root, 0o555),
      {
        code: "file-read-only",
        remedy: "no file was changed; make it writable (chmod u+w .) or leave its service out",
      },
    ],
    ["a file that was changed", () => put({ b: "other" }), { code: "file-changed", place: { file: "b" } }],
    ["a file that is gone", () => fs.rmSync(join(root, "b")), { code: "file-changed", place: { file: "b" } }],
    [
      "a file to make that is there",
      () => put({ "sub/deep/c": "" }),
      { code: "file-changed", place: { file: "sub/deep/c" } },
    ],
    [
      "a folder that is a link out of the repository",
      () => {
        fs.symlinkSync(temporaryFolder(), join(root, "sub/deep"));
      },
      { code: "write-failed", place: { file: "sub/deep/c" }, message: "the file lies outside of the repository" },
    ],
  ])("%s", (_, arrange, expected) => {
    put({ a: "old", b: "old", "sub/d": "" });
    arrange();
    const changes = [change("a", "old", "new"), change("b", "old", "new"), change("sub/deep/c", undefined, "new")];
    expect(refusal(changes)).toMatchObject(expected);
  });

  test("a file outside of the repository", () => {
    const path = join(temporaryFolder(), "x");
    expect(refusal([{ ...change("x", undefined, "new"), path }])).toMatchObject({ code: "write-failed" });
  });

  test.each<[title: string, arrange: () => void, name: string]>([
    ["a full disk while writing the first file", () => rightBefore(vi.mocked(fs.openSync), /-0$/, fail), "a"],
    ["a full disk while writing the second file", () => rightBefore(vi.mocked(fs.openSync), /-1$/, fail), "sub/b"],
    ["a full disk while making a folder", () => rightBefore(vi.mocked(fs.mkdirSync), /sub$/, fail), "sub/b"],
    ["an owner that cannot be kept", () => rightBefore(vi.mocked(fs.fchownSync), /^\d+$/, fail), "a"],
    ["a full disk while placing the first file", () => rightBefore(vi.mocked(fs.renameSync), /-0$/, fail), "a"],
    ["a full disk while placing the second file", () => rightBefore(vi.mocked(fs.renameSync), /-1$/, fail), "sub/b"],
    ["a full disk while placing the third file", () => rightBefore(vi.mocked(fs.renameSync), /-2$/, fail), "c"],
    ["a journal that cannot be removed", () => rightBefore(vi.mocked(fs.rmSync), /journal/, fail), "c"],
  ])("%s", (_, arrange, name) => {
    put({ a: "old", c: "old" });
    arrange();
    const changes = [change("a", "old", "new"), change("sub/b", undefined, "new"), change("c", "old", "new")];
    expect(refusal(changes)).toMatchObject({
      code: "write-failed",
      place: { file: name },
      message: "cannot write the file: ENOSPC: no space left on device",
    });
  });

  test.each<[title: string, arrange: () => void]>([
    ["the folder cannot be made", () => rightBefore(vi.mocked(fs.mkdirSync), /bump-envoy/, fail)],
    ["the disk is full", () => rightBefore(vi.mocked(fs.fsyncSync), /^\d+$/, fail)],
  ])("a journal that cannot be written, since %s", (_, arrange) => {
    put({ a: "old" });
    arrange();
    expect(refusal([change("a", "old", "new")])).toMatchObject({
      code: "write-failed",
      message: "cannot write the journal: ENOSPC: no space left on device",
    });
    expect(fs.readdirSync(join(root, ".git"))).toEqual(["HEAD"]);
  });

  test("a file that is changed while the others are written", () => {
    put({ a: "old", b: "old" });
    rightBefore(vi.mocked(fs.renameSync), /-0$/, () => put({ b: "other" }));
    const error = refusal([change("a", "old", "new"), change("b", "old", "new")], { a: "old", b: "other" });
    expect(error).toMatchObject({ code: "file-changed", place: { file: "b" } });
  });

  test("a file that is changed right after it was written stays so, and is named", () => {
    put({ a: "old", b: "old" });
    rightBefore(vi.mocked(fs.renameSync), /-1$/, () => {
      put({ a: "other" });
      fail();
    });
    const error = refusal([change("a", "old", "new"), change("b", "old", "new")], { a: "other", b: "old" });
    expect(error).toMatchObject({
      code: "write-failed",
      place: { file: "b" },
      message: /; somebody else has changed a in the meantime$/,
    });
  });
});

test("where nothing can be undone either, it says so, and recovery does it later", () => {
  put({ a: "old", b: "old" });
  vi.mocked(fs.renameSync).mockImplementation((from, to) => {
    if (String(to).endsWith("b")) vi.mocked(fs.openSync).mockImplementation(fail);
    if (String(to).endsWith("b")) fail();
    real.renameSync(from, to);
  });
  const error = errorOf(() => writeFiles(root, [change("a", "old", "new"), change("b", "old", "new")]));
  vi.mocked(fs.openSync).mockReset();
  expect(error).toMatchObject({
    code: "write-failed",
    message: /^cannot write the file: ENOSPC.*; and it cannot be undone: ENOSPC/,
    remedy: expect.stringContaining("--recover"),
  });
  expect(errorOf(() => refuseUnfinishedRun(root))).toMatchObject({ code: "run-interrupted" });
  expect(errorOf(() => writeFiles(root, [change("b", "old", "new")]))).toMatchObject({ code: "run-interrupted" });
  expect(recoverFiles(root)).toEqual({ outcome: "undone", restored: ["a"], conflicting: [] });
  expect(tree()).toEqual({ a: "old", b: "old" });
  expect(recoverFiles(root)).toBeUndefined();
});

/** A small file system of its own, or why there is none. */
function mountSmallDisk(): { folder: string } | { problem: string } {
  const folder = temporaryFolder();
  const { failed, stderr } = execaSync("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", folder], { reject: false });
  return failed ? { problem: stderr } : { folder };
}

const disk = mountSmallDisk();
const problem = "problem" in disk ? `; skipped: ${disk.problem}` : "";
afterAll(() => {
  if ("folder" in disk) execaSync("umount", [disk.folder]);
});

test.skipIf("problem" in disk)(`a disk that is full${problem}`, () => {
  root = makeTree({ ".git/HEAD": "", a: "old", b: "old" }, "folder" in disk ? disk.folder : "");
  const big = change("b", "old", "x".repeat(200_000));
  const small = change("a", "old", "new");
  expect(refusal([small, big])).toMatchObject({
    code: "write-failed",
    place: { file: "b" },
    message: /^cannot write the file: ENOSPC/,
  });
  put({ filler: "" });
  for (const size of [4096, 1]) {
    try {
      for (;;) fs.appendFileSync(join(root, "filler"), "x".repeat(size));
    } catch {
      // It is full.
    }
  }
  expect(refusal([small])).toMatchObject({ code: "write-failed", message: /^cannot write the journal: ENOSPC/ });
  fs.rmSync(join(root, "filler"));
  writeFiles(root, [small]);
  expect(tree()).toEqual({ a: "new", b: "old" });
});
