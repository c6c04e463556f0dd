import { join } from "node:path";
import type { SelectedTarget } from "../bump/selection.ts";
import type { OriginSource } from "../bump/survey.ts";
import type { Config } from "../config/schema.ts";
import type { Layout } from "../layouts/layout.ts";
import { checkChart, checkReleases, type Finding, type SeverityOf } from "../lint/check.ts";
import { findCharts } from "../lint/find-charts.ts";
import { openChart } from "../lint/open-chart.ts";
import { surveyReleases } from "../lint/releases/survey-releases.ts";
import type { Rule } from "../lint/rule.ts";
import type { TraceQuestion } from "../provenance/trace-target.ts";
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
  const { root, config, rules, layouts, severityOf, renderer } = request;
  const files = createRepositoryFiles({ root });
  const findings: Finding[] = [];
  for (const folder of findCharts(root, config.skip)) {
    const context = await openChart({ root, folder: join(root, folder), files, config, layouts });
    findings.push(...(await checkChart(context, rules, severityOf)));
  }
  const releases = await surveyReleases(originsOf(renderer, config), {
    ...{ root, config, files },
    targets: await findTargets(root, config),
  });
  findings.push(...(await checkReleases(releases, rules, severityOf)));
  return findings.sort(byPlace);
}

function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.rule < b.rule ? -1 : Number(a.rule > b.rule));
}

async function findTargets(root: string, config: Config): Promise<SelectedTarget[]> {
  const { helmfiles } = await scanRepository(root, config);
  return helmfiles.flatMap((source) =>
    (source.environments.length > 0 ? source.environments : [undefined]).map((environment) => ({
      ...{ helmfile: source.path, environment, source },
      isSelected: true,
    })),
  );
}

/** What decides the versions of the image, and of its flavours. */
function originsOf(renderer: TracingRenderer, { image }: Config): OriginSource {
  const question: TraceQuestion = { images: [image, `${image}-*`], parts: ["version"] };
  return {
    releases: (target) => renderer.releases(target),
    origins: (target) => renderer.origins(target, question),
  };
}
