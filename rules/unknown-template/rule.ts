import { placeOf } from "../../src/edit/text-edit.ts";
import type { Layout } from "../../src/layouts/layout.ts";
import { modelOf } from "../../src/lint/chart/model.ts";
import { moduleStoreOf } from "../../src/lint/chart/modules.ts";
import type { ChartContext, Problem, Rule } from "../../src/lint/rule.ts";
import { nearest } from "../../src/nearest.ts";

export const rule: Rule = {
  meta: {
    name: "unknown-template",
    description: "A template is called that nothing defines.",
    severity: "error",
    fixable: true,
    since: "0.1.0",
    layouts: "all",
  },

  *checkChart(context: ChartContext): Iterable<Problem> {
    const model = modelOf(context);
    // What cannot be looked into may define anything.
    if (model.isOpen) return;
    const isOfHelpers = helperTest(context, context.layout);
    for (const { file, calls } of model.own) {
      for (const { name, offset, end, within } of calls.calls) {
        if (name === undefined || model.defines(name) || isOfHelpers(name)) continue;
        const [near] = nearest(name, model.definitions, 1);
        const start = placeOf(file.text, offset);
        yield {
          message: `nothing defines ${name}, so that rendering fails where it is called${near === undefined ? "" : `; did you mean ${near}?`}`,
          file: file.path,
          ...start,
          endLine: start.line,
          endColumn: start.column + end - offset,
          // What nobody executes does not fail either.
          ...(!model.isReached(within) && { severity: "warn" as const }),
          data: { name, ...(near !== undefined && { nearest: near }) },
          ...(near !== undefined && {
            fix: {
              title: `call ${near}`,
              edits: [{ kind: "replace", file: file.path, start: offset, end, text: JSON.stringify(near) }],
              isSafe: false,
            },
          }),
        };
      }
    }
  },
};

/** Whether a name is one of the helpers': then it is not the name that is wrong, but the helpers that are missing. */
function helperTest(context: ChartContext, layout: Layout | undefined): (name: string) => boolean {
  const { definitions } = modelOf(context);
  if (layout === undefined) return () => false;
  if (layout.helpers.kind === "modules") {
    const store = moduleStoreOf(context, layout.helpers);
    return (name) => store.definitionOf(name) !== undefined;
  }
  const missing = layout.helpers.files
    .flatMap(({ prefixes }) => prefixes)
    .filter((prefix) => ![...definitions].some((name) => name.startsWith(prefix)));
  return (name) => missing.some((prefix) => name.startsWith(prefix));
}
