import { posix } from "node:path";
import type { Layout, LinkedFile, LinkedHelpers } from "../../layouts/layout.ts";
import type { ChartContext, Fix, Problem } from "../rule.ts";
import { LinkStore } from "./links.ts";
import { modelOf } from "./model.ts";
import { compareVersions } from "./modules.ts";
import { readValuesText, valueIn } from "./tls-values.ts";

/** Links to helpers that a chart needs and does not have. */
export function missingLinks(context: ChartContext, layout: Layout, helpers: LinkedHelpers): Problem[] {
  const store = new LinkStore(context, helpers);
  return helpers.files.flatMap((helper) => {
    if (store.state(helper).kind !== "missing") return [];
    const reason = reasonFor(context, layout, helper);
    if (reason === undefined) return [];
    const file = posix.join(context.folder, helper.file);
    const version = store.versionToLink(helper.file);
    const [whatToDo, fix] = linkTo(store, helper, file, version);
    return [{ message: `${helper.file} is missing: ${reason}; ${whatToDo}`, file, line: 1, column: 1, ...fix }];
  });
}

/** Why a chart needs a helper; `undefined`: it does not. */
function reasonFor(context: ChartContext, layout: Layout, { prefixes, isForTls }: LinkedFile): string | undefined {
  const model = modelOf(context);
  for (const { file, calls } of model.own) {
    const call = calls.calls.find(
      ({ name }) =>
        name !== undefined && prefixes.some((prefix) => name.startsWith(prefix)) && !model.definitions.has(name),
    );
    if (call !== undefined)
      return `${file.name} calls ${call.name}, which nothing defines, so that the chart does not render`;
  }
  const { root, imageVersion } = layout.values;
  if (!isForTls || layout.calls.some(({ name }) => model.definitions.has(name))) return undefined;
  const version = valueIn([readValuesText(context.values?.text ?? "")], imageVersion);
  return version === undefined ? undefined : `values.yaml has ${root}, which nothing reads`;
}

function linkTo(
  store: LinkStore,
  helper: LinkedFile,
  file: string,
  version: string | undefined,
  isSafe = true,
): [string, { fix?: Fix }] {
  if (version === undefined) return ["no version of it is in the repository", {}];
  const target = store.targetOf(helper.file, version);
  const title = `link ${helper.file} to ${target}`;
  return [`link it to ${target}`, { fix: { title, edits: [{ kind: "link", file, target }], isSafe } }];
}

/** What is wrong with the links to helpers that a chart has. */
export function wrongLinks(context: ChartContext, helpers: LinkedHelpers): Problem[] {
  const store = new LinkStore(context, helpers);
  return helpers.files.flatMap((helper) => {
    const versions = store.versions(helper.file);
    // Where the repository keeps none, nobody could link one.
    return versions.length === 0 ? [] : wrongLink(context, store, helper, versions, helpers.versionKey);
  });
}

function wrongLink(
  context: ChartContext,
  store: LinkStore,
  helper: LinkedFile,
  versions: readonly string[],
  versionKey: string,
): Problem[] {
  const state = store.state(helper);
  const file = posix.join(context.folder, helper.file);
  const place = { file, line: 1, column: 1 };
  const problem = (what: string, version = store.versionToLink(helper.file), isSafe = true): Problem[] => {
    const [whatToDo, fix] = linkTo(store, helper, file, version, isSafe);
    return [{ message: `${helper.file} ${what}; ${whatToDo}`, ...place, ...fix }];
  };
  if (state.kind === "missing") return [];
  if (state.kind === "file") {
    // A chart may have helpers that only bear the name of those of the repository.
    if (!helper.isForTls && state.sameAs === undefined && !isLike(state.text, store, helper, versions)) return [];
    if (state.sameAs !== undefined) {
      return problem(`is a copy of version ${state.sameAs}, which misses later fixes of it`, state.sameAs);
    }
    return problem("is a copy that differs from every version, and misses what is fixed in these", undefined, false);
  }
  const leads = posix.relative(context.root, state.path);
  if (state.leads === "outside" || leads.startsWith("../"))
    return problem("is a link that leads out of the repository");
  if (state.isAbsolute) return problem("is an absolute link, which leads nowhere in another checkout", state.version);
  if (state.leads === "nowhere") return problem(`is a link that leads nowhere: there is no ${leads}`);
  if (state.version === undefined)
    return problem(`is a link to ${leads}, which is no version of the helpers`, undefined, false);
  return helper.isForTls ? oldVersion(state.version, store, versions, helper, versionKey, place) : [];
}

/** Whether a file defines what a version of the repository does. */
function isLike(text: string, store: LinkStore, helper: LinkedFile, versions: readonly string[]): boolean {
  const definitions = (of: string): string[] => [...of.matchAll(/\bdefine "([^"]+)"/g)].map(([, name = ""]) => name);
  const own = new Set(definitions(text));
  return versions.some((version) => {
    const names = definitions(store.text(helper.file, version) ?? "");
    return names.length > 0 && names.every((name) => own.has(name));
  });
}

function oldVersion(
  version: string,
  store: LinkStore,
  versions: readonly string[],
  helper: LinkedFile,
  versionKey: string,
  place: Pick<Problem, "file" | "line" | "column">,
): Problem[] {
  const newest = versions.at(-1) ?? version;
  const scaffold = store.scaffoldVersion;
  const notes = [
    ...(scaffold !== undefined && scaffold !== version ? [`values.yaml has ${versionKey}: ${scaffold}`] : []),
    ...(compareVersions(version, newest) < 0 ? [`the newest version is ${newest}`] : []),
  ];
  if (notes.length === 0) return [];
  return [
    {
      message: `${helper.file} is a link to version ${version}, but ${notes.join(", and ")}: see what has changed, then make them the same`,
      ...place,
      severity: "warn",
      data: { version, newest, ...(scaffold !== undefined && { scaffold }) },
    },
  ];
}
