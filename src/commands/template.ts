import type { Command } from "commander";
import { loadChart } from "../helm/load.ts";
import { printRelease } from "../helm/print.ts";
import { renderChart } from "../helm/render.ts";
import { HelmError, RenderError } from "../helm/errors.ts";
import { FileError, nodeFiles } from "../helm/chart-files.ts";
import { mergeValueOptions } from "../helm/values-options.ts";
import { bytesToText } from "../govalue/text.ts";

/** The options of `template`, as commander gives them. */
export interface TemplateOptions {
  readonly chart: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly values?: readonly string[];
  readonly set?: readonly string[];
  readonly setString?: readonly string[];
  readonly setJson?: readonly string[];
  readonly setFile?: readonly string[];
  readonly setLiteral?: readonly string[];
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
  readonly includeCrds?: boolean;
  readonly showOnly?: readonly string[];
  readonly skipTests?: boolean;
  /** False for `--no-hooks`. */
  readonly hooks?: boolean;
  readonly isUpgrade?: boolean;
  readonly skipSchemaValidation?: boolean;
}

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Renders a chart as `helm template NAME DIR` does, with the same text on stdout and the same message on stderr. */
export async function runTemplate(options: TemplateOptions): Promise<CommandResult> {
  const lines: string[] = [];
  const warn = (message: string): void => {
    lines.push(`${message}\n`);
  };
  try {
    const stdout = await renderToText(options, warn);
    return { stdout, stderr: lines.join(""), exitCode: 0 };
  } catch (error) {
    if (!(error instanceof HelmError || error instanceof FileError)) throw error;
    const hint = error instanceof RenderError ? "\n\nUse --debug flag to render out invalid YAML" : "";
    return { stdout: "", stderr: `${lines.join("")}Error: ${error.message}${hint}\n`, exitCode: 1 };
  }
}
