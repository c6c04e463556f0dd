import { posix } from "node:path";
import { placeOf as placeInText } from "../../edit/text-edit.ts";
import type { Layout } from "../../layouts/layout.ts";
import { applyEdits } from "../fixes/apply-edits.ts";
import { openChart } from "../open-chart.ts";
import type { ChartContext, Fix, Problem } from "../rule.ts";
import { canReach, type FoundCall, judgeCalls, type Verdict } from "./judge-calls.ts";
import { modulesOf } from "./modules.ts";
import { type Placement, placeCall, possiblePlaces, removeCall } from "./place-call.ts";
import { proveFix } from "./prove-fix.ts";

/** The problems of the calls that a rule looks after: those that are missing, and those without effect where they stand. */
export async function callProblems(context: ChartContext, rule: string): Promise<Problem[]> {
  const { layout } = context;
  if (layout === undefined) return [];
  const problems: Problem[] = [];
  for (const verdict of await judgeCalls(context)) {
    if (verdict.call.rule !== rule) continue;
    const { found } = verdict;
    const placement = await placeOf(context, layout, verdict);
    problems.push(
      found === undefined
        ? missing(context, layout, verdict, placement)
        : withoutEffect(context, layout, verdict, found, placement),
    );
  }
  return problems;
}

/** The place of a call; of several, the only one where it does what it should. */
async function placeOf(context: ChartContext, layout: Layout, verdict: Verdict): Promise<Placement> {
  const placement = placeCall(context, layout, verdict);
  if (placement.edit !== undefined || verdict.found !== undefined) return placement;
  const working: Placement[] = [];
  for (const possible of possiblePlaces(context, layout, verdict)) {
    if (await works(context, layout, verdict, possible)) working.push(possible);
  }
  const [only] = working.length === 1 ? working : [];
  return only ?? placement;
}

/** Whether a call in a place does what it should, and nothing else. */
async function works(context: ChartContext, layout: Layout, verdict: Verdict, { edit }: Placement): Promise<boolean> {
  if (edit === undefined) return false;
  const { config, files, folder, root } = context;
  const changes = applyEdits([{ fix: { edits: [edit] } }], files, new Map());
  if (typeof changes === "string") return false;
  const changed = openChart({ config, files: files.overlay(changes), folder, root, layouts: [layout] });
  if (verdict.call.effect.kind === "egress" && !(await canReach(changed, layout, verdict.object ?? ""))) return false;
  const isSame = ({ call, object }: Verdict): boolean => call === verdict.call && object === verdict.object;
  const before = await judgeCalls(context);
  const after = await judgeCalls(changed);
  return after.length < before.length && !after.some(isSame) && (await proveFix(context, changed)).length === 0;
}

function missing(context: ChartContext, layout: Layout, verdict: Verdict, placement: Placement): Problem {
  const { call, object, isMinor, module } = verdict;
  const { file, line, column, edit, whyNot } = placement;
  const what = object === undefined ? context.metadata.name : object;
  const where = posix.relative(context.folder, file);
  const todo = whyNot === undefined ? `add the call to ${where}` : `add the call; no place is certain: ${whyNot}`;
  if (module !== undefined) {
    return {
      message: `the chart lists the module ${module}, and nothing calls ${call.name} of it, so that it lacks ${call.brings}, or lists too much: ${todo}, or take the module from the list`,
      ...(edit === undefined ? placeInList(context, layout, module) : { file, line, column }),
      data: { call: call.name, module },
      severity: "warn",
      ...(edit !== undefined && { fix: fix(`call ${call.name} in ${where}`, [edit], false) }),
    };
  }
  return {
    message: `${what} lacks ${call.brings} where ${layout.values.enabled.join(".")} is true, for nothing there calls ${call.name}: ${todo}`,
    file,
    line,
    column,
    data: { call: call.name },
    ...(isMinor && { severity: "warn" }),
    ...(edit !== undefined && { fix: fix(`call ${call.name} in ${where}`, [edit], true) }),
  };
}

/** Where a chart lists a module. */
function placeInList(
  context: ChartContext,
  { helpers }: Layout,
  module: string,
): Pick<Problem, "file" | "line" | "column"> {
  const list = helpers.kind === "modules" ? modulesOf(context, helpers).list : undefined;
  const entry = list?.entries.find(({ name }) => name === module);
  const { path: file = context.folder, text = "" } = list?.file ?? {};
  return { file, ...placeInText(text, entry?.offset ?? 0) };
}

function withoutEffect(
  context: ChartContext,
  layout: Layout,
  { call, object, isMinor }: Verdict,
  found: FoundCall,
  { file, edit, whyNot }: Placement,
): Problem {
  const { path, text } = found.template.file;
  const start = placeInText(text, found.call.offset);
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
