import * as fs from "node:fs";
import { join, relative } from "node:path";
import { execa } from "execa";
import { afterEach, expect, test, vi } from "vitest";
import { type Journal, newRecord, placeJournal, removeJournal } from "../../src/edit/journal.ts";
import { findJournal, recoverFiles, refuseUnfinishedRun } from "../../src/edit/recover-files.ts";
import { type FileChange, writeFiles } from "../../src/edit/write-files.ts";
import { makeTree, readTree, temporaryFolder } from "../helpers.ts";
import { errorOf } from "./errors.ts";
import { rightBefore } from "./right-before.ts";

// Lets a test look around, or interfere, in the middle of a run.
vi.mock("node:fs", async (original) => {
  const actual = await original<typeof fs>();
  const { lstatSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } = actual;
  return {
    ...actual,
    lstatSync: vi.fn(lstatSync),
    mkdirSync: vi.fn(mkdirSync),
    openSync: vi.fn(openSync),
    readFileSync: vi.fn(readFileSync),
    renameSync: vi.fn(renameSync),
    rmSync: vi.fn(rmSync),
  };
});
const real = await vi.importActual<typeof fs>("node:fs");

afterEach(() => {
  vi.resetAllMocks();
});

function makeRoot(): string {
  return makeTree({ ".git/HEAD": "", a: "old", b: "old" });
}

function changesIn(root: string): FileChange[] {
  return ["a", "b"].map((name) => ({ path: join(root, name), name, before: "old", after: "new" }));
}

/** Runs `writeFiles` so that it fails behind the first file and cannot undo that; returns where the journal is. */
function interrupt(root: string): string {
  const fail = (): never => {
    throw new Error("EIO");
  };
  rightBefore(vi.mocked(fs.renameSync), /-1$/, () => {
    vi.mocked(fs.openSync).mockImplementation(fail);
    fail();
  });
  errorOf(() => writeFiles(root, changesIn(root)));
  vi.mocked(fs.openSync).mockReset();
  vi.mocked(fs.renameSync).mockReset();
  expect(findJournal(root)).toMatchObject({ state: "interrupted" });
  expect(fs.readFileSync(join(root, "a"), "utf8")).toBe("new");
  const files = fs.readdirSync(root, { recursive: true, encoding: "utf8" });
  return join(root, files.find((name) => /journal-[0-9a-f]+-\d+-\d+\.json$/.test(name)) ?? "none");
}

function write(path: string, change: (record: Record<string, unknown>) => unknown): void {
  fs.writeFileSync(path, JSON.stringify(change(JSON.parse(fs.readFileSync(path, "utf8")))));
}

test("while one run writes, no other does", () => {
  const root = makeRoot();
  const seen: unknown[] = [];
  rightBefore(vi.mocked(fs.renameSync), /-1$/, () => {
    seen.push(findJournal(root));
    for (const other of [
      () => writeFiles(root, changesIn(root)),
      () => recoverFiles(root),
      () => refuseUnfinishedRun(root),
    ]) {
      seen.push(errorOf(other));
    }
  });
  writeFiles(root, changesIn(root));
  expect(seen[0]).toMatchObject({ state: "running", pid: process.pid, files: ["a", "b"], started: expect.any(Date) });
  for (const error of seen.slice(1)) {
    expect(error).toMatchObject({
      code: "run-in-progress",
      message: expect.stringContaining(`process ${process.pid}`),
    });
  }
  expect(readTree(root)).toMatchObject({ a: "new", b: "new" });
});

test("of two runs that begin at the same time the slower one is refused", () => {
  const root = makeRoot();
  rightBefore(vi.mocked(fs.mkdirSync), /bump-envoy/, () => placeJournal(root, newRecord([], [])));
  expect(errorOf(() => writeFiles(root, changesIn(root)))).toMatchObject({ code: "run-in-progress" });
  expect(readTree(root)).toMatchObject({ a: "old", b: "old" });
});

test("of two runs that begin at the same time the slower one goes on when the other has ended", () => {
  const root = makeRoot();
  rightBefore(vi.mocked(fs.mkdirSync), /bump-envoy/, () => {
    const journal = placeJournal(root, newRecord([], [])) as Journal;
    rightBefore(vi.mocked(fs.rmSync), /bump-envoy-/, () => removeJournal(journal));
  });
  writeFiles(root, changesIn(root));
  expect(readTree(root)).toEqual({ ".git/HEAD": "", a: "new", b: "new" });
});

test("where .git is a folder, the journal is in it", () => {
  const root = makeRoot();
  expect(relative(root, interrupt(root))).toMatch(/^\.git\/bump-envoy\/journal-[0-9a-f]+-\d+-\d+\.json$/);
});

