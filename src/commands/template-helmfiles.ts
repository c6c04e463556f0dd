import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { loadConfig } from "../config/load.ts";
import { UserError } from "../errors.ts";
import { parseStateValues } from "../helmfile/index.ts";
import { TargetRenderer } from "../render/embedded/target-renderer.ts";
import type { RenderTarget, TemplateOutput } from "../render/renderer.ts";
import type { Terminal } from "../report/terminal.ts";
import { createRepositoryFiles } from "../repository/files.ts";
import { isWithin } from "../repository/is-within.ts";
import { findRoot } from "../repository/root.ts";
import { scanRepository } from "../repository/scan.ts";
import { type EmbeddedOptions, embeddedRendererOptions, printNote } from "./renderer-options.ts";

/** The options of `template` for helmfiles, as commander gives them. */
export interface TemplateHelmfilesOptions extends EmbeddedOptions {
  readonly cwd: string;
  readonly helmfile?: string;
  readonly environment?: string;
  readonly selector?: readonly string[];
  readonly stateValuesSet?: readonly string[];
  readonly stateValuesFile?: readonly string[];
  readonly format: "text" | "json";
  readonly config?: string;
}

/**
 * Prints what `helmfile template --skip-deps` prints, for one helmfile or for all below a folder.
 *
 * @returns the exit code: 1 where something could not be rendered
 * @throws UserError for misuse
 */
export async function templateHelmfiles(options: TemplateHelmfilesOptions, terminal: Terminal): Promise<number> {
  const place = existing(resolve(options.cwd, options.helmfile ?? "."));
  const isFolder = statSync(place).isDirectory();
  const root = findRoot(isFolder ? place : dirname(place));
  const config = await loadConfig(root, options.config, resolve(options.cwd));
  const targets =
    options.helmfile !== undefined && !isFolder
      ? [{ helmfile: relative(root, place), environment: options.environment }]
      : await targetsBelow(place, root, config, options.environment);

  const files = createRepositoryFiles({ root });
  const renderer = new TargetRenderer(embeddedRendererOptions(options, config, root, terminal), files);
  const { selector, stateValuesFile, stateValuesSet } = options;
  const selection = {
    selectors: selector,
    stateValuesFiles: stateValuesFile,
    stateValues: stateValuesSet && parseStateValues(stateValuesSet),
  };
  const outputs: { target: RenderTarget; output: TemplateOutput }[] = [];
  for (const target of targets) {
    const output = await renderer.template(target, selection);
    if (options.format === "text") await print(target, output, targets.length > 1, terminal);
    else outputs.push({ target, output });
    if (output.failure !== undefined) failed = true;
    if (options.strict && output.failure !== undefined) break;
  }
  return failed ? 1 : 0;
}
