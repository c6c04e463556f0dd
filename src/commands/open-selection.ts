import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { type SelectedTarget, selectTargets } from "../bump/selection.ts";
import { loadConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import { openTextMemo, type StoredTextMemo } from "../render/cache/text-memo.ts";
import type { RenderTarget } from "../render/renderer.ts";
import { findRoot } from "../repository/root.ts";
import { scanRepository } from "../repository/scan.ts";

/** The options that say which helmfiles a command is about. */
export interface SelectionOptions {
  readonly cwd: string;
  readonly service: readonly string[];
  readonly cluster: readonly string[];
  readonly environment: readonly string[];
  readonly config?: string;
}

/** A repository, and what of it a command is about. */
export interface OpenSelection {
  /** Absolute, links resolved, as all paths here. */
  readonly cwd: string;
  readonly root: string;
  readonly config: Config;
  /** Every file that is evaluated as helmfile state, relative to the root. */
  readonly stateFiles: readonly string[];
  /** The files or folders that the selection is limited to. */
  readonly paths: readonly string[];
  readonly targets: readonly SelectedTarget[];
  /** What earlier runs have found out about texts; to be saved by whoever adds to it. */
  readonly memo: StoredTextMemo | undefined;
}

/**
 * Finds the repository around the working folder, its configuration and what is selected.
 *
 * @param paths - files or folders that limit the selection to the helmfiles below them; none: the working folder
 * @param cacheFolder - where what earlier runs have found out about texts is kept, if it is
 * @throws UserError for misuse
 */
export async function openSelection(
  paths: readonly string[],
  options: SelectionOptions,
  cacheFolder: string | undefined,
): Promise<OpenSelection> {
  const cwd = checkExists(resolve(options.cwd));
  const root = findRoot(cwd);
  const config = await loadConfig(root, options.config, cwd);
  const selectedPaths = (paths.length > 0 ? paths : ["."]).map((path) => checkExists(resolve(cwd, path)));
  const { service: services, cluster: clusters, environment: environments } = options;
  const memo = cacheFolder === undefined ? undefined : openTextMemo({ folder: cacheFolder, root });
  const { helmfiles, stateFiles } = await scanRepository(root, config, memo);
  const targets = selectTargets(helmfiles, { paths: selectedPaths, services, clusters, environments }, root);
  return { cwd, root, config, stateFiles, paths: selectedPaths, targets, memo };
}

/** A target as progress and messages name it. */
export function nameOf({ helmfile, environment }: RenderTarget): string {
  return environment === undefined ? helmfile : `${helmfile} (${environment})`;
}

/** The path with links resolved, as the root has it. */
function checkExists(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  throw new UserError("usage", `there is no file or folder ${path}`, {
    remedy: "check the path, and -C DIR if it is given",
  });
}
