import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { copyOfFixture } from "../helpers.ts";
import { describeWithChromium } from "../support/chromium.ts";
import { commitAll, copyFixture, runCli } from "./run.ts";

const heron = "helmfile.d/services/heron/values-canary.yaml";

/** A repository in which a canary went ahead. */
async function withHistory(): Promise<string> {
  const folder = await copyFixture("repository-versions");
  const text = readFileSync(join(folder, heron), "utf8");
  writeFileSync(join(folder, heron), text.replace("1.15.0-1", "1.15.1-1"));
  await commitAll(folder);
  return folder;
}

test("the page goes to stdout or a file, and is the same each time", async () => {
  const folder = await withHistory();
  const { exitCode, stdout } = await runCli(folder, "status", "--format", "html");
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^<!doctype html>\n.*<\/html>\n$/s);
  const again = await runCli(folder, "status", "--format", "html", "-o", "page.html");
  expect(again.stdout).toBe("");
  expect(readFileSync(join(folder, "page.html"), "utf8")).toBe(stdout);
});

test("without git the page knows no history", async () => {
  const folder = copyOfFixture("repository-versions");
  const { stdout } = await runCli(folder, "status", "--format", "html");
  expect(stdout).toContain("Git knows no history of these files.");
});

test("what has changed is no page", async () => {
  const folder = await withHistory();
  const { exitCode, stdout, stderr } = await runCli(folder, "status", "--format", "html", "--diff", "HEAD~1");
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("--format html shows one state, and not what has changed");
  expect(stderr).toContain("leave --diff out, or use --format markdown");
});

describeWithChromium("what the program prints", (open) => {
  test("is a page with rows, chains and history", async () => {
    const folder = await withHistory();
    const { stdout } = await runCli(folder, "status", "--format", "html");
    const { page, complaints } = await open(stdout);
    await page.locator("#matrix td a", { hasText: "1.15.1-1" }).click();
    const panel = page.getByRole("dialog", { name: "heron" });
    expect(await panel.locator(".meant .decides").innerText()).toContain("values-canary.yaml:4");
    const history = panel.locator(".history", { hasText: "values-canary.yaml" });
    expect((await history.locator("tbody .chip").allInnerTexts()).slice(0, 2)).toEqual(["1.15.1-1", "1.15.0-1"]);
    expect(complaints).toEqual([]);
  });
});
