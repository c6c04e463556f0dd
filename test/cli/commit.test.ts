import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { beforeEach, describe, expect, test } from "vitest";
import { addHook, commitsOf, git, isolateGit, makeRepository } from "../git/repository.ts";
import { copyOfFixture, fixture, temporaryFolder } from "../helpers.ts";
import { cli, runCli, snapshot } from "./run.ts";

isolateGit();

const services = "helmfile.d/services";
const summary = [
  "4 files changed, 5 releases bumped to 1.15.0-1, 0 already current, 0 skipped, 0 failures to render",
  "6 releases rendered before and after: nothing else changes",
];
const heronFile = `${services}/codfw/heron/values.yaml`;
const parrotFiles = [`${services}/codfw/parrot/values.yaml`, `${services}/staging/parrot/values.yaml`];
const termiteFile = `${services}/staging/termite/values/staging.yaml`;
const perService = [
  { message: "heron: Update envoy to 1.15.0-1\n", files: [heronFile] },
  { message: "parrot: Update envoy to 1.15.0-1\n", files: parrotFiles },
  { message: "termite: Update envoy to 1.15.0-1\n", files: [termiteFile] },
];

let folder: string;
beforeEach(async () => {
  folder = await makeRepository({}, copyOfFixture("repository-2020"));
});

/** The hashes of the commits since the first one, as they are printed. */
async function hashes(): Promise<string[]> {
  const all = await git(folder, "rev-list", "--reverse", "HEAD");
  return all
    .split("\n")
    .slice(1)
    .map((hash) => hash.slice(0, 10));
}

