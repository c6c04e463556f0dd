import { execa } from "execa";
import { expect, test } from "vitest";
import { changedFiles, copyFixture, runCli, snapshot } from "./run.ts";

const dist = new URL("../../dist", import.meta.url).pathname;
const child = new URL("../edit/write-files-child.mjs", import.meta.url).pathname;

/** A repository in which a run was killed that wrote files; the number says at which change to the file system. */
async function interrupted(killAt: number): Promise<{ folder: string; before: Record<string, string> }> {
  const folder = await copyFixture("repository-2020");
  const before = snapshot(folder);
  const { signal } = await execa(process.execPath, [child, dist, "write", folder, "1", String(killAt)], {
    reject: false,
  });
  expect(signal).toBe("SIGKILL");
  return { folder, before };
}

test("a run that was killed is told about, and no other writes until it is recovered from", async () => {
  const { folder, before } = await interrupted(12);
  const start = snapshot(folder);
  for (const args of [["1.15.0-1"], ["1.15.0-1", "--dry-run"], ["unpin"]]) {
    const { exitCode, stderr } = await runCli(folder, ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^error: an earlier run was interrupted while it wrote files\n {2}run `bump-envoy --recover`/,
    );
  }
  expect(snapshot(folder)).toEqual(start);

  const { exitCode, stderr } = await runCli(folder, "--recover");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "the interrupted run is undone\n" });
  expect(snapshot(folder)).toEqual(before);
  expect((await runCli(folder, "1.15.0-1")).exitCode).toBe(0);
  expect(await changedFiles(folder)).toHaveLength(4);
});

test("there may be nothing to recover from", async () => {
  const folder = await copyFixture("repository-2020");
  const text = await runCli(folder, "--recover");
  expect(text).toEqual({ exitCode: 0, stdout: "", stderr: "there is no interrupted run to recover from\n" });
  const json = await runCli(folder, "--recover", "--format", "json");
  expect(JSON.parse(json.stdout)).toEqual({ recovery: null });
});
