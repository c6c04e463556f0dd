import { spend } from "../../govalue/allowance.ts";
import { type GoMap, type GoValue, withType } from "../../govalue/value.ts";
import type { Chart } from "../chart/chart.ts";
import type { ChartFile } from "../chart/file.ts";
import { base, join } from "../path.ts";
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

export interface ScopedTemplate {
  readonly file: ChartFile;
  /** What the template gets as its dot: one for all templates of a chart. */
  readonly scope: TemplateDot;
  readonly basePath: string;
}

/** The templates of a chart and its subcharts by their paths, each with what it gets: helm's `allTemplates`. */
export function collectTemplates(chart: Chart, release: ReleaseScope): Map<string, ScopedTemplate> {
  const templates = new Map<string, ScopedTemplate>();
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
  collect(chart, release.values, shared, templates);
  return templates;
}

/** A subchart is done before its parent, so that of two templates with one path the parent's counts. */
function collect(
  chart: Chart,
  values: GoMap,
  shared: Readonly<Record<string, GoValue>>,
  templates: Map<string, ScopedTemplate>,
): GoMap {
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
    subcharts.set(subchart.name, collect(subchart, own, shared, templates));
  }
  const dot = withType(new TemplateDot(scope), valuesType);
  const { fullPath } = chart;
  const basePath = join(fullPath, "templates");
  for (const file of chart.loaded.templates) {
    if (chart.isLibrary && !base(file.name).startsWith("_")) continue;
    templates.set(join(fullPath, file.name), { file, scope: dot, basePath });
  }
  return scope;
}
