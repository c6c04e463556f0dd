import { callProblems } from "../../src/lint/chart/call-problems.ts";
import type { ChartContext, Problem, Rule } from "../../src/lint/rule.ts";

export const rule: Rule = {
  meta: {
    name: "service-calls",
    description: "The public port of a sidecar has no service.",
    severity: "error",
    fixable: true,
    since: "0.1.0",
    layouts: "all",
  },

  checkChart(context: ChartContext): Promise<Problem[]> {
    return callProblems(context, rule.meta.name);
  },
};
