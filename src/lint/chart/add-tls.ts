import { posix } from "node:path";
import { applyTextEdits } from "../../edit/text-edit.ts";
import type { Layout, LinkedHelpers, VendoredHelpers } from "../../layouts/layout.ts";
import type { ChartContext, TextEdit } from "../rule.ts";
import { raiseVersion } from "./chart-version.ts";
import { hasPlaceFor, judgeCalls, ownCallsOf } from "./judge-calls.ts";
import { LinkStore } from "./links.ts";
import { modelOf } from "./model.ts";
import { addToList, type Module, minorOf, moduleStoreOf, modulesOf, vendoredPath } from "./modules.ts";
import { placeCall } from "./place-call.ts";
import { layersOf, valueIn } from "./tls-values.ts";
import { fillIn, separated } from "./values-problems.ts";

/** What TLS is added with. */
export interface TlsSettings {
  readonly port: number;
  /** The version of the image. */
  readonly version: string;
}

/** What has to be done for a chart to terminate TLS. */
export interface TlsPlan {
  readonly edits: readonly TextEdit[];
  /** The new version of the chart, which shows in labels; none where nothing is to be done. */
  readonly version: readonly TextEdit[];
  /** What cannot be done for certain, a line each: what, and where it was looked for. */
  readonly left: readonly string[];
}

/**
 * Plans what the documentation asks of someone who adds TLS termination to a chart: the helpers, their calls, the values, a
 * new version of the chart and a fixture with TLS on. What is there already is left as it is.
 */
export function planTls(context: ChartContext, layout: Layout, settings: TlsSettings): TlsPlan {
  const left: string[] = [];
  const edits = [
    ...(layout.helpers.kind === "links"
      ? linkHelpers(context, layout.helpers, left)
      : vendorHelpers(context, layout.helpers, left)),
    ...addCalls(context, layout, left),
    ...addValues(context, layout, settings),
    ...addFixture(context, layout, settings),
  ];
  return { edits, version: edits.length === 0 ? [] : raise(context, left), left };
}

/** What does not come about in a chart with TLS on, although it should. */
export async function whatIsLacking(context: ChartContext): Promise<string[]> {
  const verdicts = await judgeCalls(context);
  return verdicts
    .filter(({ isMinor }) => !isMinor)
    .map(({ call, object }) => `${object ?? context.metadata.name} lacks ${call.brings}`);
}

function linkHelpers(context: ChartContext, helpers: LinkedHelpers, left: string[]): TextEdit[] {
  const store = new LinkStore(context, helpers);
  return helpers.files.flatMap((helper): TextEdit[] => {
    if (!helper.isForTls || store.state(helper).kind !== "missing") return [];
    const version = store.versionToLink(helper.file);
    if (version === undefined) {
      left.push(`link ${helper.file}: ${helpers.folder} has no version of it`);
      return [];
    }
    const file = posix.join(context.folder, helper.file);
    return [{ kind: "link", file, target: store.targetOf(helper.file, version) }];
  });
}

function vendorHelpers(context: ChartContext, helpers: VendoredHelpers, left: string[]): TextEdit[] {
  const store = moduleStoreOf(context, helpers);
  const { list, lock, vendored } = modulesOf(context, helpers);
  const listed = new Set(list?.entries.map(({ name }) => name));
  const added = helpers.forTls.flatMap((name): Module[] => {
    if (listed.has(name)) return [];
    const version = store.newest(name);
    if (version === undefined) left.push(`list the module ${name}: ${helpers.folder} has no version of it`);
    return version === undefined ? [] : [{ name, version: minorOf(version) }];
  });
  if (added.length === 0) return [];
  const copies = store.closure([...(list?.entries ?? []), ...added]).flatMap(({ name, version }): Module[] => {
    if (vendored.some((each) => each.name === name)) return [];
    const newest = store.newest(name, version);
    return newest === undefined ? [] : [{ name, version: newest }];
  });
  return [
    ...listModules(posix.join(context.folder, helpers.list), list?.file.text, added, left),
    lockModules(posix.join(context.folder, helpers.lock), lock?.file.text, copies),
    ...copies.map((module): TextEdit => {
      return { kind: "create", file: vendoredPath(context, helpers, module), text: store.text(module) ?? "" };
    }),
  ];
}

