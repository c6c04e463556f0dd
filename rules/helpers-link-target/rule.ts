import { wrongLinks } from "../../src/lint/chart/link-problems.ts";
import { wrongModules } from "../../src/lint/chart/module-problems.ts";
import type { ChartContext, Problem, Rule } from "../../src/lint/rule.ts";

export const rule: Rule = {
  meta: {
    name: "helpers-link-target",
    description: "What a chart has in place of the helpers is a copy, an edited one, or another version than it says.",
    severity: "error",
    fixable: true,
    since: "0.1.0",
    layouts: "all",
  },

  checkChart(context: ChartContext): Problem[] {
    const { layout } = context;
    if (layout === undefined) return [];
    return layout.helpers.kind === "links"
      ? wrongLinks(context, layout.helpers)
      : wrongModules(context, layout.helpers);
  },
};
