import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { findJournal, recoverFiles, refuseUnfinishedRun } from "../../src/edit/recover-files.ts";
import { makeTree, readTree, type Tree } from "../helpers.ts";
import { errorOf } from "./errors.ts";

const dist = new URL("../../dist", import.meta.url).pathname;
const child = new URL("./write-files-child.mjs", import.meta.url).pathname;

/** What is there before the child writes its files: a repository with every other file. */
function makeRepository(count: number): { root: string; before: Tree; after: Tree } {
  const indices = Array.from({ length: count }, (_, index) => index);
  const before = Object.fromEntries(
    indices.filter((index) => index % 2 === 1).map((index) => [`file-${index}`, "old\n"]),
  );
  const root = makeTree({ ".git/HEAD": "ref: refs/heads/main\n", ...before });
  for (const name of Object.keys(before)) chmodSync(join(root, name), 0o640);
  const names = indices.map((index) =>
    index % 2 === 1 ? `file-${index}` : index % 3 === 0 ? `made-${index}/deep/file` : `made-${index}`,
  );
  return { root, before, after: Object.fromEntries(names.map((name, index) => [name, `new ${index}\n`])) };
}

/** Runs the child; resolves to the changes that it made, `undefined` if it was killed. */
async function runChild(mode: "write" | "recover", root: string, count: number, killAt = 0) {
  const args = [child, dist, mode, root, String(count), String(killAt)];
  const { stdout, signal, exitCode, stderr } = await execa(process.execPath, args, { reject: false });
  if (signal === "SIGKILL") return undefined;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout.split("\n").at(-1)?.split(" ") ?? [];
}

/** Writes files by the child and kills it after so many milliseconds, if it takes that long; resolves to how long it took. */
async function timeOfRun(root: string, count: number, killAfter: number | undefined): Promise<number> {
  const args = [child, dist, "write", root, String(count)];
  const run = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(run, "exit");
  await once(run.stdout, "data");
  const start = performance.now();
  const timer = killAfter === undefined ? undefined : setTimeout(() => run.kill("SIGKILL"), killAfter);
  await ended;
  clearTimeout(timer);
  return performance.now() - start;
}

/** The tree, which must be all old or all new, with nothing left of the run. */
function expectWhole({ root, before, after }: ReturnType<typeof makeRepository>): "old" | "new" {
  const { ".git/HEAD": head, ...tree } = readTree(root);
  expect(head).toBeDefined();
  const state = tree["file-1"] === "old\n" ? "old" : "new";
  expect(tree).toEqual(state === "old" ? before : after);
  expect(readdirSync(join(root, ".git"))).toEqual(["HEAD"]);
  expect(existsSync(join(root, "made-0"))).toBe(state === "new");
  for (const name of Object.keys(before)) expect(statSync(join(root, name)).mode & 0o777).toBe(0o640);
  return state;
}

/** These tests start many processes. */
const timeout = 240_000;

test("a run that is not killed", async () => {
  const repository = makeRepository(3);
  await runChild("write", repository.root, 3);
  expect(expectWhole(repository)).toBe("new");
  expect(recoverFiles(repository.root)).toBeUndefined();
});

test("killed at any change that it makes, all is old or all is new after recovery", { timeout }, async () => {
  const outcomes = new Set<string>();
  let isKilled = true;
  for (let killAt = 1; isKilled; killAt++) {
    const repository = makeRepository(3);
    isKilled = (await runChild("write", repository.root, 3, killAt)) === undefined;
    const found = findJournal(repository.root);
    if (found) {
      expect(found).toMatchObject({ state: "interrupted", files: Object.keys(repository.after) });
      expect(errorOf(() => refuseUnfinishedRun(repository.root))).toMatchObject({ code: "run-interrupted" });
    }
    const recovery = recoverFiles(repository.root);
    expect(recovery === undefined).toBe(found === undefined);
    expect(recovery?.conflicting ?? []).toEqual([]);
    outcomes.add(`${recovery?.outcome ?? "none"}: ${expectWhole(repository)}`);
  }
  expect([...outcomes]).toEqual(["none: old", "undone: old", "completed: new", "none: new"]);
});

test("killed at any change that it makes, a recovery can be done again", { timeout }, async () => {
  const outcomes = new Set<string>();
  const changes = (await runChild("write", makeRepository(3).root, 3)) ?? [];
  let isKilled = true;
  for (let killAt = 1; isKilled; killAt++) {
    const repository = makeRepository(3);
    // All files are in their places but the last.
    await runChild("write", repository.root, 3, changes.lastIndexOf("renameSync") + 1);
    isKilled = (await runChild("recover", repository.root, 3, killAt)) === undefined;
    const recovery = recoverFiles(repository.root);
    outcomes.add(`${recovery?.outcome ?? "none"}: ${expectWhole(repository)}`);
  }
  expect([...outcomes]).toEqual(["undone: old", "none: old"]);
});

test("SIGKILL at 50 random moments of a run that writes 30 files", { timeout }, async () => {
  const duration = await timeOfRun(makeRepository(30).root, 30, undefined);
  const outcomes = new Set<string>();
  for (let round = 0; round < 50; round++) {
    const repository = makeRepository(30);
    await timeOfRun(repository.root, 30, Math.random() * duration);
    const recovery = recoverFiles(repository.root);
    outcomes.add(`${recovery?.outcome ?? "none"}: ${expectWhole(repository)}`);
  }
  expect(outcomes).toContain("undone: old");
});
