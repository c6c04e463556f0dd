import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execa, execaSync } from "execa";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseConfig } from "../../src/config/parse.ts";
import { makeTree, readTree, temporaryFolder } from "../helpers.ts";
import { changedFiles, cli, commitAll, copyFixture, runCli, snapshot } from "./run.ts";

const root = new URL("../../", import.meta.url).pathname;
const example = (name: string) => readFileSync(join(root, "docs/ci", name), "utf8");
const hookOf = (folder: string) => readFileSync(join(folder, ".pre-commit-config.yaml"), "utf8");

/** A repository of its own layout: charts below `deploy/`, of a chart repository `acme`. */
async function makeOther(registries = ["registry.example.org"]): Promise<string> {
  const releases = registries.map(
    (_, index) => `  - { name: web${index}, chart: acme/wren, values: [values${index}.yaml] }`,
  );
  const folder = makeTree({
    "services/wren/helmfile.yaml": `repositories: [{ name: acme, url: https://charts.example.org }]\nreleases:\n${releases.join("\n")}\n`,
    ...Object.fromEntries(
      registries.map((registry, index) => [
        `services/wren/values${index}.yaml`,
        `image: ${registry}/envoy-slim:1.0.0\n`,
      ]),
    ),
    "deploy/wren/Chart.yaml": "apiVersion: v2\nname: wren\nversion: 0.1.0\n",
    "deploy/wren/templates/pod.yaml":
      "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: b, image: {{ .Values.image }} }] }\n",
  });
  await commitAll(folder);
  return folder;
}

