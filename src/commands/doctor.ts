import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { CONFIG_FILE } from "../config/load.ts";
import { checkStandIns } from "../doctor/check-stand-ins.ts";
import { compareRenderers, isDifference } from "../doctor/compare.ts";
import { versionWarnings } from "../doctor/versions.ts";
import { defaultCacheFolder } from "../render/cache/cache-file.ts";
import { findTools } from "../render/tools.ts";
import { doctorJson } from "../report/doctor-json.ts";
import type { DoctorSetup } from "../report/doctor-run.ts";
import { printDoctorText } from "../report/doctor-text.ts";
import { withProgress } from "../report/progress.ts";
import type { Terminal } from "../report/terminal.ts";
import { standInRules, usesDeploymentCharts } from "../repository/stand-ins/preset.ts";
import { type RendererOptions, withRenderer } from "./open-renderer.ts";
import { nameOf, openSelection, type SelectionOptions } from "./open-selection.ts";

/** The options of `doctor`, as commander gives them. */
export interface DoctorOptions
  extends SelectionOptions,
    Omit<RendererOptions, "renderer" | "strict" | "cache" | "cacheLocation"> {
  readonly format: "text" | "json";
  readonly verbose: boolean;
  readonly quiet: boolean;
}

/**
 * Renders helmfiles with the embedded renderer and with the real helmfile, and tells where they differ.
 *
 * @param paths - files or folders that limit it to the helmfiles below them; none: the working folder
 * @returns the exit code: 1 where they differ
 * @throws UserError for misuse, and where helmfile or helm cannot be run
 */
export async function doctor(paths: readonly string[], options: DoctorOptions, terminal: Terminal): Promise<number> {
  const selection = await openSelection(paths, options, undefined, terminal);
  const { root, config, stateFiles } = selection;
  const targets = selection.targets.filter(({ isSelected }) => isSelected);
  const tools = await findTools({ helmfile: options.helmfileBinary, helm: options.helmBinary });
  const environments = new Set(targets.map(({ environment }) => environment).filter((name) => name !== undefined));
  const setup: DoctorSetup = {
    tools,
    root,
    configuration: options.config ?? (existsSync(join(root, CONFIG_FILE)) ? CONFIG_FILE : undefined),
    preset: usesDeploymentCharts(config, root) ? "deployment-charts" : undefined,
    standIns: checkStandIns(root, standInRules(config, root), stateFiles, [...environments]),
    cacheFolder: defaultCacheFolder(process.env, homedir()),
    warnings: versionWarnings(tools, options.semantics),
  };

  // What earlier runs found out would be compared with what is there now.
  const common = { ...options, strict: false, cache: false };
  const repository = { root, config, stateFiles };
  const comparisons = await withRenderer({ ...common, renderer: "helmfile" }, repository, terminal, (helmfile) =>
    withRenderer({ ...common, renderer: "embedded" }, repository, terminal, (embedded) =>
      withProgress(terminal, "comparing", targets.length, (onDone) =>
        // helmfile never waits for this process to render.
        compareRenderers({ helmfile, embedded }, targets, 2 * options.concurrency, (target) => onDone(nameOf(target))),
      ),
    ),
  );

  if (options.format === "json") terminal.stdout.write(doctorJson(setup, comparisons));
  else printDoctorText(setup, comparisons, terminal, options);
  return comparisons.some(({ outcome }) => isDifference(outcome)) ? 1 : 0;
}
