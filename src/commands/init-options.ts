import { type Command, Option } from "commander";
import { type CiKind, ciKinds } from "../init/ci-kinds.ts";
import { concurrencyOption } from "./option-types.ts";
import { addEmbeddedOptions, type EmbeddedOptions } from "./renderer-options.ts";

/** The options of `init`, as commander gives them. */
export interface InitOptions extends EmbeddedOptions {
  /** Whether to write without asking. */
  readonly yes: boolean;
  readonly dryRun: boolean;
  /** What runs the CI; `undefined`: what the repository shows. */
  readonly ci?: CiKind | "none";
  /** False for `--no-hook`. */
  readonly hook: boolean;
  /** Where pre-commit is to get bump-envoy from; `undefined`: it is installed. */
  readonly hookRepo?: string;
  readonly cwd: string;
  readonly concurrency: number;
  readonly format: "text" | "json";
}

export type InitAction = (options: InitOptions) => Promise<void>;

/** Adds `init` to the command line. */
export function addInitCommand(program: Command, action: InitAction): void {
  const init = program
    .command("init")
    .summary("set a repository up: write the configuration, the hook for pre-commit and the job for its CI")
    .description(
      "set a repository up: write the configuration, the hook for pre-commit and the job for its CI, as far as they are " +
        "missing. What would be written is shown first; what people wrote stays as it is.",
    )
    .option("-y, --yes", "write it without asking", false)
    .option("-n, --dry-run", "print the changes as a unified diff and write nothing", false)
    .addOption(
      new Option("--ci <kind>", "what runs the CI (default: what the files of the repository show)").choices([
        ...ciKinds,
        "none",
      ]),
    )
    .option("--no-hook", "leave pre-commit alone")
    .option("--hook-repo <url>", "let pre-commit install bump-envoy from here (default: it is installed)")
    .option("-C, --cwd <dir>", "work in this folder", ".")
    .addOption(concurrencyOption())
    .addOption(
      new Option("-f, --format <format>", "how to print the outcome").choices(["text", "json"]).default("text"),
    )
    .option("--color", "colour the output (default: on a terminal; also FORCE_COLOR, NO_COLOR)")
    .option("--no-color", "do not colour the output")
    .addHelpText(
      "after",
      "\nExit codes: 0 all is there, 1 something is left (nobody said yes, a file cannot be added to for certain), 2 misuse\nor internal error.",
    );
  addEmbeddedOptions(init).action(action);
}
