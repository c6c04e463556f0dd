import { type Command, Option } from "commander";
import { type StatusFormatName, statusFormatNames } from "../report/status/format-names.ts";
import type { SelectionOptions } from "./open-selection.ts";
import { concurrencyOption } from "./option-types.ts";
import { addEmbeddedOptions, type EmbeddedOptions } from "./renderer-options.ts";
import { addImageOptions, addSelectionOptions } from "./selection-options.ts";

/** The options of `status`, as commander gives them. */
export interface StatusOptions extends EmbeddedOptions, SelectionOptions {
  readonly release: readonly string[];
  readonly image: readonly string[];
  /** Only what runs this version. */
  readonly from?: string;
  /** The revision to look at; `undefined`: the files as they lie there. */
  readonly at?: string;
  /** The revision to compare it with. */
  readonly diff?: string;
  readonly format: StatusFormatName;
  readonly outputFile?: string;
  /** How many helmfiles to render at the same time, and how many processes of git to run. */
  readonly concurrency: number;
}

export type StatusAction = (paths: string[], options: StatusOptions) => Promise<void>;

/** Adds `status` to the command line. */
export function addStatusCommand(program: Command, action: StatusAction): void {
  const status = program
    .command("status")
    .description(
      "print which version of the image every release runs, where that is set and since when, and who is behind",
    )
    .argument("[paths...]", "files or folders that limit the run to the helmfiles below them");
  addImageOptions(addSelectionOptions(status))
    .option("--from <version>", "only what runs this version")
    .option("--at <revision>", "the repository as it was: a commit, a branch or a tag of git")
    .option("--diff <revision>", "what has changed since this revision, until now or until --at")
    .addOption(new Option("-f, --format <format>", "how to print it").choices(statusFormatNames).default("table"))
    .option("-o, --output-file <file>", "print it to this file")
    .addOption(concurrencyOption())
    .option("-c, --config <file>", "the configuration (default: .bump-envoy.yaml in the root of the repository)")
    .option("--color", "colour the output (default: on a terminal; also FORCE_COLOR, NO_COLOR)")
    .option("--no-color", "do not colour the output")
    .addHelpText(
      "after",
      "\nExit codes: 0 all is known, 1 something could not be rendered or traced, 2 misuse, configuration or internal error.",
    );
  addEmbeddedOptions(status).action(action);
}
