import { resolve } from "node:path";
import { loadConfig } from "../config/load.ts";
import { UserError } from "../errors.ts";
import { printStandInsText, type StandInsRun, standInsJson } from "../report/stand-ins.ts";
import type { Terminal } from "../report/terminal.ts";
import { findRoot } from "../repository/root.ts";
import { usesDeploymentCharts } from "../repository/stand-ins/preset.ts";
import { Hiera } from "../stand-ins/hiera.ts";
import { makeFixtures } from "../stand-ins/make-fixtures.ts";
import { planFixtures, writeFixtures } from "../stand-ins/plan.ts";
import { existingFolder } from "./existing.ts";

/** The options of `stand-ins`, as commander gives them. */
export interface StandInsOptions {
  readonly puppet: string;
  readonly cwd: string;
  readonly dryRun: boolean;
  readonly format: "text" | "json";
  readonly config?: string;
}

/**
 * Writes the files that stand in for those of the deployment host, from a checkout of operations-puppet.
 *
 * @returns the exit code
 * @throws UserError for misuse, a checkout that lacks something, and whatever keeps files from being written; then
 *   nothing has changed
 */
export async function standIns(options: StandInsOptions, terminal: Terminal): Promise<number> {
  const cwd = existingFolder(resolve(options.cwd), "check the path");
  const root = findRoot(cwd);
  if (!usesDeploymentCharts(await loadConfig(root, options.config, cwd), root)) {
    throw new UserError("usage", `${root} does not look like deployment-charts`, {
      remedy: "name the repository with -C DIR, or set `preset: deployment-charts` in its configuration",
    });
  }
  const fixtures = planFixtures(
    root,
    makeFixtures(new Hiera(existingFolder(resolve(options.puppet), "check the path"))),
  );
  if (!options.dryRun) writeFixtures(root, fixtures);
  const run: StandInsRun = { mode: options.dryRun ? "dry-run" : "write", puppet: options.puppet };
  if (options.format === "json") terminal.stdout.write(standInsJson(fixtures, run));
  else printStandInsText(fixtures, run, terminal);
  return 0;
}
