import { basename, join, relative, resolve } from "node:path";
import { loadConfig } from "../config/load.ts";
import { writeFiles } from "../edit/write-files.ts";
import { UserError } from "../errors.ts";
import type { Layout } from "../layouts/layout.ts";
import { layouts } from "../layouts/registry.ts";
import { planTls, type TlsSettings, whatIsLacking } from "../lint/chart/add-tls.ts";
import { proveFix } from "../lint/chart/prove-fix.ts";
import { readValuesText, valueIn } from "../lint/chart/tls-values.ts";
import { applyEdits, type Changes } from "../lint/fixes/apply-edits.ts";
import { fileChanges } from "../lint/fixes/file-changes.ts";
import { openChart, readSource } from "../lint/open-chart.ts";
import type { TextEdit } from "../lint/rule.ts";
import { nearest } from "../nearest.ts";
import { onOneLine } from "../on-one-line.ts";
import { fixDiff } from "../report/lint/fix-diff.ts";
import type { Terminal } from "../report/terminal.ts";
import { createRepositoryFiles, type RepositoryFiles } from "../repository/files.ts";
import { findCharts } from "../repository/find-charts.ts";
import { findRoot } from "../repository/root.ts";
import { existingFolder } from "./existing.ts";

/** The options of `add-tls` as the command line gives them. */
export interface AddTlsOptions {
  /** The public port; default: that of the layout. */
  readonly port?: number;
  /** The version of the image; default: the one that most charts have. */
  readonly imageVersion?: string;
  /** Print the diff, and write nothing. */
  readonly dryRun: boolean;
  readonly cwd: string;
  readonly config?: string;
}

/**
 * Adds TLS termination to a chart: helpers, calls, values, a new version of the chart and a fixture. Before anything is
 * written, the chart is rendered: with TLS off it gives what it gave before, and with TLS on all that the sidecar needs.
 *
 * @param chart - its name, or a path
 * @returns the exit code: 0 where all is done, 1 where something is left
 * @throws UserError where there is no such chart, or where what would be done would change it with TLS off
 */
export async function addTls(chart: string, options: AddTlsOptions, terminal: Terminal): Promise<number> {
  const { stdout, stderr, colors, messageColors } = terminal;
  const cwd = existingFolder(resolve(options.cwd));
  const root = findRoot(cwd);
  const config = await loadConfig(root, options.config, cwd);
  const files = createRepositoryFiles({ root });
  const charts = findCharts(root, config.skip);
  const name = findChart(chart, cwd, root, charts);
  const folder = join(root, name);
  const before = openChart({ root, folder, files, config, layouts });
  const { layout } = before;
  if (layout === undefined) {
    throw new UserError("usage", "no layout fits this chart, so that nobody can say which helpers it should call", {
      place: { file: name },
      remedy: "TLS can be added where the repository has common_templates/ or modules/",
    });
  }

  const plan = planTls(before, layout, settingsOf(options, layout, charts, files));
  const changes = changesOf(plan.edits, files);
  const after = openChart({ root, folder, files: files.overlay(changes), config, layouts });
  const [reason] = await proveFix(before, after);
  if (reason !== undefined) {
    throw new UserError("usage", `TLS cannot be added without a change where it is off: ${reason}`, {
      place: { file: name },
      remedy: "no file was changed; add it by hand",
    });
  }

  const changed = fileChanges(changesOf([...plan.edits, ...plan.version], files), files);
  if (options.dryRun) stdout.write(fixDiff(changed, colors));
  else writeFiles(root, changed);
  for (const each of changed) stderr.write(`${options.dryRun ? "would change" : "changed"} ${onOneLine(each.name)}\n`);
  const left = [...plan.left, ...(plan.left.length > 0 ? [] : await whatIsLacking(after))];
  for (const each of left) stderr.write(`${messageColors.yellow("left:")} ${onOneLine(each)}\n`);
  if (changed.length === 0 && left.length === 0) stderr.write(`${onOneLine(name)} has all that it needs\n`);
  return left.length > 0 ? 1 : 0;
}

function changesOf(edits: readonly TextEdit[], files: RepositoryFiles): Changes {
  const changes = applyEdits([{ fix: { edits } }], files, new Map());
  if (typeof changes !== "string") return changes;
  throw new UserError("usage", changes, { remedy: "no file was changed" });
}

function findChart(chart: string, cwd: string, root: string, charts: readonly string[]): string {
  const path = relative(root, resolve(cwd, chart));
  const found = charts.find((each) => each === path) ?? charts.find((each) => basename(each) === chart);
  if (found !== undefined) return found;
  const near = nearest(
    chart,
    charts.map((each) => basename(each)),
  );
  throw new UserError("unknown-selection", `there is no chart ${chart}`, {
    remedy: near.length > 0 ? `did you mean ${near.join(" or ")}?` : "name a chart of this repository, or its folder",
  });
}

function settingsOf(
  { port, imageVersion }: AddTlsOptions,
  { values }: Layout,
  charts: readonly string[],
  files: RepositoryFiles,
): TlsSettings {
  const { defaults } = values;
  return {
    port: port ?? defaults.port,
    version: imageVersion ?? mostCommonVersion(values.imageVersion, charts, files) ?? defaults.version,
  };
}

function mostCommonVersion(
  path: readonly string[],
  charts: readonly string[],
  files: RepositoryFiles,
): string | undefined {
  const counts = new Map<string, number>();
  for (const chart of charts) {
    const text = readSource(files, join(files.root, chart, "values.yaml"), files.root)?.text;
    const version = text === undefined ? undefined : valueIn([readValuesText(text)], path);
    if (typeof version === "string") counts.set(version, (counts.get(version) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
