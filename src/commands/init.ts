import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { CONFIG_FILE, loadConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { writeFiles } from "../edit/write-files.ts";
import type { CiKind } from "../init/ci-kinds.ts";
import { configText, describe } from "../init/config-text.ts";
import { examineCharts, examineReleases, findChartRepositories, type Releases } from "../init/examine.ts";
import { findCi, planCi } from "../init/plan-ci.ts";
import { planConfig } from "../init/plan-config.ts";
import { planHook } from "../init/plan-hook.ts";
import type { RenderResult } from "../render/renderer.ts";
import { type InitRun, initJson, printChanges, printInitText } from "../report/init.ts";
import type { Terminal } from "../report/terminal.ts";
import { findRoot } from "../repository/root.ts";
import { askYes } from "./ask.ts";
import { existingFolder } from "./existing.ts";
import type { InitOptions } from "./init-options.ts";
import { openSelection } from "./open-selection.ts";
import { renderTargets } from "./render-targets.ts";
import { cacheFolder } from "./renderer-options.ts";

/**
 * Writes what bump-envoy needs in a repository, as far as it is missing, once somebody said yes.
 *
 * @param version - that of bump-envoy
 * @returns the exit code: 1 where something is left
 * @throws UserError for misuse, and whatever keeps files from being written; then nothing has changed
 */
export async function init(version: string, options: InitOptions, terminal: Terminal): Promise<number> {
  const root = findRoot(existingFolder(resolve(options.cwd)));
  const found = await examine(root, options, terminal);
  const kinds = findKinds(root, options);
  const { files: jobs, hints } = planCi(root, kinds ?? []);
  const hookSource = options.hookRepo === undefined ? undefined : { url: options.hookRepo, version };
  const files = [planConfig(root, found.config), ...(options.hook ? [planHook(root, hookSource)] : []), ...jobs];
  const changes = files.flatMap((file) => ("change" in file ? [file.change] : []));
  const isText = options.format === "text";

  let mode: InitRun["mode"] = options.dryRun ? "dry-run" : "write";
  const isDecided = options.dryRun || options.yes || changes.length === 0;
  if (isText && changes.length > 0 && (!isDecided || options.dryRun)) printChanges(changes, terminal);
  if (!isDecided) {
    const what = changes.map(({ name }) => name).join(", ");
    const answer = isText ? await askYes(`Write ${what}?`, terminal) : undefined;
    if (answer !== true) mode = answer === undefined ? "unconfirmed" : "declined";
  }
  if (mode === "write") writeFiles(root, changes);

  const run: InitRun = { mode, found: found.description, ci: kinds, files, hints };
  if (isText) printInitText(run, terminal);
  else terminal.stdout.write(initJson(run));
  if (mode === "dry-run") return 0;
  return mode !== "write" || files.some(({ status }) => status === "refused") ? 1 : 0;
}

/** What runs the CI, as somebody says or the repository shows. */
function findKinds(root: string, { ci }: InitOptions): CiKind[] | undefined {
  if (ci !== undefined) return ci === "none" ? [] : [ci];
  const kinds = findCi(root);
  return kinds.length > 0 ? kinds : undefined;
}

interface Findings {
  readonly description: string;
  /** The text of a configuration. */
  readonly config: string;
}

async function examine(root: string, options: InitOptions, terminal: Terminal): Promise<Findings> {
  const config = await loadConfig(root);
  const charts = examineCharts(root, config);
  const everything = { cwd: root, service: [], cluster: [], environment: [] };
  const { targets, lookalikes, memo } = await openSelection([], everything, cacheFolder(options), terminal);
  memo?.save();
  const render = async (config: Config): Promise<Releases> => {
    const results = await renderTargets(targets, { root, config }, options, terminal, ["chart-missing"]);
    const rendered = targets.map(({ helmfile }, i) => ({ helmfile, result: results[i] as RenderResult }));
    return examineReleases(rendered, config);
  };
  const first = await render(config);
  // A repository that is configured says itself where its charts are.
  const chartRepositories = existsSync(join(root, CONFIG_FILE))
    ? undefined
    : findChartRepositories(first, charts, config);
  const releases = chartRepositories === undefined ? first : await render({ ...config, charts: chartRepositories });
  const helmfiles = new Set(targets.map(({ helmfile }) => helmfile)).size;
  const facts = { charts, releases, helmfiles };
  return {
    description: describe(facts),
    config: configText({ ...facts, chartRepositories, lookalikes, image: config.image }),
  };
}