describe("a bump with --commit", () => {
  test("makes one commit for each service, and nothing the second time", async () => {
    const { exitCode, stderr } = await runCli(folder, "1.15.0-1", "--commit");
    const [heron, parrot, termite] = await hashes();
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: [
        ...summary,
        `[main ${heron}] heron: Update envoy to 1.15.0-1`,
        `[main ${parrot}] parrot: Update envoy to 1.15.0-1`,
        `[main ${termite}] termite: Update envoy to 1.15.0-1`,
        "",
      ].join("\n"),
    });
    expect(await commitsOf(folder)).toEqual(perService);
    expect(await git(folder, "status", "--porcelain")).toBe("");

    expect(await runCli(folder, "1.15.0-1", "--commit", "--branch", "main")).toMatchObject({ exitCode: 0, stdout: "" });
    expect(await commitsOf(folder)).toEqual(perService);
  });

  test.each<[string, string[], { message: string; files: string[] }[]]>([
    [
      "for all",
      [
        "--per",
        "all",
        "--message",
        "Envoy {version} in {cluster}\n\nSee: https://example.org",
        "--bug",
        "T2",
        "--bug",
        "T1",
      ],
      [
        {
          message: "Envoy 1.15.0-1 in codfw, staging\n\nBug: T2\nBug: T1\nSee: https://example.org\n",
          files: [heronFile, ...parrotFiles, termiteFile],
        },
      ],
    ],
    [
      "for the run where there are no stages",
      ["--per", "stage", "--service", "parrot"],
      [{ message: "parrot: Update envoy to 1.15.0-1\n", files: parrotFiles }],
    ],
  ])("makes one %s", async (_, args, expected) => {
    expect((await runCli(folder, "1.15.0-1", "--commit", ...args)).exitCode).toBe(0);
    expect(await commitsOf(folder)).toEqual(expected);
  });

  test("goes by the configuration", async () => {
    writeFileSync(join(folder, ".bump-envoy.yaml"), "commit:\n  message: 'Bump {service} ({release})'\n  per: all\n");
    expect((await runCli(folder, "1.15.0-1", "--commit", "--service", "heron")).exitCode).toBe(0);
    expect(await commitsOf(folder)).toEqual([{ message: "Bump heron (canary, production)\n", files: [heronFile] }]);
  });

  test("makes a branch", async () => {
    await git(folder, "checkout", "--quiet", "--detach");
    const { stderr } = await runCli(folder, "1.15.0-1", "--commit", "--branch", "envoy/1.15", "--service", "heron");
    expect(stderr).toContain(`[envoy/1.15 ${(await hashes())[0]}] heron: Update envoy to 1.15.0-1\n`);
    expect(await git(folder, "symbolic-ref", "HEAD")).toBe("refs/heads/envoy/1.15");
    expect(await git(folder, "rev-list", "--count", "main")).toBe("1");
  });

  test.each([["--dry-run"], ["--check"]])("only says what it would commit with %s", async (mode) => {
    const before = snapshot(folder);
    const { stderr, stdout } = await runCli(folder, "1.15.0-1", "--commit", "--branch", "envoy", mode);
    expect(stderr.split("\n").slice(2, -1)).toEqual([
      "[envoy] would be committed: heron: Update envoy to 1.15.0-1",
      "[envoy] would be committed: parrot: Update envoy to 1.15.0-1",
      "[envoy] would be committed: termite: Update envoy to 1.15.0-1",
    ]);
    expect(stdout).not.toContain("committed");
    expect(snapshot(folder)).toEqual(before);
    expect(await git(folder, "for-each-ref", "--format=%(refname)")).toBe("refs/heads/main");
  });

  test.each<[string, string[], (hash: string | undefined) => string | null | undefined]>([
    ["hashes", [], (hash) => hash],
    ["none in a dry run", ["--dry-run"], () => null],
  ])("names commits in JSON with %s", async (_, args, hashOf) => {
    const { stdout } = await runCli(
      folder,
      "1.15.0-1",
      "--commit",
      "--bug",
      "T1",
      "--format",
      "json",
      "--service",
      "heron",
      ...args,
    );
    const [hash] = (await git(folder, "rev-list", "HEAD")).split("\n");
    expect(JSON.parse(stdout)).toMatchObject({
      commits: [
        {
          hash: hashOf(hash),
          subject: "heron: Update envoy to 1.15.0-1",
          message: "heron: Update envoy to 1.15.0-1\n\nBug: T1",
          files: [heronFile],
        },
      ],
      branch: "main",
      commitProblem: null,
    });
  });

  test("names none in JSON where none are asked for", async () => {
    const { stdout } = await runCli(folder, "1.15.0-1", "--format", "json");
    expect(Object.keys(JSON.parse(stdout))).not.toContain("commits");
    expect(await commitsOf(folder)).toEqual([]);
  });

  test("says which commits a hook has refused, and leaves their files changed", async () => {
    addHook(join(folder, ".git/hooks"), "commit-msg", 'grep -q "^heron" "$1" || { echo "no parrots" >&2; exit 1; }');
    const base = await git(folder, "rev-parse", "HEAD");
    const { exitCode, stderr } = await runCli(folder, "1.15.0-1", "--commit");
    expect({ exitCode, stderr: stderr.split("\n") }).toEqual({
      exitCode: 1,
      stderr: [
        `! not committed: parrot: Update envoy to 1.15.0-1 (${parrotFiles.join(", ")})`,
        `! not committed: termite: Update envoy to 1.15.0-1 (${termiteFile})`,
        "! git has not gone on:",
        "    no parrots",
        "  the files stay changed: commit them, or take them back (`git restore FILE`, or `rm` a new one) and run again",
        `  \`git reset --keep ${base.slice(0, 10)}\` takes back what was committed`,
        ...summary,
        `[main ${(await hashes())[0]}] heron: Update envoy to 1.15.0-1`,
        "",
      ],
    });
    expect(await commitsOf(folder)).toEqual(perService.slice(0, 1));
    expect(await git(folder, "diff", "--name-only")).toBe([...parrotFiles, termiteFile].join("\n"));

    // The ways back that are told work.
    await git(folder, "reset", "--quiet", "--keep", base);
    await git(folder, "restore", ...parrotFiles, termiteFile);
    rmSync(join(folder, ".git/hooks/commit-msg"));
    expect((await runCli(folder, "1.15.0-1", "--commit")).exitCode).toBe(0);
    expect(await commitsOf(folder)).toEqual(perService);
  });

  test.each<[string, NodeJS.Signals, number, string]>([
    ["Ctrl-C, which git gets as well", "SIGINT", 130, "kill -INT 0; sleep 9"],
    ["what asks bump-envoy to end", "SIGTERM", 143, "kill -TERM $(ps -o ppid= -p $PPID); sleep 0.2; exit 1"],
  ])("says what is committed and what is left at %s", async (_, signal, code, script) => {
    addHook(
      join(folder, ".git/hooks"),
      "pre-commit",
      `git diff --cached --name-only | grep -q parrot || exit 0\n${script}`,
    );
    const { exitCode, stderr } = await execa(process.execPath, [cli, "1.15.0-1", "--commit"], {
      ...{ cwd: folder, reject: false, detached: true, stripFinalNewline: false },
      env: { NO_COLOR: "1", XDG_CACHE_HOME: temporaryFolder(), NODE_DISABLE_COMPILE_CACHE: "1" },
    });
    const [heron] = await hashes();
    expect({ exitCode, stderr }).toEqual({
      exitCode: code,
      stderr: [
        `! not committed: parrot: Update envoy to 1.15.0-1 (${parrotFiles.join(", ")})`,
        `! not committed: termite: Update envoy to 1.15.0-1 (${termiteFile})`,
        `! git has not gone on:`,
        `    it was interrupted (${signal})`,
        "  the files stay changed: commit them, or take them back (`git restore FILE`, or `rm` a new one) and run again",
        `  \`git reset --keep ${(await git(folder, "rev-parse", "HEAD~")).slice(0, 10)}\` takes back what was committed`,
        ...summary,
        `[main ${heron}] heron: Update envoy to 1.15.0-1`,
        "",
      ].join("\n"),
    });
    expect(await commitsOf(folder)).toEqual(perService.slice(0, 1));
    expect((await git(folder, "status", "--porcelain")).split("\n")).toEqual(
      [...parrotFiles, termiteFile].map((file) => expect.stringMatching(new RegExp(`^ ?M ${file}$`))),
    );
  });

  test("works in a folder of a work tree", async () => {
    const parent = temporaryFolder();
    cpSync(fixture("repository-2020"), join(parent, "deploy ment"), { recursive: true, verbatimSymlinks: true });
    await makeRepository({ "README.md": "", "deploy ment/.bump-envoy.yaml": "{}\n" }, parent);
    writeFileSync(join(parent, "other.txt"), "");
    await git(parent, "add", "other.txt");
    const { exitCode } = await runCli(parent, "-C", "deploy ment", "1.15.0-1", "--commit", "--service", "heron");
    expect(exitCode).toBe(0);
    expect(await commitsOf(parent)).toEqual([
      { message: "heron: Update envoy to 1.15.0-1\n", files: [`deploy ment/${heronFile}`] },
    ]);
    expect(await git(parent, "status", "--porcelain")).toBe("A  other.txt");
  });
});

