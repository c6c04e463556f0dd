import { posix } from "node:path";
import type { GoMap } from "../govalue/value.ts";
import type { LoadedChart } from "../helm/index.ts";
import { type KeyPath, valueAt } from "./values-tree.ts";

/** Default values of a chart or a subchart, as keys of the release's values. */
export interface ChartDefaults {
  /** The values.yaml, relative to the chart. */
  readonly file: string;
  /** Where the values stand in the file. */
  readonly at: KeyPath;
  /** Where they stand among those of the release. */
  readonly prefix: readonly string[];
  readonly values: GoMap;
  /** Whether they are there since a chart imports them from a subchart (`import-values`). */
  readonly isImported: boolean;
}

const known = new WeakMap<LoadedChart, readonly ChartDefaults[]>();

/** The defaults of a chart and its subcharts, those that others go over first. */
export function chartDefaults(chart: LoadedChart): readonly ChartDefaults[] {
  let defaults = known.get(chart);
  if (defaults === undefined) {
    defaults = defaultsOf(chart, "");
    known.set(chart, defaults);
  }
  return defaults;
}

/** @param folder - of the chart, relative to that of the release */
function defaultsOf(chart: LoadedChart, folder: string): ChartDefaults[] {
  const subcharts = chart.dependencies.flatMap((subchart) => {
    const { name } = subchart.metadata;
    const own = defaultsOf(subchart, posix.join(folder, "charts", name));
    return namesOf(chart, name).flatMap((as) =>
      own.map((defaults) => ({ ...defaults, prefix: [as, ...defaults.prefix] })),
    );
  });
  const file = posix.join(folder, "values.yaml");
  const own = { file, at: [], prefix: [], values: chart.values ?? new Map(), isImported: false };
  // Where several imports bring the same, the first of them counts.
  const imported = importsOf(chart).flatMap(({ child, parent }) =>
    [...subcharts, own].flatMap((defaults) => moved(defaults, child, parent)),
  );
  return [...subcharts, ...imported, own];
}

/** A subchart is called by its alias, where it has one. */
function namesOf({ metadata }: LoadedChart, name: string): string[] {
  const names = (metadata.dependencies ?? [])
    .filter((dependency) => dependency.name === name)
    .map(({ alias }) => alias || name);
  return names.length > 0 ? names : [name];
}

/** What a chart imports from where to where, both as keys of its own values; the last one first. */
function importsOf({ metadata }: LoadedChart): { readonly child: string[]; readonly parent: string[] }[] {
  return (metadata.dependencies ?? [])
    .flatMap(({ name, alias, importValues }) =>
      (importValues ?? []).flatMap((value) => {
        const subchart = alias || name;
        if (typeof value === "string") return [{ child: [subchart, "exports", ...value.split(".")], parent: [] }];
        const [child, parent] = value instanceof Map ? [value.get("child"), value.get("parent")] : [];
        if (typeof child !== "string" || typeof parent !== "string") return [];
        return [{ child: [subchart, ...child.split(".")], parent: parent === "." ? [] : parent.split(".") }];
      }),
    )
    .reverse();
}

/** What of some defaults stands below a path, moved to another one. */
function moved(
  { file, at, prefix, values }: ChartDefaults,
  from: readonly string[],
  to: readonly string[],
): ChartDefaults[] {
  const isImported = true;
  const shared = Math.min(prefix.length, from.length);
  if (!prefix.slice(0, shared).every((key, i) => key === from[i])) return [];
  const above = prefix.slice(from.length);
  if (above.length > 0) return [{ file, at, prefix: [...to, ...above], values, isImported }];
  const below = from.slice(prefix.length);
  const table = valueAt(values, below);
  return table instanceof Map ? [{ file, at: [...at, ...below], prefix: to, values: table, isImported }] : [];
}
