import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa, execaSync } from "execa";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../helpers.ts";
import { runCli } from "./run.ts";

const root = new URL("../../", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const page = join(root, manifest.man);
const has = (tool: string) => execaSync("sh", ["-c", `command -v ${tool}`], { reject: false }).exitCode === 0;

test("the package names a page that is there", () => {
  expect(existsSync(page)).toBe(true);
  expect(readFileSync(page, "utf8")).toContain(` "bump\\-envoy ${manifest.version}" `);
});

test.skipIf(!has("mandoc"))("mandoc has no warnings (skipped where it is not installed)", async () => {
  const { stdout } = await execa("mandoc", ["-T", "lint", "-W", "warning", page], { reject: false });
  expect(stdout).toBe("");
});

test.skipIf(!has("man"))("man has no warnings (skipped where it is not installed)", async () => {
  const { stdout, stderr } = await execa("man", ["--warnings", "-E", "UTF-8", "-l", "-Tutf8", page], {
    env: { MANWIDTH: "100", MANROFFOPT: "-ww" },
  });
  expect(stderr).toBe("");
  expect(stdout).toContain("BUMP-ENVOY(1)");
});

describe.skipIf(!has("groff"))("the page as groff prints it (skipped where it is not installed)", async () => {
  const { stdout, stderr } = await execa("groff", ["-ww", "-Tascii", "-P-cbou", "-rLL=300n", "-man", page], {
    reject: false,
  });
  const text = stdout.replace(/[ \n]+/g, " ");
  const folder = temporaryFolder();

  test("without a warning", () => {
    expect(stderr).toBe("");
  });

  test("has every command with every option", async () => {
    const { stdout: help } = await runCli(folder, "--help");
    const commands = [...help.slice(help.indexOf("\nCommands:")).matchAll(/^ {2}([a-z][a-z-]*) /gm)].map(
      ([, name = ""]) => name,
    );
    expect(commands).toEqual(expect.arrayContaining(["bump", "init", "lint", "completion"]));
    for (const command of commands.filter((name) => name !== "help")) {
      const { stdout: usage } = await runCli(folder, command, "--help");
      const flags = [...usage.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag = ""]) => flag);
      const start = text.indexOf(` bump-envoy ${command} [options]`, text.indexOf(" COMMANDS "));
      const own = text.slice(start + 1).split(/ bump-envoy [a-z-]+ \[options\]/, 1)[0] ?? "";
      expect(start).toBeGreaterThan(0);
      expect({ command, missing: flags.filter((flag) => !own.includes(flag)) }).toEqual({ command, missing: [] });
    }
  });

  test.each([
    ["EXIT STATUS", "2 Misuse, an invalid configuration or an internal error. No file was changed."],
    ["ENVIRONMENT", "DOCKER_CONFIG The folder of docker's config.json, if it is not ~/.docker."],
    ["FILES", ".bump-envoy.yaml The configuration, in the root of the repository."],
    ["OPTIONS", "-f, --format <format> How to print the outcome (one of text, json; default: text)."],
  ])("%s", (section, entry) => {
    expect(text.slice(text.indexOf(` ${section} `))).toContain(entry);
  });
});
