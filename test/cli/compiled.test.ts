import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../helpers.ts";
import { cli } from "./run.ts";

const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

let home: string;
beforeEach(() => {
  home = temporaryFolder();
});

async function printVersion({ args = [] as string[], env = {} } = {}) {
  const { stdout, stderr, exitCode } = await execa(process.execPath, [cli, "--version", ...args], {
    env: { XDG_CACHE_HOME: home, ...env },
  });
  expect({ stdout, stderr, exitCode }).toEqual({ stdout: manifest.version, stderr: "", exitCode: 0 });
}

/** What is kept of the program, if it is. */
function kept(): Buffer | undefined {
  const folder = join(home, "bump-envoy");
  const [name] = readdirSync(home).length > 0 ? readdirSync(folder) : [];
  return name === undefined ? undefined : readFileSync(join(folder, name));
}

test("what V8 has compiled is kept once, and used", async () => {
  await printVersion();
  const first = kept();
  expect(first?.length).toBeGreaterThan(100_000);
  await printVersion();
  expect(kept()).toEqual(first);
});

test("what commands use is kept for each of them, and a command without its name is bump", async () => {
  const run = (...args: string[]) => execa(process.execPath, [cli, ...args], { env: { XDG_CACHE_HOME: home } });
  await run("rules");
  const [rules] = readdirSync(join(home, "bump-envoy"));
  await run("bump", "--help");
  await printVersion();
  const files = readdirSync(join(home, "bump-envoy"));
  expect(files).toHaveLength(2);
  expect(files).toContain(rules);
});

test("what a run takes beyond that of earlier runs is added", async () => {
  const run = async (...args: string[]) => {
    await execa(process.execPath, [cli, "explain", ...args], { env: { XDG_CACHE_HOME: home }, reject: false });
    return kept() as Buffer;
  };
  const help = await run("--help");
  const more = await run("-C", temporaryFolder(), "--cache-location", temporaryFolder());
  expect(more.length).toBeGreaterThan(help.length + 50_000);
  expect(await run("--help")).toEqual(more);
});

test.each<[string, Parameters<typeof printVersion>[0]]>([
  ["--no-cache", { args: ["--no-cache"] }],
  ["as Node is told", { env: { NODE_DISABLE_COMPILE_CACHE: "1" } }],
])("nothing is kept: %s", async (_, options) => {
  await printVersion(options);
  expect(kept()).toBeUndefined();
});

describe("what does not fit is ignored, and replaced", () => {
  test.each<[string, (content: Buffer) => Buffer]>([
    [
      "another version of Node",
      (content) => Buffer.concat([Buffer.from("bump-envoy code v1.0.0"), content.subarray(22)]),
    ],
    ["damaged", (content) => Buffer.concat([content.subarray(0, -100), Buffer.alloc(100)])],
    ["cut off", (content) => content.subarray(0, 1000)],
    ["empty", () => Buffer.alloc(0)],
  ])("%s", async (_, change) => {
    await printVersion();
    const good = kept() as Buffer;
    const folder = join(home, "bump-envoy");
    const [name] = readdirSync(folder) as [string];
    writeFileSync(join(folder, name), change(good));
    await printVersion();
    const line = (content: Buffer) => content.subarray(0, content.indexOf("\n") - 40).toString();
    expect(line(kept() as Buffer)).toBe(line(good));
    expect(kept()?.length).toBeGreaterThan(good.length / 2);
  });

  test("with V8's own flags", async () => {
    await printVersion();
    await printVersion({ env: { NODE_OPTIONS: "--max-old-space-size=200" } });
    await printVersion();
  });
});

test("a folder that cannot be written is no failure", async () => {
  chmodSync(home, 0o500);
  await printVersion();
  writeFileSync(join(temporaryFolder(), "file"), "");
  await printVersion({ env: { XDG_CACHE_HOME: "/dev/null" } });
});

test("V8 gets the program byte by byte, so that all of it is ASCII", () => {
  const folder = join(dirname(cli), "cli");
  const chunks = readdirSync(folder).filter((name) => name.endsWith(".cjs"));
  expect(chunks.length).toBeGreaterThan(1);
  const others = chunks.filter((name) => /[^\0-\x7f]/.test(readFileSync(join(folder, name), "latin1")));
  expect(others).toEqual([]);
});
