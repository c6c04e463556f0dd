import type { ChartContext, Problem, ReleasesContext, Rule, Severity } from "./rule.ts";

/** A problem with the rule that found it. */
export interface Finding extends Omit<Problem, "severity"> {
  readonly rule: string;
  readonly severity: Exclude<Severity, "off">;
  /** The folder of the chart that it was found in; `undefined`: in releases. */
  readonly chart?: string;
}

/** The severity of a rule for a file. */
export type SeverityOf = (rule: Rule, file: string) => Severity;

/** What rules find in a chart. */
export async function checkChart(
  context: ChartContext,
  rules: readonly Rule[],
  severityOf: SeverityOf,
): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const rule of rules) {
    const { layouts } = rule.meta;
    if (layouts !== "all" && (context.layout === undefined || !layouts.includes(context.layout.name))) continue;
    found.push(...findingsOf(rule, (await rule.checkChart?.(context)) ?? [], severityOf, context.folder));
  }
  return found;
}

/** What rules find in releases. */
export async function checkReleases(
  context: ReleasesContext,
  rules: readonly Rule[],
  severityOf: SeverityOf,
): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const rule of rules) {
    found.push(...findingsOf(rule, (await rule.checkReleases?.(context)) ?? [], severityOf));
  }
  return found;
}

function findingsOf(rule: Rule, problems: Iterable<Problem>, severityOf: SeverityOf, chart?: string): Finding[] {
  return [...problems].flatMap((problem) => {
    const severity = severityOf(rule, problem.file);
    if (severity === "off") return [];
    const finding = { ...problem, rule: rule.meta.name, severity: problem.severity ?? severity };
    return [chart === undefined ? finding : { ...finding, chart }];
  });
}
