import { posix } from "node:path";
import type { GoMap } from "../govalue/value.ts";
import type { LoadedChart } from "../helm/index.ts";

/** The default values of a chart or a subchart, as keys of the release's values. */
export interface ChartDefaults {
  /** The values.yaml, relative to the chart. */
  readonly file: string;
  /** Where its values stand among those of the release. */
  readonly prefix: readonly string[];
  readonly values: GoMap;
}

const known = new WeakMap<LoadedChart, readonly ChartDefaults[]>();

/** The defaults of a chart and its subcharts, those that others go over first. */
export function chartDefaults(chart: LoadedChart): readonly ChartDefaults[] {
  let defaults = known.get(chart);
  if (defaults === undefined) {
    defaults = defaultsOf(chart, "", []);
    known.set(chart, defaults);
  }
  return defaults;
}

function defaultsOf(chart: LoadedChart, folder: string, prefix: readonly string[]): ChartDefaults[] {
  const subcharts = chart.dependencies.flatMap((subchart) => {
    const { name } = subchart.metadata;
    return namesOf(chart, name).flatMap((as) =>
      defaultsOf(subchart, posix.join(folder, "charts", name), [...prefix, as]),
    );
  });
  const own = { file: posix.join(folder, "values.yaml"), prefix, values: chart.values ?? new Map() };
  return [...subcharts, own];
}

/** A subchart is called by its alias, where it has one. */
function namesOf({ metadata }: LoadedChart, name: string): string[] {
  const names = (metadata.dependencies ?? [])
    .filter((dependency) => dependency.name === name)
    .map(({ alias }) => alias || name);
  return names.length > 0 ? names : [name];
}
