import { chmodSync, cpSync, existsSync, mkdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execa, execaSync } from "execa";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../helpers.ts";
import { cli, commitAll, copyFixture } from "./run.ts";

const root = new URL("../../", import.meta.url).pathname;
const hooks = join(root, ".pre-commit-hooks.yaml");
const isInstalled = execaSync("pre-commit", ["--version"], { reject: false }).exitCode === 0;

/** Whether the registry answers that this repository's own packages come from. */
function hasRegistry(): boolean {
  const ask = ["view", "typescript", "version", "--fetch-retries=0", "--fetch-timeout=10000"];
  return execaSync("npm", ask, { cwd: root, reject: false, timeout: 20_000 }).exitCode === 0;
}

/** Where hooks come from that need nothing but their description. */
function hooksAlone(): string {
  const source = temporaryFolder();
  cpSync(hooks, join(source, ".pre-commit-hooks.yaml"));
  return source;
}

/** What a clone of this repository would have. */
async function sourcesOfAll(): Promise<string> {
  const source = temporaryFolder();
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { stdout } = await execa("git", list, { cwd: root });
  for (const name of stdout.split("\0")) {
    if (name !== "" && existsSync(join(root, name)))
      cpSync(join(root, name), join(source, name), { verbatimSymlinks: true });
  }
  return source;
}

interface RepositoryOptions {
  readonly args?: readonly string[];
  /** A folder with the hooks; it becomes a git repository. */
  readonly source?: string;
}

/** A repository with a clean history in which a hook is installed, and what it takes to run it. */
async function makeRepository(hook: string, { args = [], source = hooksAlone() }: RepositoryOptions = {}) {
  await commitAll(source);
  const { stdout: revision } = await execa("git", ["rev-parse", "HEAD"], { cwd: source });

  const bin = temporaryFolder();
  const script = `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@" --no-cache\n`;
  writeFileSync(join(bin, "bump-envoy"), script);
  chmodSync(join(bin, "bump-envoy"), 0o755);

  const folder = await copyFixture("repository-2020");
  const environment = {
    PATH: `${bin}${delimiter}${process.env["PATH"]}`,
    PRE_COMMIT_HOME: temporaryFolder(),
    NO_COLOR: "1",
    GIT_AUTHOR_NAME: "test",
    GIT_AUTHOR_EMAIL: "test@example.org",
    GIT_COMMITTER_NAME: "test",
    GIT_COMMITTER_EMAIL: "test@example.org",
  };
  const run = (command: string, ...rest: string[]) =>
    execa(command, rest, { cwd: folder, env: environment, reject: false, all: true });
  writeFileSync(
    join(folder, ".pre-commit-config.yaml"),
    JSON.stringify({ repos: [{ repo: source, rev: revision, hooks: [{ id: hook, verbose: true, args }] }] }),
  );
  await run("git", "add", "--all");
  await run("git", "commit", "--quiet", "--message", "configure the hook");
  expect((await run("pre-commit", "install")).exitCode).toBe(0);
  const commit = async () => {
    await run("git", "add", "--all");
    return run("git", "commit", "--message", "change");
  };
  return { folder, run, commit };
}

const link = "charts/parrot/templates/_tls_helpers.tpl";
const values = "helmfile.d/services/codfw/parrot/values.yaml";

/** How many charts and helmfiles the output says were looked at. */
function counts(output: string | undefined) {
  const { charts, helmfiles } = JSON.parse(/^\{[\s\S]*?^\}$/m.exec(output ?? "")?.[0] ?? "{}").summary ?? {};
  return { charts, helmfiles };
}

describe.skipIf(!isInstalled)("pre-commit (skipped where it is not installed)", () => {
  test("stops a commit that deletes the link, which pre-commit itself does not pass, and lets a good one pass", async () => {
    const { folder, commit } = await makeRepository("bump-envoy-lint-system", { args: ["--format", "json"] });
    rmSync(join(folder, link));
    const bad = await commit();
    expect({ exitCode: bad.exitCode, output: bad.all }).toMatchObject({ exitCode: 1 });
    expect(bad.all).toContain('"rule": "helpers-link"');
    expect(counts(bad.all)).toEqual({ charts: 1, helmfiles: 2 });

    await execa("git", ["checkout", "HEAD", "--", link], { cwd: folder });
    writeFileSync(join(folder, values), "tls:\n  enabled: true\n  image_version: 1.15.0-1\nmain_app: { version: 2 }\n");
    const good = await commit();
    expect({ exitCode: good.exitCode, output: good.all }).toMatchObject({ exitCode: 0 });
    expect(counts(good.all)).toEqual({ charts: 0, helmfiles: 2 });
  });

  test("reads nothing where nothing that it knows of changes, and all with --all-files", async () => {
    const { folder, run, commit } = await makeRepository("bump-envoy-lint-system", { args: ["--format", "json"] });
    mkdirSync(join(folder, "docs"));
    writeFileSync(join(folder, "docs/README.md"), "text\n");
    expect(counts((await commit()).all)).toEqual({ charts: 0, helmfiles: 0 });
    expect(counts((await run("pre-commit", "run", "--all-files")).all)).toEqual({ charts: 3, helmfiles: 4 });
  });

  test("fixes, and stops the commit so that the fix can be looked at", async () => {
    const { folder, run, commit } = await makeRepository("bump-envoy-lint-fix-system");
    rmSync(join(folder, link));
    const fixed = await commit();
    expect({ exitCode: fixed.exitCode, output: fixed.all }).toMatchObject({ exitCode: 1 });
    expect(fixed.all).toContain("fixed: 1 problem\n");
    expect(readlinkSync(join(folder, link))).toBe("../../../common_templates/0.2/_tls_helpers.tpl");
    writeFileSync(join(folder, "note.md"), "all is as it was, but for this\n");
    expect((await commit()).exitCode).toBe(0);
    expect((await run("git", "show", "--stat", "--format=", "HEAD")).stdout).toContain("1 file changed");
  });

  test("checks the version that the configuration of the hook names", async () => {
    const { folder, commit } = await makeRepository("bump-envoy-check-system", { args: ["1.15.0-1"] });
    writeFileSync(join(folder, values), "tls: { enabled: true }\n");
    const other = await commit();
    expect({ exitCode: other.exitCode, output: other.all }).toMatchObject({ exitCode: 1 });
    expect(other.all).toContain("1.15.0-1");
  });
});

describe.skipIf(!isInstalled || !hasRegistry())(
  "pre-commit with npm (skipped without pre-commit or a registry)",
  () => {
    test("builds the hook from a clone of this repository, and runs it", { timeout: 600_000 }, async () => {
      const source = await sourcesOfAll();
      const { folder, commit } = await makeRepository("bump-envoy-lint", {
        args: ["--format", "json", "--no-cache"],
        source,
      });
      rmSync(join(folder, link));
      const bad = await commit();
      expect({ exitCode: bad.exitCode, output: bad.all }).toMatchObject({ exitCode: 1 });
      expect(bad.all).toContain('"rule": "helpers-link"');
      expect(counts(bad.all)).toEqual({ charts: 1, helmfiles: 2 });

      await execa("git", ["checkout", "HEAD", "--", link], { cwd: folder });
      writeFileSync(join(folder, "note.md"), "all is as it was, but for this\n");
      const good = await commit();
      expect({ exitCode: good.exitCode, output: good.all }).toMatchObject({ exitCode: 0 });
    });
  },
);