function listModules(file: string, text: string | undefined, modules: readonly Module[], left: string[]): TextEdit[] {
  const entries = modules.map(({ name, version }) => `${name}:${version}`);
  if (text === undefined) {
    const lines = entries.map((entry) => `    "${entry}"`).join(",\n");
    return [{ kind: "create", file, text: `[\n${lines}\n]\n` }];
  }
  let now = text;
  for (const entry of entries) {
    const edit = addToList(now, entry);
    if (edit === undefined) left.push(`list ${entry}: package.json is written in another way than one module a line`);
    else now = applyTextEdits(now, [edit]);
  }
  return [{ kind: "replace", file, start: 0, end: text.length, text: now }];
}

function lockModules(file: string, text: string | undefined, modules: readonly Module[]): TextEdit {
  const entries = modules.map(({ name, version }) => {
    const [namespace = "", ...module] = name.split(".");
    const fields = { namespace, module: module.join("."), version };
    return JSON.stringify(fields, undefined, 4).replace(/^/gm, "    ");
  });
  const end = text?.lastIndexOf("]") ?? -1;
  if (text === undefined || end < 0) return { kind: "create", file, text: `[\n${entries.join(",\n")}\n]\n` };
  const before = text.slice(0, end).trimEnd();
  const separator = before.endsWith("[") ? "\n" : ",\n";
  return { kind: "replace", file, start: before.length, end, text: `${separator}${entries.join(",\n")}\n` };
}

function addCalls(context: ChartContext, layout: Layout, left: string[]): TextEdit[] {
  const model = modelOf(context);
  const edits = layout.calls.flatMap((call) => {
    if (ownCallsOf(model, call.name).length > 0 || !hasPlaceFor(model, call)) return [];
    const verdict = { call, found: undefined, template: undefined, object: undefined, isMinor: false };
    const { edit, whyNot } = placeCall(context, layout, verdict);
    if (edit === undefined) left.push(`call ${call.name}: ${whyNot}`);
    return edit === undefined ? [] : [edit];
  });
  return joined(edits);
}

/** Insertions at the same place as one: what stands further in belongs to what is before, and comes first. */
function joined(edits: readonly TextEdit[]): TextEdit[] {
  const joined: TextEdit[] = [];
  for (const edit of edits.toSorted((a, b) => indentOf(b) - indentOf(a))) {
    const index = joined.findIndex(
      (other) => edit.kind === "replace" && other.kind === "replace" && isSamePlace(edit, other),
    );
    const other = joined[index];
    if (edit.kind === "replace" && other?.kind === "replace")
      joined[index] = { ...other, text: other.text + edit.text };
    else joined.push(edit);
  }
  return joined;
}

function indentOf(edit: TextEdit): number {
  return edit.kind === "replace" ? edit.text.replace(/^[\r\n]+/, "").search(/\S/) : 0;
}

function isSamePlace(
  a: { readonly file: string; readonly start: number },
  b: { readonly file: string; readonly start: number },
): boolean {
  return a.file === b.file && a.start === b.start;
}

function addValues(context: ChartContext, layout: Layout, settings: TlsSettings): TextEdit[] {
  if (valueIn(layersOf(context, []), [layout.values.root]) !== undefined) return [];
  const file = posix.join(context.folder, "values.yaml");
  const block = fillIn(layout.values.block, settings);
  const text = context.values?.text;
  if (text === undefined) return [{ kind: "create", file, text: block }];
  return [{ kind: "replace", file, start: text.length, end: text.length, text: separated(text, block) }];
}

function addFixture(context: ChartContext, layout: Layout, settings: TlsSettings): TextEdit[] {
  const isThere = context.fixtures.some(
    ({ text }) => valueIn([...layersOf(context, [text])].slice(1), layout.values.enabled) === true,
  );
  const file = posix.join(context.folder, ".fixtures", "tls_enabled.yaml");
  if (isThere || context.read(".fixtures/tls_enabled.yaml") !== undefined) return [];
  return [{ kind: "create", file, text: fillIn(layout.values.fixture, settings) }];
}

function raise(context: ChartContext, left: string[]): TextEdit[] {
  const chart = context.read("Chart.yaml");
  const edit = chart && raiseVersion(chart.text);
  if (chart !== undefined && edit !== undefined) return [{ kind: "replace", file: chart.path, ...edit }];
  left.push("raise the version in Chart.yaml: it does not end in a number");
  return [];
}
