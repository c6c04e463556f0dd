import { join, posix } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Config } from "../config/schema.ts";
import type { Layout } from "../layouts/layout.ts";
import type { RenderCache } from "../render/cache.ts";
import type { RepositoryFiles } from "../repository/files.ts";
import { traced } from "../repository/traced.ts";
import { checkChart, checkReleases, type Finding, type SeverityOf } from "./check.ts";
import { applyDirectives } from "./directives.ts";
import { openChart, readSource } from "./open-chart.ts";
import type { ChartContext, ReleasesContext, Rule } from "./rule.ts";
import type { LintScope } from "./scope.ts";

/** What files say in place of what they do, by path relative to the root; `undefined`: they are not there. */
export type OtherTexts = ReadonlyMap<string, string | undefined>;

export interface LinterOptions {
  /** Absolute, links resolved. */
  readonly root: string;
  readonly config: Config;
  /** All rules by name, also those that are not asked. */
  readonly ruleNames: readonly string[];
  /** Those that are not off everywhere. */
  readonly rules: readonly Rule[];
  readonly layouts: readonly Layout[];
  readonly severityOf: SeverityOf;
  readonly scope: LintScope;
  /** Whether the scope is only a part of what belongs together, so that what releases find in charts is not known in full. */
  readonly isPart: boolean;
  /** How directives that silence nothing are reported; `undefined`: no directive counts. */
  readonly directives: Finding["severity"] | undefined;
  /** Finds out what the releases in scope run, with {@link OtherTexts other texts} of some files. */
  readonly surveyReleases: (files: RepositoryFiles, texts: OtherTexts) => Promise<ReleasesContext>;
  /** What earlier runs found in charts, with the same rules and configuration. */
  readonly known?: RenderCache<CheckedChart> | undefined;
  /** Called for each chart that is done. */
  readonly onChart: (folder: string) => void;
}

/** What the rules found in a chart. */
export interface CheckedChart {
  readonly findings: readonly Finding[];
  /** The files of the chart that can hold directives, absolute. */
  readonly files: readonly string[];
}

/** What rules found, without what directives silence. */
export interface LintResult {
  /** In the order of the places. */
  readonly findings: readonly Finding[];
  /** `undefined` where no rule asked about releases. */
  readonly releases: ReleasesContext | undefined;
}

/** Asks the rules about charts and releases of a repository, as it is or as it would be. */
export class Linter {
  readonly options: LinterOptions;

  constructor(options: LinterOptions) {
    this.options = options;
  }

  /** A chart by its absolute folder. */
  openChart(folder: string, files: RepositoryFiles): Promise<ChartContext> {
    const { root, config, layouts } = this.options;
    return openChart({ root, folder, files, config, layouts });
  }

  /** All that is in scope. Threads find out what releases run while this one looks at charts. */
  async check(files: RepositoryFiles): Promise<LintResult> {
    const { root } = this.options;
    const [releases, charts] = await Promise.all([
      this.#askAboutReleases(files, new Map()),
      this.#askAboutCharts(files),
    ]);
    const { linted } = charts;
    for (const file of valuesOf(root, releases.context)) {
      linted.set(file, [...(linted.get(file) ?? []), ...this.#rulesFor("checkReleases")]);
    }
    const found = [...charts.found, ...releases.found];
    return { findings: sortFindings(this.#silence(found, files, linted)), releases: releases.context };
  }

  async #askAboutCharts(files: RepositoryFiles) {
    const { root, scope, onChart } = this.options;
    const found: Finding[] = [];
    const linted = new Map<string, readonly string[]>();
    if (this.#rulesFor("checkChart").length === 0) return { found, linted };
    const seen = [...this.#rulesFor("checkChart"), ...(this.options.isPart ? [] : this.#rulesFor("checkReleases"))];
    for (const folder of scope.charts) {
      // Threads are handed what is next for them.
      await setImmediate();
      const checked = await this.#checked(join(root, folder), files);
      found.push(...checked.findings);
      for (const file of checked.files) linted.set(file, seen);
      onChart(folder);
    }
    return { found, linted };
  }

  async #checked(folder: string, files: RepositoryFiles): Promise<CheckedChart> {
    const { known } = this.options;
    if (known === undefined) return this.#look(folder, files);
    const before = known.lookup(folder, [files]);
    if (before !== undefined) return before;
    const tracing = traced(files);
    const checked = await this.#look(folder, tracing.files);
    known.store(folder, [tracing.trace()], checked);
    return checked;
  }

  async #look(folder: string, files: RepositoryFiles): Promise<CheckedChart> {
    const chart = await this.openChart(folder, files);
    return { findings: await this.#askAboutChart(chart), files: filesOf(chart) };
  }

  /** A chart alone; directives that silence nothing are not looked for. */
  async checkChart(chart: ChartContext): Promise<Finding[]> {
    return this.#silence(await this.#askAboutChart(chart), chart.files, new Map());
  }

  /** The releases alone, with other texts of some files. */
  async checkReleases(files: RepositoryFiles, texts: OtherTexts): Promise<Finding[]> {
    return this.#silence((await this.#askAboutReleases(files, texts)).found, files, new Map());
  }

  #askAboutChart(chart: ChartContext): Promise<Finding[]> {
    return checkChart(chart, this.options.rules, this.options.severityOf);
  }

  async #askAboutReleases(files: RepositoryFiles, texts: OtherTexts) {
    const { scope, severityOf, surveyReleases, rules } = this.options;
    if (scope.helmfiles.length === 0 || this.#rulesFor("checkReleases").length === 0) {
      return { found: [], context: undefined };
    }
    const context = await surveyReleases(files, texts);
    return { found: await checkReleases(context, rules, severityOf), context };
  }

  #rulesFor(check: "checkChart" | "checkReleases"): string[] {
    return this.options.rules.filter((rule) => rule[check]).map(({ meta }) => meta.name);
  }

  #silence(
    findings: readonly Finding[],
    files: RepositoryFiles,
    complete: ReadonlyMap<string, readonly string[]>,
  ): Finding[] {
    const { root, directives, ruleNames } = this.options;
    if (directives === undefined) return [...findings];
    const read = (file: string) => readSource(files, file, root)?.text;
    return applyDirectives(findings, { read, ruleNames, complete, unused: directives });
  }
}

/** The files of a chart that can hold directives, absolute. */
function filesOf({ templates, values, read }: ChartContext): string[] {
  return [...templates, values, read("Chart.yaml")].flatMap((file) => (file ? [file.path] : []));
}

/** The values files of the services themselves, absolute. */
function valuesOf(root: string, context: ReleasesContext | undefined): Set<string> {
  const releases = (context?.services ?? []).flatMap(({ targets }) => targets.flatMap(({ releases }) => releases));
  const files = releases.flatMap(({ files }) =>
    files.flatMap((file) => (file?.isOwn && file.exists ? [file.path] : [])),
  );
  return new Set(files.map((path) => posix.join(root, path)));
}

/** In the order of the places. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => {
    if (a.file !== b.file) return a.file < b.file ? -1 : 1;
    return a.line - b.line || a.column - b.column || (a.rule < b.rule ? -1 : Number(a.rule > b.rule));
  });
}
