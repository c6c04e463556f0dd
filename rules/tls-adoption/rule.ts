import { posix } from "node:path";
import { hasSidecar } from "../../src/lint/chart/judge-calls.ts";
import { manifestsOf } from "../../src/lint/chart/manifests.ts";
import type { ChartContext, Problem, Rule } from "../../src/lint/rule.ts";

export const rule: Rule = {
  meta: {
    name: "tls-adoption",
    description: "A chart has a service, and no sidecar that terminates TLS for it.",
    severity: "off",
    fixable: false,
    since: "0.1.0",
    layouts: "all",
  },

  async checkChart(context: ChartContext): Promise<Problem[]> {
    const { layout, fixtures, metadata } = context;
    if (layout === undefined || metadata.type === "library" || hasSidecar(context, layout)) return [];
    for (const base of [[], ...fixtures.map(({ text }) => [text])]) {
      const { objects, pods } = manifestsOf(await context.render(...base));
      const service = objects.find(({ kind }) => kind === "Service");
      if (service === undefined || pods.length === 0) continue;
      const problem = {
        message: `service ${service.name} leads to pods that do not terminate TLS, so that what it serves is not encrypted; \`bump-envoy add-tls ${posix.relative(context.root, context.folder)}\` adds what is needed`,
        file: posix.join(context.folder, service.template),
        line: 1,
        column: 1,
        data: { service: service.name },
      };
      return [problem];
    }
    return [];
  },
};
