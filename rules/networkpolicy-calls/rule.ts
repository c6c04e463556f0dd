import { callProblems } from "../../src/lint/chart/call-problems.ts";
import type { ChartContext, Problem, Rule } from "../../src/lint/rule.ts";

export const rule: Rule = {
  meta: {
    name: "networkpolicy-calls",
    description:
      "A network policy keeps others from the public port of a sidecar, or the sidecar from what it leads to.",
    severity: "error",
    fixable: true,
    since: "0.1.0",
    layouts: "all",
  },

  checkChart(context: ChartContext): Promise<Problem[]> {
    return callProblems(context, rule.meta.name);
  },
};
