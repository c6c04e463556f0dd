import { join } from "node:path";
import { ValuesFiles } from "../bump/values-files.ts";
import type { Config } from "../config/schema.ts";
import type { Layout } from "../layouts/layout.ts";
import { checkChart, checkReleases, type Finding, type SeverityOf } from "../lint/check.ts";
import { findCharts } from "../lint/find-charts.ts";
import { openChart } from "../lint/open-chart.ts";
import { openReleases, type TracedTarget } from "../lint/releases.ts";
import type { Rule } from "../lint/rule.ts";
import type { TracingRenderer } from "../provenance/tracing-renderer.ts";
import { createRepositoryFiles } from "../repository/files.ts";
import { scanRepository } from "../repository/scan.ts";

/** What is linted, and with what. */
export interface LintRequest {
  /** Absolute, links resolved. */
  readonly root: string;
  readonly config: Config;
  readonly rules: readonly Rule[];
  readonly layouts: readonly Layout[];
  readonly severityOf: SeverityOf;
  readonly renderer: TracingRenderer;
}

/** All that the rules find in a repository, in the order of the places. */
export async function lintRepository(request: LintRequest): Promise<Finding[]> {
  const { root, config, rules, layouts, severityOf } = request;
  const files = createRepositoryFiles({ root });
  const findings: Finding[] = [];
  for (const folder of findCharts(root, config.skip)) {
    const context = await openChart({ root, folder: join(root, folder), files, config, layouts });
    findings.push(...(await checkChart(context, rules, severityOf)));
  }
  const targets = await traceTargets(request);
  const releases = openReleases(targets, { root, config, files, listeners: undefined });
  findings.push(...(await checkReleases(releases, rules, severityOf)));
  return findings.sort(byPlace);
}

function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.rule < b.rule ? -1 : Number(a.rule > b.rule));
}

async function traceTargets({ root, config, renderer }: LintRequest): Promise<TracedTarget[]> {
  const { helmfiles } = await scanRepository(root, config);
  const own = new ValuesFiles(root);
  const images = [config.image, `${config.image}-*`];
  const targets = helmfiles.flatMap((helmfile) =>
    (helmfile.environments.length > 0 ? helmfile.environments : [undefined]).map((environment) => ({
      helmfile,
      environment,
    })),
  );
  return Promise.all(
    targets.map(async ({ helmfile, environment }) => {
      const origins = await renderer.origins({ helmfile: helmfile.path, environment }, { images, parts: ["version"] });
      const ownValues = origins.releases.map(({ release }) =>
        own.resolve(release.values, helmfile.folder).flatMap((file) => (file?.isOwn && file.exists ? [file.path] : [])),
      );
      return { helmfile, environment, origins, ownValues };
    }),
  );
}
