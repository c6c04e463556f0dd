import { readFileSync } from "node:fs";
import { quote } from "../govalue/strconv.ts";
import { bytesToText } from "../govalue/text.ts";
import {
  HelmError,
  loadChart,
  mergeValueOptions,
  nodeFiles,
  parseKubeVersion,
  printRelease,
  RenderError,
  renderChart,
  systemEnvironment,
  type Warn,
} from "../helm/index.ts";
import type { Terminal } from "../report/terminal.ts";

/** The options of `template`, as commander gives them. */
export interface TemplateOptions {
  readonly chart: string;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly values?: readonly string[] | undefined;
  readonly set?: readonly string[] | undefined;
  readonly setString?: readonly string[] | undefined;
  readonly setJson?: readonly string[] | undefined;
  readonly setFile?: readonly string[] | undefined;
  readonly setLiteral?: readonly string[] | undefined;
  readonly kubeVersion?: string | undefined;
  readonly apiVersions?: readonly string[] | undefined;
  readonly includeCrds?: boolean | undefined;
  readonly showOnly?: readonly string[] | undefined;
  readonly skipTests?: boolean | undefined;
  /** False for `--no-hooks`. */
  readonly hooks?: boolean | undefined;
  readonly isUpgrade?: boolean | undefined;
  readonly skipSchemaValidation?: boolean | undefined;
}

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/**
 * Prints what `helm template` prints, on stdout and stderr.
 *
 * @returns helm's exit code
 */
export async function template(options: TemplateOptions, terminal: Terminal): Promise<number> {
  const { stdout, stderr, exitCode } = await runTemplate(options);
  terminal.stderr.write(stderr);
  terminal.stdout.write(stdout);
  return exitCode;
}

/** Renders a chart; what helm would print on stdout and stderr, and its exit code. */
export async function runTemplate(options: TemplateOptions): Promise<CommandResult> {
  let stderr = "";
  const warn: Warn = (message) => {
    stderr += `${message}\n`;
  };
  try {
    return { stdout: await renderToText(options, warn), stderr, exitCode: 0 };
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    const hint = error instanceof RenderError ? "\n\nUse --debug flag to render out invalid YAML" : "";
    return { stdout: "", stderr: `${stderr}Error: ${error.message}${hint}\n`, exitCode: 1 };
  }
}

/** The steps are in helm's order, so that of several mistakes the same one is reported. */
async function renderToText(options: TemplateOptions, warn: Warn): Promise<string> {
  const files = nodeFiles();
  const readText = (path: string): string => bytesToText(path.trim() === "-" ? readFileSync(0) : files.read(path));
  if (options.kubeVersion !== undefined) parseKubeVersion(options.kubeVersion);
  checkExists(options.chart);
  const values = mergeValueOptions({
    files: splitAtCommas(options.values).map((name) => ({ name, read: () => readText(name) })),
    set: options.set,
    setString: options.setString,
    setJson: options.setJson,
    setFile: options.setFile,
    setLiteral: options.setLiteral,
    readFile: readText,
  });
  const chart = await loadChart(options.chart, { files, warn });
  const release = renderChart(chart, {
    releaseName: options.name,
    namespace: options.namespace,
    values,
    kubeVersion: options.kubeVersion,
    apiVersions: splitAtCommas(options.apiVersions),
    isUpgrade: options.isUpgrade,
    skipSchemaValidation: options.skipSchemaValidation,
    environment: systemEnvironment,
    warn,
  });
  return printRelease(release, {
    includeCrds: options.includeCrds,
    noHooks: options.hooks === false,
    skipTests: options.skipTests,
    showOnly: options.showOnly,
  });

  function checkExists(path: string): void {
    try {
      files.stat(path);
    } catch (error) {
      throw new HelmError(`path ${quote(path)} not found`, { cause: error });
    }
  }
}

/** Some of helm's flags take several values at once. */
function splitAtCommas(values: readonly string[] | undefined): string[] {
  return (values ?? []).flatMap((value) => value.split(","));
}
