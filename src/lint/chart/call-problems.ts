import { posix } from "node:path";
import { placeOf } from "../../edit/text-edit.ts";
import type { Layout } from "../../layouts/layout.ts";
import type { ChartContext, Fix, Problem } from "../rule.ts";
import { type FoundCall, judgeCalls, type Verdict } from "./judge-calls.ts";
import { type Placement, placeCall, removeCall } from "./place-call.ts";

/** The problems of the calls that a rule looks after: those that are missing, and those without effect where they stand. */
export function callProblems(context: ChartContext, rule: string): Problem[] {
  const { layout } = context;
  if (layout === undefined) return [];
  return judgeCalls(context)
    .filter(({ call }) => call.rule === rule)
    .map((verdict) => {
      const placement = placeCall(context, layout, verdict);
      return verdict.found === undefined
        ? missing(context, layout, verdict, placement)
        : withoutEffect(context, layout, verdict, verdict.found, placement);
    });
}

function missing(context: ChartContext, layout: Layout, verdict: Verdict, placement: Placement): Problem {
  const { call, object, isMinor } = verdict;
  const { file, line, column, edit, whyNot } = placement;
  const what = object === undefined ? context.metadata.name : object;
  const where = posix.relative(context.folder, file);
  const todo = whyNot === undefined ? `add the call to ${where}` : `add the call; no place is certain: ${whyNot}`;
  return {
    message: `${what} lacks ${call.brings} where ${layout.values.enabled.join(".")} is true, for nothing calls ${call.name}: ${todo}`,
    file,
    line,
    column,
    data: { call: call.name },
    ...(isMinor && { severity: "warn" }),
    ...(edit !== undefined && { fix: fix(`call ${call.name} in ${where}`, [edit], true) }),
  };
}

function withoutEffect(
  context: ChartContext,
  layout: Layout,
  { call, object, isMinor }: Verdict,
  found: FoundCall,
  { file, edit, whyNot }: Placement,
): Problem {
  const { path, text } = found.template.file;
  const start = placeOf(text, found.call.offset);
  const where = posix.relative(context.folder, file);
  const removal = removeCall(found);
  const todo = whyNot === undefined ? `move it to its place in ${where}` : `move it; no place is certain: ${whyNot}`;
  const edits = edit === undefined || removal === undefined ? undefined : [removal, edit];
  return {
    message: `the call of ${call.name} has no effect here: with ${layout.values.enabled.join(".")} true, ${object ?? context.metadata.name} lacks ${call.brings}; it stands in the wrong place, at the wrong indentation or under a condition that is off, so ${todo}`,
    file: path,
    ...start,
    endLine: start.line,
    endColumn: start.column + found.call.end - found.call.offset,
    data: { call: call.name },
    ...(isMinor && { severity: "warn" }),
    ...(edits !== undefined && { fix: fix(`move the call of ${call.name} to its place in ${where}`, edits, false) }),
  };
}

function fix(title: string, edits: Fix["edits"], isSafe: boolean): Fix {
  return { title, edits, isSafe, after: ["helpers-link", "helpers-link-target"] };
}