test("where there is no git, the journal is in the root", () => {
  const root = makeTree({ a: "old", b: "old" });
  expect(relative(root, interrupt(root))).toMatch(/^\.bump-envoy-journal\/journal-[0-9a-f]+-\d+-\d+\.json$/);
  expect(recoverFiles(root)).toMatchObject({ outcome: "undone" });
  expect(fs.readdirSync(root)).toEqual(["a", "b"]);
});

test("where .git is a file that names no folder, the journal is in the root", () => {
  const root = makeTree({ ".git": "gitdir: ../none\n", a: "old", b: "old" });
  expect(relative(root, interrupt(root))).toMatch(/^\.bump-envoy-journal\//);
});

test("in a work tree of its own, the journal is in the folder that git has for it", async () => {
  const main = temporaryFolder();
  const root = join(temporaryFolder(), "tree");
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], { cwd: main });
  await git("init", "--quiet");
  await git("commit", "--quiet", "--allow-empty", "--message", "x");
  await git("worktree", "add", "--quiet", root);
  makeTree({ a: "old", b: "old" }, root);
  writeFiles(root, changesIn(root));
  let path = "";
  rightBefore(vi.mocked(fs.renameSync), /-0$/, () => {
    const names = fs.readdirSync(main, { recursive: true, encoding: "utf8" });
    path = names.find((name) => name.endsWith(".json")) ?? "";
  });
  writeFiles(
    root,
    changesIn(root).map((change) => ({ ...change, before: "new", after: "newer" })),
  );
  expect(path).toMatch(/^\.git\/worktrees\/tree\/bump-envoy\/journal-/);
  expect(findJournal(main)).toBeUndefined();
});

test("a process that has another start time is another one", () => {
  const root = makeRoot();
  const path = interrupt(root);
  fs.renameSync(path, path.replace(/\d+-\d+\.json$/, `${process.pid}-1.json`));
  expect(findJournal(root)).toMatchObject({ state: "interrupted", pid: process.pid });
  expect(recoverFiles(root)).toEqual({ outcome: "undone", restored: ["a"], conflicting: [] });
});

test("where the system does not say when a process started, its id must do", () => {
  const root = makeRoot();
  const path = interrupt(root);
  vi.mocked(fs.readFileSync).mockImplementation(((file: string, ...args: never[]) => {
    if (file.startsWith("/proc/")) throw new Error("ENOENT");
    return real.readFileSync(file, ...args);
  }) as never);
  fs.renameSync(path, path.replace(/\d+-\d+\.json$/, `${process.pid}-1.json`));
  expect(findJournal(root)).toMatchObject({ state: "running" });
  const third = makeRoot();
  writeFiles(third, changesIn(third));
  expect(readTree(third)).toMatchObject({ a: "new", b: "new" });
});

test("a process of another user runs as well", () => {
  const root = makeRoot();
  const path = interrupt(root);
  const kill = vi.spyOn(process, "kill").mockImplementation(() => {
    throw Object.assign(new Error("EPERM"), { code: "EPERM" });
  });
  fs.renameSync(path, path.replace(/\d+-\d+\.json$/, `${process.pid}-0.json`));
  expect(findJournal(root)).toMatchObject({ state: "running" });
  kill.mockRestore();
});

test.each(["Z", "X"])("a process that has ended (%s) does not run", (state) => {
  const root = makeRoot();
  const path = interrupt(root);
  vi.mocked(fs.readFileSync).mockImplementation(((file: string, ...args: never[]) => {
    if (file.startsWith("/proc/")) return `1 (a) b) ${state} ${"7 ".repeat(30)}`;
    return real.readFileSync(file, ...args);
  }) as never);
  fs.renameSync(path, path.replace(/\d+-\d+\.json$/, `${process.pid}-7.json`));
  expect(findJournal(root)).toMatchObject({ state: "interrupted" });
});

test.each<[title: string, content: (path: string) => void, reason: RegExp]>([
  ["no JSON", (path) => fs.writeFileSync(path, "{"), /JSON/],
  ["another version", (path) => write(path, (record) => ({ ...record, version: 2 })), /version/],
  [
    "a file elsewhere",
    (path) => write(path, ({ folders, ...record }) => ({ ...record, folders: ["../x"] })),
    /^\.\.\/x leads out/,
  ],
  ["the root itself", (path) => write(path, (record) => ({ ...record, folders: ["."] })), /leads out/],
  ["another name", (path) => fs.renameSync(path, join(path, "../x.json")), /^it is no journal of this program$/],
  [
    "a folder",
    (path) => {
      fs.rmSync(path);
      fs.mkdirSync(path);
    },
    /^it is no file$/,
  ],
])("a journal that cannot be read stops everything: %s", (_, change, reason) => {
  const root = makeRoot();
  change(interrupt(root));
  expect(findJournal(root)).toMatchObject({ state: "unreadable", reason: expect.stringMatching(reason) });
  for (const run of [
    () => writeFiles(root, changesIn(root)),
    () => recoverFiles(root),
    () => refuseUnfinishedRun(root),
  ]) {
    expect(errorOf(run)).toMatchObject({
      code: "journal-unreadable",
      place: { file: expect.stringMatching(/^\.git\/bump-envoy\/.*\.json$/) },
    });
  }
});

