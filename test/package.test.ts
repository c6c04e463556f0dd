import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = new URL("..", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe("the published package", () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "bump-envoy-package-"));
    await execa("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: root });
    writeFileSync(join(folder, "package.json"), "{}");
    await execa("npm", ["install", "--no-audit", "--no-fund", join(folder, `bump-envoy-${manifest.version}.tgz`)], {
      cwd: folder,
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("publint has nothing to say", async () => {
    const { messages } = await publint({ pkgDir: root, strict: true });
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });

  test("runs from an empty folder", async () => {
    const { stdout } = await execa("npx", ["--no-install", "bump-envoy", "--version"], { cwd: folder });
    expect(stdout).toBe(manifest.version);
  });

  test("holds what a user needs and nothing else", () => {
    const installed = join(folder, "node_modules", "bump-envoy");
    expect(readdirSync(installed).sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist",
      "package.json",
      "schema.json",
    ]);
  });
});

test("the lock file names no download addresses", () => {
  expect(readFileSync(join(root, "package-lock.json"), "utf8")).not.toMatch(/"resolved"|https?:\/\/registry/);
});
