import { missingValues } from "../../src/lint/chart/values-problems.ts";
import type { ChartContext, Problem, Rule } from "../../src/lint/rule.ts";

export const rule: Rule = {
  meta: {
    name: "values-block",
    description: "values.yaml lacks keys that the helpers read.",
    severity: "error",
    fixable: true,
    since: "0.1.0",
    layouts: "all",
  },

  checkChart(context: ChartContext): Problem[] {
    return missingValues(context);
  },
};