describe("what it finds, and writes", () => {
  test.each([
    ["repository-2020", '4 helmfiles; 3 charts of the layout "2020" (charts link helpers of common_templates, '],
    ["repository-today", '1 helmfile; 1 chart of the layout "today" (charts carry copies of modules, '],
  ])("%s: the defaults fit", async (name, found) => {
    const folder = await copyFixture(name);
    const { exitCode, stdout, stderr } = await runCli(folder, "init", "--yes", "--ci", "github");
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout:
        ".bump-envoy.yaml  created\n.pre-commit-config.yaml  created\n.github/workflows/bump-envoy.yml  created\n",
    });
    expect(stderr).toContain(`found ${found}`);
    const text = readFileSync(join(folder, ".bump-envoy.yaml"), "utf8");
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=node_modules/bump-envoy/schema.json");
    expect(text.replace(/\n# /g, " ")).toContain("The defaults fit.");
    expect(parseConfig(text, "a")).toEqual(parseConfig("", "a"));
    expect(readFileSync(join(folder, ".github/workflows/bump-envoy.yml"), "utf8")).toBe(example("github.yml"));
  });

  test("a repository of another layout: its charts, and the image that it runs", async () => {
    const folder = await makeOther();
    const { exitCode, stderr } = await runCli(folder, "init", "--yes");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr:
        "found 1 helmfile; 1 chart of no layout that is known\nno CI job: nothing shows what runs the CI here; name it with --ci\n",
    });
    const text = readFileSync(join(folder, ".bump-envoy.yaml"), "utf8");
    expect(parse(text)).toEqual({ charts: { acme: "deploy" }, image: "envoy-slim" });
    expect(text).toContain("# No release runs an image named envoy. Those with envoy in their names: envoy-slim.\n");
    // What is written is what it takes.
    expect((await runCli(folder, "2.0.0", "--check")).stdout).toContain("1.0.0 → 2.0.0");
  });

  test("helmfiles by other names are for people to choose from", async () => {
    const folder = await makeOther();
    writeFileSync(
      join(folder, "services/wren/test.helmfile.yaml"),
      readFileSync(join(folder, "services/wren/helmfile.yaml")),
    );
    await runCli(folder, "init", "--yes");
    const file = join(folder, ".bump-envoy.yaml");
    const text = readFileSync(file, "utf8");
    expect(parse(text)).toEqual({ charts: { acme: "deploy" }, image: "envoy-slim" });
    expect(text).toContain("\n# helmfiles:\n#   - services/wren/test.helmfile.yaml\n");
    // Without the marks of a comment it is what it takes.
    writeFileSync(file, text.replace(/^# (helmfiles:| {2}- )/gm, "$1"));
    expect((await runCli(folder, "2.0.0", "--check")).stderr).not.toContain("test.helmfile.yaml");
    expect(JSON.parse((await runCli(folder, "images", "-f", "json", "--image", "*")).stdout).images).toHaveLength(2);
  });

  test("several registries are for people to choose from", async () => {
    const folder = await makeOther(["registry.example.wmnet", "registry.example.org"]);
    await runCli(folder, "init", "--yes");
    const text = readFileSync(join(folder, ".bump-envoy.yaml"), "utf8");
    expect(text.replace(/\n# /g, " ")).toContain("from registry.example.wmnet and registry.example.org; name the one");
    expect(text).toContain("\n# registry: registry.example.org\n");
  });

  test("helmfiles that cannot be rendered are counted, and no image is made up", async () => {
    const folder = await makeOther();
    rmSync(join(folder, "deploy"), { recursive: true });
    const { exitCode, stderr } = await runCli(folder, "init", "--yes");
    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      "found 1 helmfile, 1 of which cannot be rendered in full in every environment; 0 charts\n",
    );
    const text = readFileSync(join(folder, ".bump-envoy.yaml"), "utf8");
    expect(parse(text)).toBe(null);
    expect(text).toContain("# No release runs an image named envoy.\n# image: envoy\n");
  });

  test("the hook of this repository, as it stands there", async () => {
    const folder = await copyFixture("repository-2020");
    await runCli(folder, "init", "--yes");
    const hooks = parse(readFileSync(join(root, ".pre-commit-hooks.yaml"), "utf8"));
    const hook = hooks.find(({ id }: { id: string }) => id === "bump-envoy-lint-system");
    expect(parse(hookOf(folder))).toEqual({ repos: [{ repo: "local", hooks: [{ ...hook, id: "bump-envoy-lint" }] }] });
  });

  test("a hook that pre-commit installs", async () => {
    const folder = await copyFixture("repository-2020");
    await runCli(folder, "init", "--yes", "--hook-repo", "https://example.org/bump-envoy");
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(hookOf(folder)).toBe(
      `repos:\n  - repo: https://example.org/bump-envoy\n    rev: v${version}\n    hooks:\n      - id: bump-envoy-lint\n`,
    );
  });
});

describe("what runs the CI", () => {
  test.each<[string, Record<string, string>, string[]]>([
    ["a folder of GitHub's", { ".github/CODEOWNERS": "" }, ["github"]],
    ["jobs of GitLab's", { ".gitlab-ci.yml": "a: {script: [b]}\n" }, ["gitlab"]],
    ["a Jenkinsfile", { Jenkinsfile: "" }, ["jenkins"]],
    ["Gerrit", { ".gitreview": "" }, ["jenkins"]],
    ["two of them", { ".github/CODEOWNERS": "", ".gitreview": "" }, ["github", "jenkins"]],
    ["none", {}, []],
  ])("%s", async (_, tree, kinds) => {
    const folder = await copyFixture("repository-2020");
    makeTree(tree, folder);
    const { stdout } = await runCli(folder, "init", "--dry-run", "-f", "json");
    expect(JSON.parse(stdout).ci).toEqual(kinds);
  });

  test.each([
    ["git@github.com:example/charts.git", ["github"]],
    ["https://gitlab.example.org/charts", ["gitlab"]],
    ["https://example.org/github", []],
  ])("else where git fetches from: %s", async (url, kinds) => {
    const folder = await copyFixture("repository-2020");
    await execa("git", ["remote", "add", "origin", url], { cwd: folder });
    const { stdout } = await runCli(folder, "init", "--dry-run", "-f", "json");
    expect(JSON.parse(stdout).ci).toEqual(kinds);
  });

  test.each([
    ["a Rakefile", { Rakefile: "task :a\n" }, "a task for the Rakefile", "bump_envoy.rake"],
    ["tox", { "tox.ini": "[tox]\n" }, "an environment for tox.ini", "tox.ini"],
    ["neither", {}, "the build step for Jenkins", "jenkins.sh"],
  ])("Jenkins runs %s: its text is shown", async (_, tree, title, file) => {
    const folder = await copyFixture("repository-2020");
    makeTree(tree, folder);
    const { exitCode, stderr } = await runCli(folder, "init", "--yes", "--ci", "jenkins");
    expect(exitCode).toBe(0);
    const text = example(file).replace(/^(?=.)/gm, "  ");
    expect(stderr).toContain(`${title}, to be added by hand:\n${text}`);
    expect((await runCli(folder, "init", "--dry-run", "--ci", "none")).stderr).not.toContain("by hand");
  });
});

describe("what people wrote stays", () => {
  const config = "# ours\nimage: envoy # the one\n";
  const hooks = "# ours\nrepos:\n  - repo: https://example.org/a  # pinned\n    rev: v1\n    hooks: [{id: a}]\n";
  const jobs = "# ours\nbuild:   {script: [make]}\n";

  test("what is there is added to, and nothing else changes", async () => {
    const folder = await copyFixture("repository-2020");
    makeTree({ ".pre-commit-config.yaml": hooks, ".gitlab-ci.yml": jobs }, folder);
    await commitAll(folder);
    const { exitCode, stdout } = await runCli(folder, "init", "--yes");
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: ".bump-envoy.yaml  created\n.pre-commit-config.yaml  changed\n.gitlab-ci.yml  changed\n",
    });
    expect(hookOf(folder).startsWith(`${hooks}  - repo: local\n    hooks:\n      - id: bump-envoy-lint\n`)).toBe(true);
    expect(readFileSync(join(folder, ".gitlab-ci.yml"), "utf8")).toBe(`${jobs}\n${example("gitlab.yml")}`);
    expect((await changedFiles(folder)).every((line) => / 0 /.test(line))).toBe(true);
  });

  test.each<[string, Record<string, string>, string]>([
    ["a configuration", { ".bump-envoy.yaml": config }, ".bump-envoy.yaml is there already\n"],
    [
      "a hook",
      { ".pre-commit-config.yaml": "repos: [{repo: local, hooks: [{id: x, entry: npx bump-envoy lint}]}]\n" },
      ".pre-commit-config.yaml is there already\n",
    ],
    [
      "another workflow",
      { ".github/workflows/ci.yml": "# npx bump-envoy lint\n" },
      ".github/workflows/ci.yml is there already\n",
    ],
    [
      "a workflow that was changed",
      { ".github/workflows/bump-envoy.yml": "name: ours\n" },
      ".github/workflows/bump-envoy.yml stays as it is: it is not the workflow that would be written\n",
    ],
    ["a job", { ".gitlab-ci.yml": "a: {script: [npx bump-envoy lint]}\n" }, ".gitlab-ci.yml is there already\n"],
    ["a task", { Jenkinsfile: "", Rakefile: "sh 'bump-envoy'\n" }, "Rakefile is there already\n"],
  ])("%s is left alone", async (_, tree, message) => {
    const folder = await copyFixture("repository-2020");
    makeTree(tree, folder);
    const { exitCode, stderr } = await runCli(folder, "init", "--yes");
    expect(exitCode).toBe(0);
    expect(stderr).toContain(message);
    expect(readTree(folder)).toMatchObject(tree);
  });

  test.each<[string, Record<string, string>, string]>([
    [
      "hooks in one line",
      { ".pre-commit-config.yaml": "repos: [{repo: a, rev: b, hooks: [{id: a}]}]\n" },
      "! .pre-commit-config.yaml:1:8: repos is a list in one line; add this by hand:\n  repos:\n    - repo: local\n",
    ],
    [
      "jobs in another stage",
      { ".gitlab-ci.yml": "stages: [build, deploy]\n" },
      "! .gitlab-ci.yml: its stages (build, deploy) have no test, in which the job would run; add this by hand:\n  # A job",
    ],
    [
      "jobs of several documents",
      { ".gitlab-ci.yml": "spec: {}\n---\na: {script: [b]}\n" },
      "! .gitlab-ci.yml:2:1: the file holds more than one document; add this by hand:\n  # A job",
    ],
  ])("%s: it says what to add", async (_, tree, message) => {
    const folder = await copyFixture("repository-2020");
    makeTree(tree, folder);
    const { exitCode, stderr } = await runCli(folder, "init", "--yes");
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
    expect(readTree(folder)).toMatchObject(tree);
  });

  test("a second run has nothing to do", async () => {
    const folder = await copyFixture("repository-2020");
    makeTree({ ".github/CODEOWNERS": "", ".gitlab-ci.yml": jobs, ".pre-commit-config.yaml": hooks }, folder);
    await runCli(folder, "init", "--yes");
    const before = snapshot(folder);
    const { exitCode, stdout, stderr } = await runCli(folder, "init");
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr).toContain("there is nothing to write\n");
    expect(snapshot(folder)).toEqual(before);
  });
});

