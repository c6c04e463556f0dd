import { CommanderError } from "commander";
import { describe, expect, test } from "vitest";
import { type Actions, createProgram } from "../../src/commands/program.ts";

/** The command that some arguments call, and its options. */
async function parsed(...args: string[]): Promise<[command: string, options: object]> {
  const calls: [string, object][] = [];
  const note = (command: string) => async (options: object) => void calls.push([command, options]);
  const actions: Actions = {
    addTls: (_, options) => note("add-tls")(options),
    bump: (_, __, options) => note("bump")(options),
    completion: (_, command) => note("completion")(command),
    doctor: (_, options) => note("doctor")(options),
    explain: (_, options) => note("explain")(options),
    images: (_, options) => note("images")(options),
    status: (_, options) => note("status")(options),
    init: note("init"),
    lint: (_, options) => note("lint")(options),
    rules: (_, options) => note("rules")(options),
    unpin: (_, options) => note("unpin")(options),
    promote: (_, options) => note("promote")(options),
    rollout: (_, __, options) => note("rollout")(options),
    standIns: note("stand-ins"),
    image: (_, options) => note("image")(options),
    tags: (_, options) => note("tags")(options),
    latest: (_, options) => note("latest")(options),
    template: note("template"),
  };
  const program = createProgram("1.0.0", actions);
  for (const command of [program, ...program.commands]) command.configureOutput({ writeErr: () => {} }).exitOverride();
  await program.parseAsync(args, { from: "user" });
  expect(calls).toHaveLength(1);
  return calls[0] as [string, object];
}

const commands = [
  "bump",
  "doctor",
  "explain",
  "images",
  "status",
  "lint",
  "unpin",
  "promote",
  "stand-ins",
  "tags",
  "latest",
  "template",
];
/** What a command cannot do without. */
const needed: Readonly<Record<string, string[]>> = { promote: ["--from", "canary"], "stand-ins": ["--puppet", "dir"] };

describe("options before the name of a command are its own", () => {
  test.each(commands)("%s", async (command) => {
    const before = ["-C", "dir", "-f", "json", "-c", "file.yaml"];
    const expected = { cwd: "dir", format: "json", config: "file.yaml" };
    expect(await parsed(...before, command, ...(needed[command] ?? []))).toEqual([
      command,
      expect.objectContaining(expected),
    ]);
  });

  test.each<[string, string[], object]>([
    ["the one behind it counts", ["-C", "a", "doctor", "-C", "b"], { cwd: "b" }],
    ["what is repeatable is added to", ["-e", "a", "-e", "b", "unpin", "-e", "c"], { environment: ["a", "b", "c"] }],
    ["what is repeatable for it alone", ["--image", "a", "explain", "--image", "b"], { image: ["a", "b"] }],
    ["what is not repeatable for it", ["-e", "a", "-e", "b", "template"], { environment: "b" }],
    ["switches", ["--dry-run", "--no-verify", "unpin"], { dryRun: true, verify: false }],
    ["what it cannot do without", ["--from", "canary", "promote"], { from: "canary" }],
    ["numbers", ["--concurrency", "3", "doctor"], { concurrency: 3 }],
    ["a switch that can be turned both ways", ["--no-verify-image", "bump", "latest"], { verifyImage: false }],
    [
      "how to commit",
      ["--commit", "--bug", "T1", "--per", "all", "unpin", "--bug", "T2"],
      { commit: true, bug: ["T1", "T2"], per: "all" },
    ],
    ["colour, which all share", ["--no-color", "template"], {}],
    ["defaults are its own", ["explain"], { cwd: ".", image: [], format: "text" }],
  ])("%s", async (_, args, expected) => {
    expect((await parsed(...args))[1]).toMatchObject(expected);
  });

  test.each<[string[], string]>([
    [["--force", "doctor"], "error: unknown option '--force'"],
    [["-n", "template"], "error: unknown option '--dry-run'"],
    [["--recover", "unpin"], "error: unknown option '--recover'"],
    [["--commit", "doctor"], "error: unknown option '--commit'"],
    [["--service", "a", "explain"], "error: unknown option '--service'"],
  ])("%j: those that it does not have are refused", async (args, message) => {
    const error = await parsed(...args).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CommanderError);
    expect(error).toMatchObject({ message, code: "commander.unknownOption" });
  });
});
