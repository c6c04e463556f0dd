import { spend } from "../../govalue/allowance.ts";
import { sprintf } from "../../govalue/fmt.ts";
import { quote } from "../../govalue/strconv.ts";
import type { GoMap } from "../../govalue/value.ts";
import type { Chart } from "../chart/chart.ts";
import { HelmError, type Warn } from "../errors.ts";
import { isTable, joinPath, mergeTables, type Nulls } from "./tables.ts";

const globalKey = "global";

/** What it takes to go to a chart. Subcharts that go by several names multiply. */
const chartCost = 500;

export interface CoalesceOptions {
  readonly nulls: Nulls;
  /** Copies the values of a chart before they are merged into those of its parent. */
  readonly copy: (table: GoMap) => GoMap;
  readonly warn: Warn;
}

/**
 * Merges the default values of a chart and its subcharts into the given ones: helm's `chartutil.CoalesceValues`, or with
 * `nulls: "keep"` its `MergeValues`. The given values are not changed.
 *
 * Go's tables are references, and helm copies a global table one level deep. What a subchart's defaults add below that
 * shows up in the parent and in the subcharts behind it; so it does here.
 */
export function coalesceValues(chart: Chart, values: GoMap, options: CoalesceOptions): GoMap {
  const target = options.copy(values);
  coalesce(chart, target, "", options);
  return target;
}

function coalesce(chart: Chart, target: GoMap, path: string, options: CoalesceOptions): void {
  spend(chartCost + path.length);
  const own = joinPath(path, chart.name);
  addDefaults(chart, target, own, options);
  for (const subchart of chart.dependencies) {
    let values = target.get(subchart.name);
    if (values === undefined) {
      values = new Map();
      target.set(subchart.name, values);
    }
    if (!isTable(values)) throw new HelmError(sprintf("type mismatch on %s: %t", [subchart.name, values]));
    addGlobals(values, target, own, options.warn);
    coalesce(subchart, values, own, options);
  }
}

/** Helm's `coalesceValues`. */
function addDefaults(chart: Chart, target: GoMap, path: string, { nulls, copy, warn }: CoalesceOptions): void {
  if (chart.values === undefined) return;
  copy(chart.values).forEach((value, key) => {
    const present = target.get(key);
    if (present === undefined) {
      target.set(key, value);
    } else if (present === null) {
      if (nulls === "delete") target.delete(key);
    } else if (isTable(present)) {
      if (isTable(value)) {
        const ofSubchart = chart.dependencies.some(({ name }) => name === key);
        mergeTables(present, value, joinPath(path, key), ofSubchart ? "keep" : nulls, warn);
      } else if (value !== null) {
        warn(`warning: skipped value for ${path}.${key}: Not a table.`);
      }
    }
  });
}

/** Helm's `coalesceGlobals`: copies the globals of a parent into the values of a subchart. */
function addGlobals(target: GoMap, parent: GoMap, path: string, warn: Warn): void {
  const own = target.get(globalKey) ?? (target.has(globalKey) ? null : new Map());
  if (!isTable(own)) {
    warn(`warning: skipping globals because destination ${globalKey} is not a table.`);
    return;
  }
  const inherited = parent.get(globalKey) ?? (parent.has(globalKey) ? null : new Map());
  if (!isTable(inherited)) {
    warn(`warning: skipping globals because source ${globalKey} is not a table.`);
    return;
  }
  spend(20 * inherited.size);
  for (const [key, value] of inherited) {
    const present = own.get(key);
    if (!isTable(value)) {
      if (isTable(present)) warn(`key ${key} is table. Skipping`);
      else own.set(key, value);
    } else if (present === undefined) {
      own.set(key, new Map(value));
    } else if (isTable(present)) {
      own.set(key, mergeTables(new Map(value), present, joinPath(path, key), "keep", warn));
    } else {
      warn(`Conflict: cannot merge map onto non-map for ${quote(key)}. Skipping.`);
    }
  }
  target.set(globalKey, own);
}