describe("nothing is written unless somebody says so", () => {
  const question = "Write .bump-envoy.yaml, .pre-commit-config.yaml? [y/N] ";

  test.each([
    [["--dry-run"], 0, "2 files would be written (dry run)\n"],
    [[], 1, "nothing was written: run it with --yes to write 2 files\n"],
  ])("init %j in a pipe prints a diff that git applies", async (args, code, message) => {
    const folder = await copyFixture("repository-2020");
    const { exitCode, stdout, stderr } = await runCli(folder, "init", ...args);
    expect(exitCode).toBe(code);
    expect(stderr).toContain(message);
    expect(await changedFiles(folder)).toEqual([]);
    await execa("git", ["apply"], { cwd: folder, input: stdout });
    const applied = snapshot(folder);
    rmSync(join(folder, ".bump-envoy.yaml"));
    rmSync(join(folder, ".pre-commit-config.yaml"));
    await runCli(folder, "init", "--yes");
    expect(snapshot(folder)).toEqual(applied);
  });

  test.each([
    ["y", true, 0],
    ["yes", true, 0],
    ["n", false, 1],
    ["", false, 1],
    ["yesterday", false, 1],
  ])("at a terminal it asks: %j", async (answer, isWritten, code) => {
    const folder = await copyFixture("repository-2020");
    const { exitCode, stdout } = execaSync(
      "script",
      ["--quiet", "--return", "--command", `'${process.execPath}' '${cli}' init --no-cache --no-color`, "/dev/null"],
      { cwd: folder, input: `${answer}\n`, reject: false, env: { NODE_DISABLE_COMPILE_CACHE: "1", CI: "1" } },
    );
    expect(exitCode).toBe(code);
    expect(stdout).toContain(question);
    expect(stdout.indexOf("+++ b/.bump-envoy.yaml")).toBeLessThan(stdout.indexOf(question));
    expect(existsSync(join(folder, ".bump-envoy.yaml"))).toBe(isWritten);
    expect(stdout.includes("nothing was written")).toBe(!isWritten);
  });

  test("all files or none", async () => {
    const folder = await copyFixture("repository-2020");
    makeTree({ ".pre-commit-config.yaml": "repos: []\n" }, folder);
    chmodSync(join(folder, ".pre-commit-config.yaml"), 0o444);
    const { exitCode, stderr } = await runCli(folder, "init", "--yes");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr:
        "error: .pre-commit-config.yaml: the file is read-only\n  no file was changed; make it writable (chmod u+w .pre-commit-config.yaml) or leave its service out\n",
    });
    expect(existsSync(join(folder, ".bump-envoy.yaml"))).toBe(false);
  });

  test("nothing outside of the repository", async () => {
    const folder = await copyFixture("repository-2020");
    const outside = temporaryFolder();
    symlinkSync(outside, join(folder, ".github"));
    const { exitCode, stderr } = await runCli(folder, "init", "--yes");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("the file lies outside of the repository\n");
    expect(readTree(outside)).toEqual({});
    expect(existsSync(join(folder, ".bump-envoy.yaml"))).toBe(false);
  });

  test("no helmfiles, no repository to set up", async () => {
    const { exitCode, stderr } = await runCli(temporaryFolder(), "init", "--yes");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("error: no helmfile found below ");
  });
});

