import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../helpers.ts";
import { cli, copyFixture, runCli, snapshot } from "./run.ts";

let folder: string;
beforeAll(async () => {
  folder = await copyFixture("repository-2020");
  writeFileSync(join(folder, "bad.yaml"), "image: envoy\nchart:\n  stable: charts\n");
});

test.each<[string, string[], string]>([
  [
    "no version",
    [],
    "error: no version is named\n" +
      "  name the tag that is to run, such as bump-envoy 1.15.0-1; bump-envoy --help shows all options\n",
  ],
  [
    "a mistyped command, which could be a tag",
    ["statsu"],
    'error: there is no command "statsu", and versions have digits\n' +
      "  did you mean status? a tag without digits is set by `bump-envoy bump statsu`\n",
  ],
  [
    "something else that is no command",
    ["canary", "helmfile.d"],
    'error: there is no command "canary", and versions have digits\n' +
      "  bump-envoy --help lists the commands; a tag without digits is set by `bump-envoy bump canary`\n",
  ],
  [
    "a version beside --recover",
    ["1.15.0", "--recover"],
    "error: --recover does nothing else, and takes no version\n  run it alone, then the bump\n",
  ],
  [
    "a version that is no image tag",
    ["1.15.0 1"],
    'error: "1.15.0 1" is not a valid image tag\n' +
      "  a tag is up to 128 letters, digits, dots, dashes and underscores, such as 1.15.0-1\n",
  ],
  [
    "a leading v",
    ["v1.15.0"],
    'error: "v1.15.0" starts with a v, which image versions do not\n  did you mean 1.15.0?\n',
  ],
  [
    "an unknown option",
    ["1.15.0", "--dryrun"],
    "error: unknown option '--dryrun'\n(Did you mean --dry-run?)\n(bump-envoy --help shows all options)\n",
  ],
  [
    "an option with a value it does not take",
    ["1.15.0", "--concurrency", "0"],
    "error: option '--concurrency <n>' argument '0' is invalid. It takes a whole number from 1.\n" +
      "(bump-envoy --help shows all options)\n",
  ],
  [
    "an empty path, as a variable that is not set leaves it",
    ["1.15.0", ""],
    "error: an argument is empty\n  name a file or folder, such as . for the working folder, or leave it out\n",
  ],
  [
    "an empty path beside others",
    ["lint", "charts", ""],
    "error: an argument is empty\n  name a file or folder, such as . for the working folder, or leave it out\n",
  ],
  ...["--service", "--cluster", "--environment", "--release", "--image", "--cwd", "--config"].map(
    (option): [string, string[], string] => [
      `an empty ${option}`,
      ["status", option, ""],
      `error: the value of ${option} is empty\n  say which, or leave it out\n`,
    ],
  ),
  [
    "a folder without helmfiles",
    ["1.15.0", "charts"],
    "error: no helmfile found below charts\n" +
      "  run it in a Helmfile repository, or name one with -C DIR; in the configuration `helmfiles` says how they are called, and `skip` leaves some out\n",
  ],
  [
    "an unknown service",
    ["1.15.0", "--service", "parot"],
    'error: no service matches "parot"\n  did you mean parrot?\n',
  ],
  [
    "an unknown cluster",
    ["1.15.0", "--cluster", "eqiad"],
    'error: no cluster matches "eqiad"\n  there are codfw, staging\n',
  ],
  [
    "an environment where there are none",
    ["1.15.0", "-e", "staging"],
    'error: no environment matches "staging"\n  there are none\n',
  ],
  [
    "a configuration with an unknown key",
    ["1.15.0", "--config", "bad.yaml"],
    'error: bad.yaml:2:1: unknown key "chart"\n  did you mean "charts"?\n',
  ],
  [
    "a tool that is missing",
    ["1.15.0", "--renderer", "helmfile", "--helmfile-binary", "/no/helmfile"],
    "error: the helmfile renderer cannot run helmfile: there is no /no/helmfile\n" +
      "  install helmfile (helmfile 0.167 or newer, helm 3), or say where it is with --helmfile-binary\n",
  ],
])("%s: a clear message, exit code 2, nothing changed", async (_, args, message) => {
  const before = snapshot(folder);
  expect(await runCli(folder, ...args)).toEqual({ exitCode: 2, stdout: "", stderr: message });
  expect(snapshot(folder)).toEqual(before);
});

test("a path that does not exist is named", async () => {
  const { exitCode, stderr } = await runCli(folder, "1.15.0", "none");
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`there is no file or folder ${join(folder, "none")}`);
});

test.each([
  ["1.15.0"],
  ["rollout 1.15.0"],
  ["explain"],
  ["images"],
  ["status"],
  ["doctor"],
  ["template"],
  ["lint"],
  ["add-tls parrot"],
  ["init"],
  ["tags"],
  ["image 1.15.0"],
  ["stand-ins --puppet ."],
  ["--recover"],
])("%s: a working folder that is none is named", async (command) => {
  const run = (place: string) => runCli(folder, ...command.split(" "), "-C", place);
  const none = join(folder, "none");
  expect(await run("none")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(`there is no folder ${none}\n`),
  });
  const file = join(folder, "bad.yaml");
  expect(await run("bad.yaml")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(`${file} is no folder\n`),
  });
  const below = join(file, "below");
  expect(await run(below)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(`there is no folder ${below}\n`),
  });
});

describe("output that cannot be written", () => {
  const run = (script: string) =>
    execa("sh", ["-c", script, "sh", process.execPath, cli], {
      ...{ cwd: folder, reject: false },
      env: { XDG_CACHE_HOME: temporaryFolder(), NODE_DISABLE_COMPILE_CACHE: "1" },
    });

  test.skipIf(!existsSync("/dev/full"))("is said in a line, with exit code 1", async () => {
    const { exitCode, stderr } = await run('"$1" "$2" explain > /dev/full');
    expect({ exitCode, stderr: stderr.split("\n").slice(-2) }).toEqual({
      exitCode: 1,
      stderr: [
        "error: the output cannot be written: ENOSPC: no space left on device, write",
        "  make room for it, then run again",
      ],
    });
  });

  test.skipIf(!existsSync("/dev/full"))("is no matter where it is but messages", async () => {
    expect(await run('"$1" "$2" explain 2> /dev/full')).toMatchObject({ exitCode: 0 });
    expect(await run('{ "$1" "$2" explain 2>&1 >&3 | true; } 3>&1')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("envoy 1.1"),
    });
  });
});

test.each([["--version"], ["--help"]])("%s is printed on stdout", async (option) => {
  const { exitCode, stdout, stderr } = await runCli(folder, option);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).not.toBe("");
});

test.each([[], ["status"], ["bump"]])("help %s prints what --help does", async (...command) => {
  expect(await runCli(folder, "help", ...command)).toEqual(await runCli(folder, ...command, "--help"));
});

test("help of what is no command is refused", async () => {
  const { exitCode, stdout, stderr } = await runCli(folder, "help", "statsu");
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toMatch(/'statsu' is invalid for argument 'command'\. Allowed choices are .*status, /);
});
