import { type Command, InvalidArgumentError, Option } from "commander";
import type { Shard } from "../lint/shards.ts";
import { type LintFormatName, lintFormatNames } from "../report/lint/format-names.ts";
import { concurrencyOption, repeatable } from "./option-types.ts";
import { addEmbeddedOptions, type EmbeddedOptions } from "./renderer-options.ts";

/** The options of `lint`, as commander gives them. */
export interface LintOptions extends EmbeddedOptions {
  readonly cwd: string;
  readonly config?: string;
  readonly fix: boolean;
  readonly fixDryRun: boolean;
  /** `name:severity`. */
  readonly rule: readonly string[];
  readonly maxWarnings?: number;
  readonly quiet: boolean;
  readonly format: LintFormatName;
  readonly outputFile?: string;
  readonly reportUnusedDisableDirectives: boolean;
  /** False for `--no-inline-config`. */
  readonly inlineConfig: boolean;
  readonly printConfig: boolean;
  /** Also what is staged in git, deleted files included; without paths, nothing else. */
  readonly staged: boolean;
  readonly shard?: Shard;
  readonly suppressAll: boolean;
  readonly suppressRule: readonly string[];
  readonly pruneSuppressions: boolean;
  readonly concurrency: number;
}

/** The options of `rules`, as commander gives them. */
export interface RulesOptions {
  readonly format: "text" | "json";
}

export type LintAction = (paths: string[], options: LintOptions) => Promise<void>;

/** Adds `lint` to the command line. */
export function addLintCommand(program: Command, action: LintAction): void {
  const lint = program
    .command("lint")
    .description("find what is wrong with charts and releases, and fix what can be fixed for certain")
    .argument(
      "[paths...]",
      "files or folders: only the charts and releases that they can affect; what git knows may be gone",
    )
    .option("--fix", "fix what can be fixed and proved, and report what is left", false)
    .option("--fix-dry-run", "print what --fix would change as a unified diff, and write nothing", false)
    .addOption(
      repeatable("--rule <name:severity>", "error, warn or off for a rule, whatever the configuration says").default(
        [],
      ),
    )
    .option("--max-warnings <n>", "exit 1 where there are more warnings than this", nonNegative)
    .option("--quiet", "report errors only", false)
    .addOption(
      new Option("-f, --format <format>", "how to print what is found").choices(lintFormatNames).default("stylish"),
    )
    .option("-o, --output-file <file>", "print it to this file")
    .option("--report-unused-disable-directives", "comments that silence nothing are errors, not warnings", false)
    .option("--no-inline-config", "ignore comments that silence rules")
    .option(
      "--print-config",
      "print the configuration that counts, for the first path if there is one, and stop",
      false,
    )
    .option(
      "--staged",
      "also what is staged in git, deleted files included; without paths nothing else. Exits 1 after a fix, which is not staged",
      false,
    )
    .option("--shard <i/n>", "look at the i-th of n parts of the charts and services", parseShard)
    .option("--suppress-all", "write all that is found to .bump-envoy-suppressions.json, to be left for later", false)
    .addOption(repeatable("--suppress-rule <name>", "write what this rule finds there").default([]))
    .option("--prune-suppressions", "take out of it what is not found any more", false)
    .option("-C, --cwd <dir>", "work in this folder", ".")
    .option("-c, --config <file>", "the configuration (default: .bump-envoy.yaml in the root of the repository)")
    .addOption(concurrencyOption())
    .option("--color", "colour the output (default: on a terminal; also FORCE_COLOR, NO_COLOR)")
    .option("--no-color", "do not colour the output")
    .addHelpText(
      "after",
      "\nExit codes: 0 no errors and not too many warnings, 1 errors are left, 2 misuse, configuration or internal error.",
    );
  addEmbeddedOptions(lint).action(action);
}

function nonNegative(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It takes a whole number from 0.");
  return Number(text);
}

function parseShard(text: string): Shard {
  const [, index = 0, count = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index < 1 || index > count) throw new InvalidArgumentError("It takes i/n with i from 1 to n, such as 2/3.");
  return { index, count };
}