const isInstalled = execaSync("pre-commit", ["--version"], { reject: false }).exitCode === 0;

test.skipIf(!isInstalled)(
  "pre-commit runs the hook that it writes (skipped where pre-commit is not installed)",
  async () => {
    const folder = await copyFixture("repository-2020");
    makeTree({ ".pre-commit-config.yaml": "repos: []\n" }, folder);
    await runCli(folder, "init", "--yes");
    const bin = temporaryFolder();
    writeFileSync(join(bin, "bump-envoy"), `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@" --no-cache\n`);
    chmodSync(join(bin, "bump-envoy"), 0o755);
    const env = { PATH: `${bin}${delimiter}${process.env["PATH"]}`, PRE_COMMIT_HOME: temporaryFolder() };
    const lint = () => execa("pre-commit", ["run"], { cwd: folder, env, reject: false, all: true });

    execFileSync("git", ["add", "--all"], { cwd: folder });
    expect(await lint()).toMatchObject({ exitCode: 0 });
    rmSync(join(folder, "charts/parrot/templates/_tls_helpers.tpl"));
    execFileSync("git", ["add", "--all"], { cwd: folder });
    const broken = await lint();
    expect(broken.exitCode).toBe(1);
    expect(broken.all).toContain("helpers-link");
  },
);
