import { realpathSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { loadConfig } from "../src/config/load.ts";
import { GoError } from "../src/govalue/function.ts";
import type { GoValue } from "../src/govalue/value.ts";
import { unmarshal } from "../src/goyaml/index.ts";
import { splitManifests } from "../src/helm/release/manifests.ts";
import type { Layout } from "../src/layouts/layout.ts";
import { layouts } from "../src/layouts/registry.ts";
import { at, textOf } from "../src/lint/chart/manifests.ts";
import { modelOf } from "../src/lint/chart/model.ts";
import { moduleStoreOf, modulesOf } from "../src/lint/chart/modules.ts";
import { proveFix } from "../src/lint/chart/prove-fix.ts";
import { allSwitchedOn, listenerValues, tlsValues } from "../src/lint/chart/tls-values.ts";
import { checkChart, type Finding } from "../src/lint/check.ts";
import { applyEdits, type Changes } from "../src/lint/fixes/apply-edits.ts";
import { openChart } from "../src/lint/open-chart.ts";
import { rules } from "../src/lint/registry.ts";
import type { ChartContext } from "../src/lint/rule.ts";
import { createRepositoryFiles, type RepositoryFiles } from "../src/repository/files.ts";
import { findCharts } from "../src/repository/find-charts.ts";

/** A line less. */
interface Mutant {
  readonly what: string;
  /** The name of what is gone, as findings have it. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly rule: string;
  readonly isCall: boolean;
  readonly changes: Changes;
}

interface Figures {
  charts: number;
  /** Those after which the chart renders to something else with TLS on, or to nothing, or what it lists is not what it has. */
  mutants: number;
  /** Removals that nobody could see: the manifests stay the same, but for annotations of pods that have no sidecar. */
  withoutEffect: number;
  /** By the right rule at the right file. */
  found: number;
  /** To manifests that are the same but for the order of lists. */
  restored: number;
  /** To the same manifests. */
  restoredInOrder: number;
}

type Open = (files: RepositoryFiles) => ChartContext;

/** Prints what is not found or not made good, and the figures of each repository. */
export async function mutateCharts(roots: readonly string[], only: string | undefined): Promise<void> {
  for (const each of roots) {
    const root = realpathSync(each);
    const config = await loadConfig(root);
    const files = createRepositoryFiles({ root });
    const figures: Figures = { charts: 0, mutants: 0, withoutEffect: 0, found: 0, restored: 0, restoredInOrder: 0 };
    for (const folder of findCharts(root, config.skip)) {
      if (only !== undefined && basename(folder) !== only) continue;
      const open: Open = (view) => openChart({ root, folder: join(root, folder), files: view, config, layouts });
      await mutateChart(open, files, figures);
    }
    console.log(JSON.stringify({ repository: basename(root), ...figures }));
  }
}

async function mutateChart(open: Open, files: RepositoryFiles, figures: Figures): Promise<void> {
  const chart = open(files);
  const { layout } = chart;
  if (layout === undefined) return;
  const mutants = mutantsOf(chart, layout);
  const before = await lint(chart);
  if (mutants.length === 0 || before.some(({ severity }) => severity === "error")) return;
  figures.charts += 1;
  const states = statesOf(chart, layout);
  const rendered = (of: ChartContext): Promise<GoValue[][]> =>
    Promise.all(states.map((values) => manifestsOf(of, values)));
  const expected = await rendered(chart);
  const allOn = [allSwitchedOn(chart), tlsValues(chart, layout, [allSwitchedOn(chart)], "on")];
  const visible = [...expected, await manifestsOf(chart, allOn)];
  for (const mutant of mutants) {
    const mutated = open(files.overlay(mutant.changes));
    const after = await lint(mutated);
    const finding = find(after, before, mutant);
    const report = (outcome: string): void => {
      console.log(`${outcome}: ${mutant.what} in ${relative(chart.root, mutant.file)}`);
    };
    if (finding === undefined && mutant.isCall) {
      const remaining = [...(await rendered(mutated)), await manifestsOf(mutated, allOn)];
      if (isDeepStrictEqual(remaining.map(unannotated), visible.map(unannotated))) {
        figures.withoutEffect += 1;
        report(`without effect${isDeepStrictEqual(remaining, visible) ? "" : " but for pods without a sidecar"}`);
        continue;
      }
    }
    figures.mutants += 1;
    if (finding === undefined) {
      const other = after.find(({ message }) => !before.some((each) => each.message === message));
      report(
        `not found${other ? ` (but ${other.rule} in ${relative(chart.root, other.file)}: ${other.message})` : ""}`,
      );
      continue;
    }
    figures.found += 1;
    if (finding.fix?.isSafe !== true) {
      report(`not fixed (${finding.message})`);
      continue;
    }
    const changes = applyEdits([{ fix: finding.fix }], mutated.files, mutant.changes);
    const fixed = typeof changes === "string" ? undefined : open(files.overlay(changes));
    const reason = fixed === undefined ? String(changes) : (await proveFix(mutated, fixed))[0];
    if (fixed === undefined || reason !== undefined) {
      report(`not proven (${reason})`);
      continue;
    }
    const now = await rendered(fixed);
    const isRestored = isDeepStrictEqual(now.map(unordered), expected.map(unordered));
    if (isRestored) figures.restored += 1;
    const isInOrder = isDeepStrictEqual(now, expected);
    if (isInOrder) figures.restoredInOrder += 1;
    if (!isInOrder) report(isRestored ? "fixed, in another order" : "fixed, but not to the same");
  }
}

function lint(chart: ChartContext): Promise<Finding[]> {
  const asked = rules.filter(({ checkChart }) => checkChart !== undefined);
  return checkChart(chart, asked, ({ meta }) => meta.severity);
}

/** What is found anew: about what is gone, if there is more than one. */
function find(
  after: readonly Finding[],
  before: readonly Finding[],
  { name, file, rule }: Mutant,
): Finding | undefined {
  const known = new Set(before.map(({ message }) => message));
  const found = after.filter((each) => each.rule === rule && each.file === file && !known.has(each.message));
  return found.find(({ data }) => data?.["call"] === name || data?.["module"] === name) ?? found[0];
}

function mutantsOf(chart: ChartContext, layout: Layout): Mutant[] {
  return [...callMutants(chart, layout), ...helperMutants(chart, layout)];
}

function callMutants(chart: ChartContext, { calls }: Layout): Mutant[] {
  return modelOf(chart).own.flatMap((template) =>
    template.calls.calls.flatMap(({ name, offset }): Mutant[] => {
      const call = calls.find((each) => each.name === name);
      if (call === undefined) return [];
      const { path: file, text } = template.file;
      const start = text.lastIndexOf("\n", offset) + 1;
      const newline = text.indexOf("\n", offset);
      const rest = text.slice(0, start) + (newline < 0 ? "" : text.slice(newline + 1));
      const changes = new Map([[relative(chart.root, file), rest]]);
      return [{ what: `the call of ${call.name}`, name: call.name, file, rule: call.rule, isCall: true, changes }];
    }),
  );
}

function helperMutants(chart: ChartContext, { helpers }: Layout): Mutant[] {
  const rule = "helpers-link";
  const removed = (file: string): Changes => new Map([[relative(chart.root, file), undefined]]);
  if (helpers.kind === "links") {
    return helpers.files.flatMap(({ file: name }): Mutant[] => {
      const file = join(chart.folder, name);
      const isLink = chart.templates.some(({ path }) => path === file) && chart.files.stat(file).kind === "link";
      return isLink ? [{ what: `the link ${name}`, name, file, rule, isCall: false, changes: removed(file) }] : [];
    });
  }
  const { list, vendored } = modulesOf(chart, helpers);
  const copies = vendored.map(({ name, file: { path: file } }): Mutant => {
    return { what: `the copy of ${name}`, name, file, rule, isCall: false, changes: removed(file) };
  });
  const store = moduleStoreOf(chart, helpers);
  const called = new Set(
    modelOf(chart).own.flatMap(({ calls }) => calls.calls.map(({ name }) => store.definitionOf(name ?? ""))),
  );
  const entries = (list?.entries ?? []).flatMap((entry): Mutant[] => {
    const { name, version } = entry;
    // What other modules need is there all the same; of those for TLS that are called, a warning tells.
    const others = store.closure(list?.entries.filter((each) => each !== entry) ?? []);
    const isForTls = helpers.forTls.includes(name) && called.has(name);
    if (others.some((each) => each.name === name) && !isForTls) return [];
    const { path: file = "", text = "" } = list?.file ?? {};
    const lines = text.split("\n");
    const index = lines.findIndex((line) => line.includes(`"${name}:${version}"`));
    // A list in one line is no list any more without it.
    if (index < 0 || lines[index]?.includes("[")) return [];
    const rest = lines.toSpliced(index, 1).join("\n");
    const changes = new Map([[relative(chart.root, file), rest]]);
    return [{ what: `${name} in the list`, name, file, rule, isCall: false, changes }];
  });
  return [...copies, ...entries];
}

/** Values that the chart is compared with: its own and those of its fixtures, with TLS on and off. */
function statesOf(chart: ChartContext, layout: Layout): string[][] {
  const listener = listenerValues(layout);
  return [[], ...chart.fixtures.map(({ text }) => [text])].flatMap((base) => {
    const on = [...base, tlsValues(chart, layout, base, "on")];
    const off = [...base, tlsValues(chart, layout, base, "off")];
    return listener === undefined ? [on, off] : [on, off, [...on, listener]];
  });
}

/** All manifests in the order of their texts. Checksums do not count: a template may have the same lines in another order. */
async function manifestsOf(chart: ChartContext, values: readonly string[]): Promise<GoValue[]> {
  const { templates } = await chart.render(...values);
  return templates
    .flatMap(({ text }) => splitManifests(text.replace(/\b[0-9a-f]{64}\b/g, "checksum")))
    .map(read)
    .filter((value) => value !== null)
    .map((value) => ({ value, key: keyOf(value) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ value }) => value);
}

function read(document: string): GoValue {
  try {
    return unmarshal(document);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return document;
  }
}

/** A text that is the same for values that are the same, in whatever order their keys are. */
function keyOf(value: GoValue): string {
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
  if (value instanceof Map)
    return `{${[...value]
      .map(([key, each]) => `${key}:${keyOf(each)}`)
      .sort()
      .join()}}`;
  return String(value);
}

/** Without the annotations of pods that have no sidecar. */
function unannotated(manifests: readonly GoValue[]): GoValue[] {
  const reduce = (value: GoValue): GoValue => {
    if (Array.isArray(value)) return value.map(reduce);
    if (!(value instanceof Map)) return value;
    const containers = at(value, "spec", "containers");
    const isIdle =
      Array.isArray(containers) && !containers.some((each) => textOf(at(each, "name")).endsWith("-tls-proxy"));
    return new Map([...value].map(([key, each]) => [key, isIdle && key === "metadata" ? "idle" : reduce(each)]));
  };
  return manifests.map(reduce);
}

function unordered(manifests: readonly GoValue[]): string[] {
  const sorted = (value: GoValue): string => {
    if (Array.isArray(value)) return `[${value.map(sorted).sort().join()}]`;
    if (value instanceof Map)
      return `{${[...value]
        .map(([key, each]) => `${key}:${sorted(each)}`)
        .sort()
        .join()}}`;
    return String(value);
  };
  return manifests.map(sorted).sort();
}
