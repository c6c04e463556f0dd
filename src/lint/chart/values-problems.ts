import { posix } from "node:path";
import { EditError } from "../../edit/edit-error.ts";
import { setValues } from "../../edit/set-value.ts";
import { endOfLine } from "../../edit/text-edit.ts";
import type { Layout } from "../../layouts/layout.ts";
import type { ChartContext, Fix, Problem, TextEdit } from "../rule.ts";
import { hasSidecar } from "./judge-calls.ts";
import { modelOf } from "./model.ts";
import { layersOf, readValuesText, valueIn } from "./tls-values.ts";

/** Keys that the helpers read and that values.yaml lacks. */
export function missingValues(context: ChartContext): Problem[] {
  const { layout } = context;
  if (layout === undefined || !hasSidecar(context, layout)) return [];
  // Without the helpers nobody can say what they read.
  if (!layout.calls.some(({ name }) => modelOf(context).definitions.has(name))) return [];
  const layers = layersOf(context, []);
  if (!(valueIn(layers, [layout.values.root]) instanceof Map)) return [missingBlock(context, layout)];
  const missing = layout.values.keys.filter(
    ({ path, needs }) =>
      valueIn(layers, needs === "value" ? path : path.slice(0, -1)) === undefined && isReadBare(context, path),
  );
  if (missing.length === 0) return [];
  const names = missing.map(({ path }) => path.join("."));
  const { path: file = posix.join(context.folder, "values.yaml"), text = "" } = context.values ?? {};
  return [
    {
      message: `values.yaml lacks ${names.join(", ")}, which the helpers read without a default: a release that turns ${layout.values.enabled.join(".")} on does not render, or not as it should; set ${names.length === 1 ? "it" : "them"}`,
      file,
      line: lineOfKey(text, layout.values.root),
      column: 1,
      data: { keys: names.join(" ") },
      ...setting(file, text, missing),
    },
  ];
}

function missingBlock(context: ChartContext, layout: Layout): Problem {
  const { path: file = posix.join(context.folder, "values.yaml"), text } = context.values ?? {};
  const { root, block, defaults } = layout.values;
  const added = fillIn(block, defaults);
  const edit: TextEdit =
    text === undefined
      ? { kind: "create", file, text: added }
      : { kind: "replace", file, start: text.length, end: text.length, text: separated(text, added) };
  const isNull = new RegExp(`^${root}:`, "m").test(text ?? "");
  return {
    message: `values.yaml has no ${root}, which the helpers read: without it the chart does not render; add the block`,
    file,
    line: Math.max(1, (text ?? "").split("\n").length - 1),
    column: 1,
    data: { keys: root },
    ...(!isNull && { fix: { title: `add ${root} to values.yaml`, edits: [edit], isSafe: true } }),
  };
}

/** The block of a layout for a port and a version. */
export function fillIn(block: string, { port, version }: { readonly port: number; readonly version: string }): string {
  return block.replaceAll("{port}", String(port)).replaceAll("{version}", version);
}

/** A block behind the end of a text. */
export function separated(text: string, block: string): string {
  return text === "" || text.endsWith("\n") ? block : `\n${block.trimEnd()}`;
}

/** Whether helpers of the chart read a value and have none of their own for where it is missing. */
function isReadBare(context: ChartContext, path: readonly string[]): boolean {
  const read = new RegExp(`\\.Values\\.${path.join("\\.")}\\b(?!\\s*\\|\\s*default)`);
  return modelOf(context).templates.some(({ role, file }) => role === "helper" && read.test(file.text));
}

function lineOfKey(text: string, key: string): number {
  const at = new RegExp(`^${key}:`, "m").exec(text)?.index ?? 0;
  return text.slice(0, at).split("\n").length;
}

function setting(file: string, text: string, missing: Layout["values"]["keys"]): { fix?: Fix } {
  try {
    let now = text;
    for (const { path, example } of missing) {
      const marked = setValues(now, [{ path, value: `@${path.join(".")}@` }]);
      // Numbers and switches are not to become texts.
      now = marked.replace(new RegExp(`(["']?)@${path.join("\\.")}@\\1`), String(example));
    }
    const expected = readValuesText(now);
    if (missing.some(({ path, example }) => String(valueIn([expected], path)) !== String(example))) return {};
    const edit = onlyChange(file, text, now);
    return {
      fix: { title: `set ${missing.map(({ path }) => path.join(".")).join(", ")}`, edits: [edit], isSafe: true },
    };
  } catch (error) {
    if (error instanceof EditError) return {};
    throw error;
  }
}

/** The change from one text to another as one edit of whole lines. */
function onlyChange(file: string, before: string, after: string): TextEdit {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  start = before.lastIndexOf("\n", start - 1) + 1;
  let tail = 0;
  while (tail < before.length - start && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const end = Math.min(before.length, endOfLine(before, Math.max(start, before.length - tail - 1)));
  return { kind: "replace", file, start, end, text: after.slice(start, after.length - (before.length - end)) };
}
