import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type SelectedTarget, selectTargets } from "../bump/selection.ts";
import { loadConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { openTextMemo, type StoredTextMemo } from "../render/cache/text-memo.ts";
import type { RenderTarget } from "../render/renderer.ts";
import type { Terminal } from "../report/terminal.ts";
import { findRoot } from "../repository/root.ts";
import { scanRepository } from "../repository/scan.ts";
import { existingFolder, existingPath } from "./existing.ts";
import { printNote } from "./renderer-options.ts";

/** The options that say which helmfiles a command is about. */
export interface SelectionOptions {
  readonly cwd: string;
  readonly service: readonly string[];
  readonly cluster: readonly string[];
  readonly environment: readonly string[];
  readonly config?: string;
}

/** Where a command works. */
export interface Place {
  /** Absolute, links resolved, as all paths here. */
  readonly cwd: string;
  readonly root: string;
  readonly config: Config;
  /** The files or folders that the selection is limited to. */
  readonly paths: readonly string[];
}

/** A repository, and what of it a command is about. */
export interface OpenSelection extends Place {
  /** Every file that is evaluated as helmfile state, relative to the root. */
  readonly stateFiles: readonly string[];
  readonly targets: readonly SelectedTarget[];
  /** As {@link scanRepository} finds them. */
  readonly lookalikes: readonly string[];
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
  terminal: Terminal,
): Promise<OpenSelection> {
  const note = (message: string) => printNote({ message }, terminal);
  return selectIn(await findPlace(paths, options), options, cacheFolder, note);
}

/**
 * Finds the repository around the working folder and its configuration.
 *
 * @param paths - as for {@link openSelection}
 * @param mayBeGone - whether these paths need not exist
 * @throws UserError for misuse
 */
export async function findPlace(
  paths: readonly string[],
  options: SelectionOptions,
  { mayBeGone = false } = {},
): Promise<Place> {
  const cwd = existingFolder(resolve(options.cwd));
  const root = findRoot(cwd);
  const config = await loadConfig(root, options.config, cwd);
  const selectedPaths = (paths.length > 0 ? paths : ["."])
    .map((path) => resolve(cwd, path))
    .map((path) => (mayBeGone && !existsSync(path) ? path : existingPath(path)));
  return { cwd, root, config, paths: selectedPaths };
}

/**
 * Finds what is selected in a repository.
 *
 * @param cacheFolder - as for {@link openSelection}
 * @param note - is told of what could not be looked into
 * @throws UserError for misuse
 */
export async function selectIn(
  place: Place,
  options: SelectionOptions,
  cacheFolder: string | undefined,
  note: (message: string) => void,
): Promise<OpenSelection> {
  const { root, config, paths } = place;
  const { service: services, cluster: clusters, environment: environments } = options;
  const memo = cacheFolder === undefined ? undefined : openTextMemo({ folder: cacheFolder, root });
  const { helmfiles, parts, stateFiles, lookalikes, notes } = await scanRepository(root, config, memo);
  notes.forEach(note);
  const targets = selectTargets(helmfiles, { paths, services, clusters, environments }, root, parts);
  return { ...place, stateFiles, targets, lookalikes, memo };
}

/** A target as progress and messages name it. */
export function nameOf({ helmfile, environment }: RenderTarget): string {
  return environment === undefined ? helmfile : `${helmfile} (${environment})`;
}
