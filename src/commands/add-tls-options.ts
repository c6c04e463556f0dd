import type { Command } from "commander";
import type { AddTlsOptions } from "./add-tls.ts";
import { wholeNumber } from "./option-types.ts";

export type AddTlsAction = (chart: string, options: AddTlsOptions) => Promise<void>;

/** Adds `add-tls` to the command line. */
export function addAddTlsCommand(program: Command, action: AddTlsAction): void {
  program
    .command("add-tls")
    .summary("add TLS termination to a chart: helpers, calls, values, a new version of the chart and a fixture")
    .description(
      "add TLS termination to a chart: helpers, calls, values, a new version of the chart and a fixture. " +
        "It is rendered before it is written: with TLS off it must give what it gave before.",
    )
    .argument("<chart>", "the name of the chart, or its folder")
    .option("--port <port>", "the public port (default: 4001)", wholeNumber)
    .option("--image-version <version>", "the version of the image (default: the one that most charts have)")
    .option("-n, --dry-run", "print the diff, and write nothing", false)
    .option("-C, --cwd <dir>", "work in this folder", ".")
    .option("-c, --config <file>", "the configuration (default: .bump-envoy.yaml in the root of the repository)")
    .option("--color", "colour the output (default: on a terminal; also FORCE_COLOR, NO_COLOR)")
    .option("--no-color", "do not colour the output")
    .action(action);
}
