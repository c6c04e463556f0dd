import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execa, execaSync } from "execa";
import { beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { temporaryFolder } from "../helpers.ts";
import { cli, commitAll, copyFixture } from "./run.ts";

const docs = new URL("../../docs/", import.meta.url).pathname;
const read = (path: string) => readFileSync(join(docs, path), "utf8");

const isInstalled = (tool: string) => execaSync(tool, ["--version"], { reject: false }).exitCode === 0;

let folder: string;
let environment: Record<string, string>;
beforeEach(async () => {
  folder = await copyFixture("repository-2020");
  const bin = temporaryFolder();
  // In the place of the npx that would fetch it.
  writeFileSync(
    join(bin, "npx"),
    `#!/bin/sh\ntest "$1" = bump-envoy && shift\nexec '${process.execPath}' '${cli}' "$@"\n`,
  );
  chmodSync(join(bin, "npx"), 0o755);
  environment = { PATH: `${bin}${delimiter}${process.env["PATH"]}`, NO_COLOR: "1", XDG_CACHE_HOME: temporaryFolder() };
});

const run = (script: string, env: Record<string, string> = {}) =>
  execa("sh", ["-euc", script], { cwd: folder, reject: false, env: { ...environment, ...env } });
const breakChart = () => rmSync(join(folder, "charts/parrot/templates/_tls_helpers.tpl"));

test("the workflow of GitHub uploads SARIF in any case, and fails where something is wrong", async () => {
  const { steps } = parse(read("ci/github.yml")).jobs.lint;
  const [sarif, annotate] = steps.flatMap(({ run: script }: { run?: string }) => script ?? []) as [string, string];
  const upload = steps.find(({ uses }: { uses?: string }) => uses?.includes("upload-sarif")).with.sarif_file;
  for (const [expected, results] of [
    [0, 0],
    [1, 1],
  ] as const) {
    if (expected === 1) breakChart();
    expect(await run(sarif)).toMatchObject({ exitCode: 0 });
    const errors = JSON.parse(readFileSync(join(folder, upload), "utf8")).runs[0].results.filter(
      ({ level }: { level: string }) => level === "error",
    );
    expect(errors).toHaveLength(results);
    expect(await run(annotate)).toMatchObject({ exitCode: expected });
  }
});

test("the job of GitLab writes the report that it names, in parts", async () => {
  const { script, artifacts, parallel } = parse(read("ci/gitlab.yml"))["bump-envoy"];
  breakChart();
  const errors: unknown[] = [];
  const codes: (number | undefined)[] = [];
  for (let index = 1; index <= parallel; index++) {
    const part = await run(script.join("\n"), { CI_NODE_INDEX: String(index), CI_NODE_TOTAL: String(parallel) });
    codes.push(part.exitCode);
    const report = JSON.parse(readFileSync(join(folder, artifacts.reports.codequality), "utf8"));
    errors.push(...report.filter(({ severity }: { severity: string }) => severity === "major"));
  }
  expect(errors).toMatchObject([{ check_name: "helpers-link" }]);
  expect(codes.toSorted()).toEqual([0, 1]);
});

test("the step of Jenkins looks at the change at hand", async () => {
  writeFileSync(join(folder, "NOTES.md"), "a\n");
  await commitAll(folder);
  const report = join(folder, "log/bump-envoy.xml");
  expect(await run(read("ci/jenkins.sh"))).toMatchObject({ exitCode: 0 });
  expect(readFileSync(report, "utf8")).toContain('failures="0"');
  breakChart();
  writeFileSync(join(folder, "--print-config"), "");
  await commitAll(folder);
  expect((await run(read("ci/jenkins.sh"))).exitCode).not.toBe(0);
  expect(readFileSync(report, "utf8")).toContain('failures="1"');
});

describe("the task for a Rakefile", () => {
  const rake = (env: Record<string, string> = {}) => run("rake bump_envoy", env);

  test.skipIf(!isInstalled("rake"))("looks at the change at hand, whatever files are called, or at all", async () => {
    cpSync(join(docs, "ci/bump_envoy.rake"), join(folder, "Rakefile"));
    await commitAll(folder);
    breakChart();
    writeFileSync(join(folder, "--print-config"), "");
    await commitAll(folder);
    expect(await rake()).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("helpers-link") });

    writeFileSync(join(folder, 'charts/parrot/"é\n.md'), "");
    await commitAll(folder);
    expect(await rake()).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("helpers-link") });

    writeFileSync(join(folder, "NOTES.md"), "");
    await commitAll(folder);
    expect(await rake()).toMatchObject({ exitCode: 0, stdout: "" });
    expect(await rake({ BUMP_ENVOY_ALL: "1" })).toMatchObject({ exitCode: 1 });
  });
});

test.skipIf(!isInstalled("tox"))("the environment of tox lints all, or what it is given", async () => {
  cpSync(join(docs, "ci/tox.ini"), join(folder, "tox.ini"));
  const tox = (...args: string[]) => run(`tox -q -e bump-envoy -- ${args.join(" ")}`);
  expect(await tox()).toMatchObject({ exitCode: 0 });
  breakChart();
  const { exitCode, stdout } = await tox("--format", "json");
  expect(exitCode).toBe(1);
  expect(stdout).toContain("helpers-link");
});

describe("the page on hooks and CI", () => {
  const page = read("how-to/lint-in-hooks-and-ci.md");

  test("names hooks and options that there are", async () => {
    const hooks = readFileSync(join(docs, "../.pre-commit-hooks.yaml"), "utf8");
    for (const [, id] of page.matchAll(/id: (\S+)/g)) expect(hooks).toContain(`- id: ${id}\n`);
    const { stdout } = await run("npx bump-envoy lint --help");
    for (const [, option] of page.matchAll(/bump-envoy lint (--[a-z-]+)/g)) expect(stdout).toContain(option);
  });

  test("its hook stops a commit of something that is wrong", async () => {
    const script = /^```sh\n(#!\/bin\/sh\n[\s\S]*?)^```/m.exec(page)?.[1] ?? "";
    breakChart();
    await execa("git", ["add", "--all"], { cwd: folder });
    expect(await run(script)).toMatchObject({ exitCode: 1 });
  });
});
