import { posix } from "node:path";
import type { GoMap } from "../govalue/value.ts";
import type { LoadedChart } from "../helm/index.ts";
import type { InspectedRelease } from "../render/embedded/inspect.ts";
import { mergedOver } from "./values-tree.ts";

/** The default values of a chart or a subchart, as keys of the release's values. */
export interface ChartDefaults {
  /** The values.yaml, absolute. */
  readonly file: string;
  /** Where its values stand among those of the release. */
  readonly prefix: readonly string[];
  readonly values: GoMap;
}

/** The defaults of a chart and its subcharts, those that others go over first. */
export function chartDefaults({ chart, chartPath }: InspectedRelease): ChartDefaults[] {
  return defaultsOf(chart, chartPath, []);
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

/** The values of a release as its chart sees them, about: what helm does to them beside merging matters to no tag. */
export function effectiveValues(inspected: InspectedRelease): GoMap {
  const defaults = chartDefaults(inspected).map(({ prefix, values }) =>
    prefix.reduceRight<GoMap>((below, key) => new Map([[key, below]]), values),
  );
  return mergedOver(
    defaults.reduce((under, over) => mergedOver(under, over), new Map()),
    inspected.values,
  );
}