test("a file that somebody else has changed since is left alone, and named", () => {
  const root = makeRoot();
  interrupt(root);
  fs.writeFileSync(join(root, "b"), "other");
  expect(recoverFiles(root)).toEqual({ outcome: "undone", restored: ["a"], conflicting: ["b"] });
  expect(readTree(root)).toEqual({ ".git/HEAD": "", a: "old", b: "other" });
});

test.each<[title: string, change: (path: string) => void]>([
  ["removed", (path) => fs.rmSync(path)],
  [
    "made a folder",
    (path) => {
      fs.rmSync(path);
      fs.mkdirSync(path);
    },
  ],
])("so is one that was %s", (_, change) => {
  const root = makeRoot();
  interrupt(root);
  change(join(root, "a"));
  expect(recoverFiles(root)).toEqual({ outcome: "undone", restored: [], conflicting: ["a"] });
  expect(findJournal(root)).toBeUndefined();
});

test("where all files were written they stay, also those that somebody else has changed since", () => {
  const root = makeRoot();
  interrupt(root);
  const staged = fs.readdirSync(root).find((name) => name.endsWith("-1")) ?? "";
  fs.renameSync(join(root, staged), join(root, "b"));
  fs.writeFileSync(join(root, "a"), "other");
  expect(recoverFiles(root)).toEqual({ outcome: "completed", restored: [], conflicting: ["a"] });
  expect(readTree(root)).toEqual({ ".git/HEAD": "", a: "other", b: "new" });
});

test("a recovery that fails can be done again", () => {
  const root = makeRoot();
  interrupt(root);
  rightBefore(vi.mocked(fs.openSync), /-0$/, () => {
    throw new Error("EROFS: read-only file system");
  });
  expect(errorOf(() => recoverFiles(root))).toMatchObject({
    code: "write-failed",
    message: "cannot put back the files of an earlier run: EROFS: read-only file system",
  });
  expect(recoverFiles(root)).toMatchObject({ outcome: "undone", restored: ["a"] });
});

test("of two recoveries at the same time one does it", () => {
  const root = makeRoot();
  interrupt(root);
  const outcomes: unknown[] = [];
  rightBefore(vi.mocked(fs.renameSync), /journal/, () => outcomes.push(recoverFiles(root)));
  outcomes.push(recoverFiles(root));
  expect(outcomes).toEqual([{ outcome: "undone", restored: ["a"], conflicting: [] }, undefined]);
});

test("what stands in place of the folder of the journal stops everything", () => {
  const root = makeTree({ ".git/bump-envoy": "", a: "old", b: "old" });
  expect(errorOf(() => writeFiles(root, changesIn(root)))).toMatchObject({
    code: "journal-unreadable",
    place: { file: ".git/bump-envoy" },
    message: expect.stringContaining("ENOTDIR"),
  });
});

test("a journal that nobody can read stops everything", () => {
  const root = makeRoot();
  interrupt(root);
  rightBefore(vi.mocked(fs.readFileSync), /journal/, () => {
    throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
  });
  expect(findJournal(root)).toMatchObject({ state: "unreadable", reason: "EACCES: permission denied" });
});

test("a journal that cannot be taken over", () => {
  const root = makeRoot();
  interrupt(root);
  rightBefore(vi.mocked(fs.renameSync), /journal/, () => {
    throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
  });
  expect(errorOf(() => recoverFiles(root))).toMatchObject({ code: "write-failed" });
  expect(recoverFiles(root)).toMatchObject({ outcome: "undone" });
});

test("what another process is about to put in place is left alone, and what looks like it", () => {
  const root = makeRoot();
  const names = [`bump-envoy-${process.pid}-0123456789ab`, "bump-envoy-notes", "bump-envoy-1-x"];
  for (const name of names) fs.mkdirSync(join(root, ".git", name));
  expect(recoverFiles(root)).toBeUndefined();
  expect(fs.readdirSync(join(root, ".git")).sort()).toEqual(["HEAD", ...names].sort());
});

test("a journal that is gone right after it was seen is none", () => {
  const root = makeRoot();
  const path = interrupt(root);
  rightBefore(vi.mocked(fs.lstatSync), /journal/, () => fs.rmSync(path));
  expect(findJournal(root)).toBeUndefined();
});

test("a recovery that ends while its journal is being read leaves none", () => {
  const root = makeRoot();
  interrupt(root);
  rightBefore(vi.mocked(fs.readFileSync), /journal/, () => recoverFiles(root));
  expect(findJournal(root)).toBeUndefined();
});
