#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { type BumpOptions, bump } from "./commands/bump.ts";
import { formatPlace, UserError } from "./errors.ts";
import { createTerminal, type Terminal } from "./report/terminal.ts";

const exitMisuse = 2;

function createProgram(run: (version: string, paths: string[], options: BumpOptions) => Promise<void>): Command {
  const collect = (value: string, previous: string[] = []) => [...previous, value];
  return new Command("bump-envoy")
    .description(
      "Finds the helmfile releases that run an Envoy image and sets its version in the right values files,\n" +
        "comments and layout preserved.",
    )
    .argument("<version>", "the new version: the tag of the image, such as 1.15.0-1")
    .argument("[paths...]", "files or folders that limit the run to the helmfiles below them")
    .option("-n, --dry-run", "print the changes as a unified diff (for git apply) and write nothing", false)
    .option("--check", "write nothing, and exit 1 if anything would change", false)
    .option("-C, --cwd <dir>", "work in this folder", ".")
    .option("--service <glob>", "only this service: its folder, or the end of its path (repeatable)", collect, [])
    .option(
      "--cluster <glob>",
      "only this cluster, where the folder above the service names it (repeatable)",
      collect,
      [],
    )
    .option("-e, --environment <glob>", "only this environment (repeatable)", collect, [])
    .option("--release <glob>", "only releases with this name (repeatable)", collect, [])
    .option("--image <name>", "the image to look for: the last part of its path (default: envoy)")
    .option("--key <path>", "the key that holds the version in values files (default: tls.image_version)")
    .option("--create", "make the values file that a helmfile lists where it does not exist", false)
    .addOption(new Option("--renderer <name>", "what renders the helmfiles").choices(["helmfile"]).default("helmfile"))
    .option("--helmfile-binary <path>", "the helmfile to run", "helmfile")
    .option("--helm-binary <path>", "the helm to run", "helm")
    .option("--concurrency <n>", "how many helmfiles to render at the same time", wholeNumber, availableParallelism())
    .addOption(
      new Option("-f, --format <format>", "how to print the outcome").choices(["text", "json"]).default("text"),
    )
    .option("-c, --config <file>", "the configuration (default: .bump-envoy.yaml in the root of the repository)")
    .option("--color", "colour the output (default: on a terminal; also FORCE_COLOR, NO_COLOR)")
    .option("--no-color", "do not colour the output")
    .option("--verbose", "list every release, and failures in full", false)
    .option("--quiet", "print problems only", false)
    .version(packageVersion(), "-V, --version")
    .helpOption("-h, --help", "print this help")
    .addHelpText(
      "after",
      "\nExit codes: 0 done or nothing to do, 1 something is left, 2 misuse, configuration or internal error.",
    )
    .showHelpAfterError("(bump-envoy --help shows all options)")
    .exitOverride()
    .action(run);
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It takes a whole number from 1.");
  return Number(text);
}

function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  return manifest.version;
}

/** `--color`, `--no-color` or neither, also where the command line cannot be parsed. */
function colorFlag(args: readonly string[]): boolean | undefined {
  const flag = args.findLast((arg) => arg === "--color" || arg === "--no-color");
  return flag && flag === "--color";
}

async function main(args: readonly string[]): Promise<number> {
  const terminal = createTerminal(process.stdout, process.stderr, { color: colorFlag(args), environment: process.env });
  let exitCode = 0;
  const program = createProgram(async (version, paths, options) => {
    exitCode = await bump(version, paths, options, terminal);
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    // commander has printed its message, and help or the version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitMisuse;
    printError(error, terminal);
    return exitMisuse;
  }
}

function printError(error: unknown, { stderr, messageColors }: Terminal): void {
  const label = messageColors.red("error:");
  if (error instanceof UserError) {
    const place = error.place ? `${formatPlace(error.place)}: ` : "";
    stderr.write(`${label} ${place}${error.message}\n`);
    if (error.remedy) stderr.write(`  ${error.remedy}\n`);
    return;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(`${label} this is a defect of bump-envoy; no file was changed\n${detail}\n`);
}

// An interrupted run ends as if by the signal, but takes its scratch folders along.
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const) {
  process.once(signal, () => process.exit(code));
}
// Whoever reads a pipe may stop early (`| head`).
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});
process.exitCode = await main(process.argv.slice(2));
