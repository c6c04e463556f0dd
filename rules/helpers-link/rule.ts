import { missingLinks } from "../../src/lint/chart/link-problems.ts";
import { missingModules } from "../../src/lint/chart/module-problems.ts";
import type { ChartContext, Problem, Rule } from "../../src/lint/rule.ts";

export const rule: Rule = {
  meta: {
    name: "helpers-link",
    description: "A chart calls helpers that it neither links nor carries, or carries some that it does not list.",
    severity: "error",
    fixable: true,
    since: "0.1.0",
    layouts: "all",
  },

  checkChart(context: ChartContext): Problem[] {
    const { layout } = context;
    if (layout === undefined) return [];
    return layout.helpers.kind === "links"
      ? missingLinks(context, layout, layout.helpers)
      : missingModules(context, layout.helpers);
  },
};