describe("it is refused before anything is written", () => {
  test.each<[string, () => unknown, string[], string]>([
    [
      "where a file has changed",
      () => appendFileSync(join(folder, heronFile), "# mine\n"),
      [],
      `error: ${heronFile}: the file has changes that are not committed\n  no file was changed; commit or stash them, or leave --commit out\n`,
    ],
    [
      "where the branch is there",
      () => git(folder, "branch", "envoy"),
      ["--branch", "envoy"],
      'error: the branch "envoy" exists already\n  no file was changed; name a new one with --branch\n',
    ],
    [
      "where a message names what there is not",
      () => {},
      ["--message", "{stage}: {version}"],
      "error: the message of the commit of heron names {stage}, and there is none\n  no file was changed; name another message with --message, or `commit.message` in the configuration\n",
    ],
  ])("%s", async (_, set, args, stderr) => {
    await set();
    const before = [snapshot(folder), await git(folder, "for-each-ref")];
    for (const mode of [[], ["--dry-run"], ["--check"]]) {
      expect(await runCli(folder, "1.15.0-1", "--commit", ...args, ...mode)).toEqual({
        exitCode: 2,
        stdout: "",
        stderr,
      });
    }
    expect([snapshot(folder), await git(folder, "for-each-ref")]).toEqual(before);
  });

  test.each<[string[], string]>([
    [["--bug", "T1"], "--bug is for commits\n  add --commit, or leave --bug out"],
    [["--per", "all"], "--per is for commits\n  add --commit, or leave --per out"],
    [["--message", "x"], "--message is for commits\n  add --commit, or leave --message out"],
    [["--branch", "x"], "--branch is for commits\n  add --commit, or leave --branch out"],
    [["--commit", "--bug", "123"], '"123" is no task\n  did you mean T123?'],
    [
      ["--commit", "--bug", "https://phabricator.wikimedia.org/T123"],
      '"https://phabricator.wikimedia.org/T123" is no task\n  did you mean T123?',
    ],
    [["--commit", "--bug", "T1\nX: y"], '"T1\\nX: y" is no task\n  name one as Phabricator does, such as T123'],
    [["--commit", "--message", "{servic}"], "--message: unknown placeholder {servic}: did you mean {service}?"],
    [["--commit", "--message", " "], "--message: a message says something"],
  ])("%j", async (args, message) => {
    expect(await runCli(folder, "1.15.0-1", ...args)).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `error: ${message}\n`,
    });
  });

  test("where the configuration names an unknown placeholder, also without --commit", async () => {
    writeFileSync(join(folder, ".bump-envoy.yaml"), "commit:\n  message: '{servic}'\n");
    expect(await runCli(folder, "1.15.0-1", "--check")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "error: .bump-envoy.yaml:2:3: commit.message: unknown placeholder {servic}: did you mean {service}?\n",
    });
  });
});

