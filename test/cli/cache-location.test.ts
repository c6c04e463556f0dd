import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../helpers.ts";
import { cli, copyFixture } from "./run.ts";

let folder: string;
let place: string;
beforeEach(async () => {
  folder = await copyFixture("repository-2020");
  place = temporaryFolder();
});

/** What would go on for ever ends with a signal. */
async function run(environment: Record<string, string>, ...args: string[]) {
  const settings = { cwd: folder, reject: false, timeout: 20_000, killSignal: "SIGKILL" } as const;
  const env = { NO_COLOR: "1", XDG_CACHE_HOME: place, ...environment };
  const { exitCode, stdout, stderr } = await execa(process.execPath, [cli, ...args], { ...settings, env });
  return { exitCode, stdout, stderr };
}

const explain = ["explain", "heron", "--format", "json"];

describe.skipIf(!existsSync("/proc/self"))("below /proc, where no folder can be made", () => {
  test("is refused for a cache that is asked for", async () => {
    expect(await run({}, ...explain, "--cache-location", "/proc/bump-envoy")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        "error: cannot keep a cache in /proc/bump-envoy: ENOENT: no such file or directory, mkdir '/proc/bump-envoy'\n" +
        "  name a folder with --cache-location, or go without by --no-cache",
    });
  });

  test("goes without where the user's cache folder would be", async () => {
    const { stdout } = await run({}, ...explain);
    const environment = { XDG_CACHE_HOME: "/proc/bump-envoy" };
    expect(await run(environment, ...explain)).toMatchObject({ exitCode: 0, stdout });
  });

  test("is refused for an output", async () => {
    const { exitCode, stderr } = await run({}, "lint", "--output-file", "/proc/bump-envoy/lint.txt");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("error: cannot write the output: ENOENT");
  });
});

test("a file in place of the folder is refused, and left alone", async () => {
  const file = join(place, "file");
  writeFileSync(file, "text");
  for (const path of [file, join(file, "below")]) {
    const { exitCode, stdout, stderr } = await run({}, ...explain, "--cache-location", path);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(`error: cannot keep a cache in ${path}: E`);
  }
  expect(readFileSync(file, "utf8")).toBe("text");
});

test("a folder is made, with those above, or found by a link", async () => {
  const made = join(place, "a/b");
  await run({}, ...explain, "--cache-location", made);
  expect(readdirSync(made).map((name) => name.split("-")[0])).toEqual(["render", "texts"]);
  const linked = join(place, "linked");
  mkdirSync(linked);
  symlinkSync("linked", join(place, "link"));
  await run({}, ...explain, "--cache-location", join(place, "link"));
  expect(readdirSync(linked)).toEqual(readdirSync(made));
});
