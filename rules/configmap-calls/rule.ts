import { callProblems } from "../../src/lint/chart/call-problems.ts";
import type { ChartContext, Problem, Rule } from "../../src/lint/rule.ts";

export const rule: Rule = {
  meta: {
    name: "configmap-calls",
    description: "A chart does not render the config maps of its sidecar, or calls for them where that has no effect.",
    severity: "error",
    fixable: true,
    since: "0.1.0",
    layouts: "all",
  },

  checkChart(context: ChartContext): Promise<Problem[]> {
    return callProblems(context, rule.meta.name);
  },
};