describe("in today's layout", () => {
  beforeEach(async () => {
    folder = await makeRepository({}, copyOfFixture("repository-versions"));
  });

  test("a file that services share has a commit of its own that names them", async () => {
    const { exitCode } = await runCli(folder, "1.15.0-1", "--commit", "--service", "{stork,crane,wader}");
    expect(exitCode).toBe(0);
    expect(await commitsOf(folder)).toEqual([
      { message: "wader: Update envoy to 1.15.0-1\n", files: [`${services}/wader/values.yaml`] },
      { message: "crane, stork: Update envoy to 1.15.0-1\n", files: ["helmfile.d/shared/birds.yaml"] },
    ]);
  });

  test("a new file is committed", async () => {
    await runCli(folder, "1.15.0-1", "--commit", "--service", "wader", "--release", "canary");
    expect(await commitsOf(folder)).toEqual([
      { message: "wader: Update envoy to 1.15.0-1\n", files: [`${services}/wader/values-canary.yaml`] },
    ]);
  });

  test.each<[string, string[], string[]]>([
    ["unpin", ["unpin", "--all", "--service", "heron"], ["heron: Use the inherited envoy version\n"]],
    ["promote", ["promote", "--from", "canary", "--service", "heron"], ["heron: Update envoy to 1.15.0-1\n"]],
  ])("%s commits as well", async (_, args, messages) => {
    await runCli(folder, ...args, "--commit");
    expect((await commitsOf(folder)).map(({ message }) => message)).toEqual(messages);
    expect(await git(folder, "status", "--porcelain")).toBe("");
  });

  test("unpin does not take the message of updates", async () => {
    appendFileSync(join(folder, ".bump-envoy.yaml"), "commit: {message: 'Update {service}'}\n");
    await git(folder, "commit", "--quiet", "--all", "-m", "Configure");
    await runCli(folder, "unpin", "--all", "--service", "heron", "--commit");
    expect((await commitsOf(folder)).at(-1)?.message).toBe("heron: Use the inherited envoy version\n");
  });

  test("the proof comes before the commit", async () => {
    const before = readFileSync(join(folder, ".git/HEAD"), "utf8");
    const { exitCode } = await runCli(folder, "1.15.0-1", "--commit", "--service", "loon", "--branch", "envoy");
    expect(exitCode).toBe(1);
    expect(readFileSync(join(folder, ".git/HEAD"), "utf8")).toBe(before);
  });
});
