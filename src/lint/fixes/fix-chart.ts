import type { RepositoryFiles } from "../../repository/files.ts";
import type { Finding } from "../check.ts";
import type { Linter } from "../linter.ts";
import type { ChartContext } from "../rule.ts";
import { applyEdits, type Changes, type FixableFinding, isFixable, withoutOverlaps } from "./apply-edits.ts";
import { keyOf, stillThere } from "./count-findings.ts";
import type { Refusal } from "./fix.ts";

/** Says what speaks against a chart as it would be, in the place of one as it is; nothing: it is proven. */
export type ProveChart = (before: ChartContext, after: ChartContext) => Promise<readonly string[]>;

export interface ChartFixes {
  readonly changes: Changes;
  readonly applied: readonly FixableFinding[];
  readonly refused: readonly Refusal[];
  /** What is left in the chart. */
  readonly findings: readonly Finding[];
}

/** Fixes may bring others, which are made as well, but not for ever. */
const mostPasses = 20;

/**
 * Makes the fixes of a chart, as far as they do what they should: the problem is gone, and nothing speaks against the chart
 * as it is then. Where several do not, each is tried alone.
 *
 * @param folder - of the chart, absolute
 * @param files - the repository as it is
 */
export async function fixChart(
  linter: Linter,
  folder: string,
  files: RepositoryFiles,
  prove: ProveChart,
): Promise<ChartFixes> {
  const original = linter.openChart(folder, files);
  let current = { chart: original, findings: await linter.checkChart(original), changes: new Map() as Changes };
  const applied: FixableFinding[] = [];
  const refused = new Map<string, Refusal>();
  let isAlone = false;

  for (let pass = 0; pass < mostPasses; pass++) {
    const open = current.findings.filter(isFixable).filter((finding) => !refused.has(keyOf(finding)));
    const [first, ...others] = withoutOverlaps(inTurn(open));
    if (first === undefined) break;
    const group = isAlone ? [first] : [first, ...others];
    const next = await attempt(group);
    if (typeof next === "object") {
      current = next;
      applied.push(...group);
      isAlone = false;
    } else if (group.length > 1) {
      isAlone = true;
    } else {
      refused.set(keyOf(first), { finding: first, reason: next });
    }
  }
  return { ...current, applied, refused: [...refused.values()] };

  async function attempt(group: readonly FixableFinding[]): Promise<typeof current | string> {
    const changes = applyEdits(group, current.chart.files, current.changes);
    if (typeof changes === "string") return changes;
    const chart = linter.openChart(folder, files.overlay(changes));
    const [reason] = await prove(original, chart);
    if (reason !== undefined) return reason;
    const findings = await linter.checkChart(chart);
    const [left] = stillThere(group, current.findings, findings);
    return left ? `${left.rule} finds the same afterwards` : { chart, findings, changes };
  }
}

/** Those that need not wait for others, or all where they wait for each other. */
function inTurn(findings: readonly FixableFinding[]): readonly FixableFinding[] {
  const rules = new Set(findings.map(({ rule }) => rule));
  const first = findings.filter(({ fix, rule }) => !fix.after?.some((name) => name !== rule && rules.has(name)));
  return first.length > 0 ? first : findings;
}
