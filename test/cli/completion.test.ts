import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execa, execaSync } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { makeTree, temporaryFolder } from "../helpers.ts";
import { cli, commitAll, copyFixture, runCli } from "./run.ts";

const commands = ["bump", "doctor", "explain", "init", "lint", "rules", "stand-ins", "unpin"];
const offered = "what is offered";

/** What is offered for a line: exactly these, or these among others. */
const cases: [line: string, expected: readonly string[] | { readonly among: readonly string[] }][] = [
  ["bump-envoy ", { among: commands }],
  ["bump-envoy li", ["lint"]],
  ["bump-envoy -C . --dry-run do", ["doctor"]],
  ["bump-envoy lint --fix", ["--fix", "--fix-dry-run"]],
  ["bump-envoy --allow-d", ["--allow-downgrade"]],
  ["bump-envoy promote --allow-d", ["--allow-downgrade"]],
  ["bump-envoy lint --allow-d", []],
  ["bump-envoy lint -f s", ["sarif", "stylish"]],
  ["bump-envoy lint --format s", ["sarif", "stylish"]],
  ["bump-envoy lint --format=s", ["sarif", "stylish"]],
  ["bump-envoy --renderer ", ["embedded", "helmfile"]],
  ["bump-envoy 1.15.0-1 --renderer em", ["embedded"]],
  ["bump-envoy --service ", ["heron", "parrot", "termite"]],
  ["bump-envoy --service=pa", ["parrot"]],
  ["bump-envoy unpin --cluster ", ["codfw", "staging"]],
  ["bump-envoy explain par", ["parrot"]],
  ["bump-envoy explain heron ter", ["termite"]],
  ["bump-envoy add-tls ", ["heron", "parrot", "termite"]],
  ["bump-envoy add-tls heron p", []],
  ["bump-envoy rules values", ["values-block"]],
  ["bump-envoy lint --suppress-rule version", ["version-drift"]],
  ["bump-envoy completion ", ["bash", "fish", "zsh"]],
  ["bump-envoy lint --max-warnings ", []],
  ["bump-envoy 1.15.0-1 char", ["charts"]],
  ["bump-envoy lint helm", ["helmfile.d"]],
  ["bump-envoy lint -C ch", ["charts"]],
  ["bump-envoy lint -C LIC", []],
  ["bump-envoy lint --output-file LIC", ["LICENSE"]],
];

let folder: string;
let scripts: Record<"bash" | "zsh" | "fish", string>;
beforeAll(async () => {
  folder = await copyFixture("repository-2020");
  makeTree({ LICENSE: "" }, folder);
  const target = temporaryFolder();
  const made = (["bash", "zsh", "fish"] as const).map(async (shell) => {
    const { exitCode, stdout, stderr } = await runCli(folder, "completion", shell);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const path = join(target, shell);
    writeFileSync(path, stdout);
    return [shell, path] as const;
  });
  scripts = Object.fromEntries(await Promise.all(made)) as typeof scripts;
});

function check(actual: readonly string[], expected: (typeof cases)[number][1]): void {
  const names = [...new Set(actual)].map((name) => name.replace(/^--\w+=/, "").replace(/\/$/, "")).sort();
  if ("among" in expected) expect(names).toEqual(expect.arrayContaining([...expected.among]));
  else expect({ [offered]: names }).toEqual({ [offered]: expected });
}

const has = (shell: string) => execaSync(shell, ["--version"], { reject: false }).exitCode === 0;

describe("bash", () => {
  const complete = async (line: string, point = line.length): Promise<string[]> => {
    const script = `source "$1"; COMP_LINE=$2 COMP_POINT=$3; _bump_envoy; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const args = ["--norc", "-c", script, "bash", scripts.bash, line, String(point)];
    const { stdout, stderr } = await execa("bash", args, { cwd: folder });
    expect(stderr).toBe("");
    return stdout.split("\n").filter((name) => name !== "");
  };

  test.each(cases)("%s", async (line, expected) => check(await complete(line), expected));

  test("what stands behind the cursor does not count", async () => {
    check(await complete("bump-envoy li --format json", "bump-envoy li".length), ["lint"]);
  });

  test("a colon, behind which bash goes on by itself", async () => {
    expect(await complete("bump-envoy lint --rule values-block:e")).toEqual(["error"]);
    expect(await complete("bump-envoy lint --rule values-b")).toEqual([
      "values-block:error",
      "values-block:warn",
      "values-block:off",
    ]);
  });

  test("by the key of an interactive bash, without bash-completion", async () => {
    const bin = temporaryFolder();
    writeFileSync(join(bin, "bump-envoy"), `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`);
    chmodSync(join(bin, "bump-envoy"), 0o755);
    const { stdout } = await execa(
      "script",
      ["--quiet", "--return", "--command", "bash --norc --noprofile -i", "/dev/null"],
      {
        cwd: folder,
        input: "source <(bump-envoy completion bash)\nbump-envoy compl\tba\t | head -n 1 | tr a-z A-Z\nexit\n",
        env: { PATH: `${bin}${delimiter}${process.env["PATH"]}`, NODE_DISABLE_COMPILE_CACHE: "1", TERM: "dumb" },
      },
    );
    expect(stdout).toContain("# BASH COMPLETION FOR BUMP-ENVOY");
  });
});

describe.skipIf(!has("zsh"))("zsh (skipped where it is not installed)", () => {
  const script = new URL("./complete.zsh", import.meta.url).pathname;

  test.each(cases)("%s", async (line, expected) => {
    const { stdout } = await execa("zsh", ["--no-rcs", script, scripts.zsh, line], { cwd: folder, timeout: 30_000 });
    check(
      [...stdout.matchAll(/<([^<>\s]+)>(?=\s)/g)].map(([, name = ""]) => name),
      expected,
    );
  });
});

describe.skipIf(!has("fish"))("fish (skipped where it is not installed)", () => {
  test.each(cases)("%s", async (line, expected) => {
    const home = temporaryFolder();
    const { stdout, stderr } = await execa(
      "fish",
      ["--no-config", "--command", "source $argv[1]; complete --do-complete $argv[2]", scripts.fish, line],
      { cwd: folder, env: { HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home } },
    );
    expect(stderr).toBe("");
    check(
      stdout.split("\n").flatMap((each) => each.split("\t")[0] || []),
      expected,
    );
  });
});

test("names of today's repositories, without templates of services and outside of git", async () => {
  const tree = makeTree({
    "helmfile.d/services/egret/helmfile.yaml": "",
    "helmfile.d/services/heron/helmfile.yaml.gotmpl": "",
    "helmfile.d/services/_example_/helmfile.yaml": "",
  });
  const ask = async (cwd: string, kind = "services") => {
    const args = ["-c", 'source "$1"; _bump_envoy_names "$2"', "bash", scripts.bash, kind];
    return (await execa("bash", args, { cwd })).stdout;
  };
  expect(await ask(tree)).toBe("egret\nheron");
  await commitAll(tree);
  expect(await ask(join(tree, "helmfile.d"))).toBe("egret\nheron");
  expect(await ask(temporaryFolder())).toBe("");

  await execa("git", ["branch", "--move", "production"], { cwd: tree });
  await execa("git", ["tag", "v1"], { cwd: tree });
  expect(await ask(tree, "revisions")).toBe("production\nv1");
  expect(await ask(temporaryFolder(), "revisions")).toBe("");
});
