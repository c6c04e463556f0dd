import { spend } from "../../govalue/allowance.ts";
import { type GoMap, type GoValue, withType } from "../../govalue/value.ts";
import type { Chart } from "../chart/chart.ts";
import { findTable } from "../values/tables.ts";
import type { Capabilities } from "./capabilities.ts";
import { CapabilitiesObject } from "./capabilities-object.ts";
import { ChartObject } from "./chart-object.ts";
import { filesObject } from "./files-object.ts";
import { TemplateDot } from "./template-dot.ts";
import { asValues, valuesType } from "./values-view.ts";

/** What is the same for all templates of a render. */
export interface ReleaseScope {
  readonly name: string;
  readonly namespace: string;
  readonly isUpgrade: boolean;
  readonly capabilities: Capabilities;
  /** The values of the chart and its subcharts, coalesced. */
  readonly values: GoMap;
}

export interface ChartScope {
  readonly chart: Chart;
  /** What all templates of the chart get as their dot. */
  readonly dot: TemplateDot;
}

/** What the templates of a chart and its subcharts get. A chart comes behind its subcharts. */
export function scopesOf(chart: Chart, release: ReleaseScope): ChartScope[] {
  const scopes: ChartScope[] = [];
  const shared = {
    Release: new Map<string, GoValue>([
      ["Name", release.name],
      ["Namespace", release.namespace],
      ["IsUpgrade", release.isUpgrade],
      ["IsInstall", !release.isUpgrade],
      ["Revision", 1n],
      ["Service", "Helm"],
    ]),
    Capabilities: new CapabilitiesObject(release.capabilities),
  };
  collect(chart, release.values, shared, scopes);
  return scopes;
}

function collect(chart: Chart, values: GoMap, shared: Readonly<Record<string, GoValue>>, scopes: ChartScope[]): GoMap {
  spend(500 + 50 * chart.loaded.files.length + 200 * chart.loaded.templates.length);
  const subcharts: GoMap = new Map();
  const scope: GoMap = new Map<string, GoValue>([
    ["Chart", new ChartObject(chart)],
    ["Files", filesObject(chart.loaded.files)],
    ...Object.entries(shared),
    ["Values", asValues(values)],
    ["Subcharts", subcharts],
  ]);
  for (const subchart of chart.dependencies) {
    const own = findTable(values, subchart.name).table ?? new Map();
    subcharts.set(subchart.name, collect(subchart, own, shared, scopes));
  }
  scopes.push({ chart, dot: withType(new TemplateDot(scope), valuesType) });
  return scope;
}
