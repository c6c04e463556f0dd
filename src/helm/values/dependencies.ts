import { spend } from "../../govalue/allowance.ts";
import { sprintf } from "../../govalue/fmt.ts";
import { quote } from "../../govalue/strconv.ts";
import type { GoMap, GoValue } from "../../govalue/value.ts";
import { goTypes, typeOf, withType } from "../../govalue/value.ts";
import type { Chart } from "../chart/chart.ts";
import type { Dependency } from "../chart/metadata.ts";
import { isCompatibleRange } from "../compatible.ts";
import { HelmError, type Warn } from "../errors.ts";
import { coalesceValues } from "./coalesce.ts";
import { copyTables, findScalar, findTable, isTable, mergeTables } from "./tables.ts";

/** Helm's check before it renders: every dependency of the chart has to lie in its `charts/` folder. */
export function checkDependencies(chart: Chart): void {
  const missing = (chart.metadata.dependencies ?? [])
    .map(({ name }) => name)
    .filter((name) => !chart.dependencies.some((subchart) => subchart.name === name));
  if (missing.length === 0) return;
  throw new HelmError(
    "An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing " +
      `dependencies: found in Chart.yaml, but missing in charts/ directory: ${missing.join(", ")}`,
  );
}

/**
 * Renames subcharts to their aliases, removes those that conditions or tags disable, and imports values from subcharts:
 * helm's `chartutil.ProcessDependenciesWithMerge`. Changes the chart.
 */
export function resolveDependencies(chart: Chart, values: GoMap, warn: Warn): void {
  removeDisabled(chart, values, "", warn);
  importValues(chart, warn);
}

/** Helm's `processDependencyEnabled`. */
function removeDisabled(chart: Chart, values: GoMap, path: string, warn: Warn): void {
  const requirements = chart.metadata.dependencies;
  spend(500 + path.length);
  if (requirements === undefined) return;
  spend(20 * requirements.length * (1 + chart.dependencies.length));

  const subcharts = chart.dependencies.filter(
    (subchart) => !requirements.some((requirement) => provides(subchart, requirement)),
  );
  for (const requirement of requirements) {
    const subchart = chart.dependencies.find((candidate) => provides(candidate, requirement));
    if (subchart !== undefined) subcharts.push(subchart.aliased(requirement.alias || subchart.name));
    if (requirement.alias !== "") requirement.name = requirement.alias;
  }
  chart.dependencies = subcharts;

  for (const requirement of requirements) requirement.enabled = true;
  const merged = coalesceValues(chart, values, { nulls: "delete", copy: copyTables, warn });
  applyTags(requirements, merged, warn);
  applyConditions(requirements, merged, path, warn);

  const disabled = new Set(requirements.filter(({ enabled }) => !enabled).map(({ name }) => name));
  const kept = chart.dependencies.filter(({ name }) => !disabled.has(name));
  for (const subchart of kept) removeDisabled(subchart, merged, `${path}${subchart.name}.`, warn);
  const keptRequirements = requirements.filter(({ name }) => !disabled.has(name));
  chart.metadata.dependencies = keptRequirements.length === 0 ? undefined : keptRequirements;
  chart.dependencies = kept;
}

function provides(subchart: Chart, requirement: Dependency): boolean {
  spend(10);
  return subchart.name === requirement.name && isCompatibleRange(requirement.version, subchart.metadata.version);
}

/** A dependency is disabled where at least one of its tags is false and none is true. */
function applyTags(requirements: readonly Dependency[], values: GoMap, warn: Warn): void {
  const tags = values.get("tags");
  if (!isTable(tags)) return;
  for (const requirement of requirements) {
    const states = (requirement.tags ?? []).map((tag) => {
      const state = tags.get(tag);
      if (state !== undefined && typeof state !== "boolean") {
        warn(`Warning: Tag '${tag}' for chart ${requirement.name} returned non-bool value`);
      }
      return state;
    });
    requirement.enabled = states.includes(true) || !states.includes(false);
  }
}

/** The first path of a condition that leads to a boolean decides. */
function applyConditions(requirements: readonly Dependency[], values: GoMap, path: string, warn: Warn): void {
  for (const requirement of requirements) {
    for (const condition of requirement.condition.trim().split(",")) {
      if (condition === "") continue;
      const state = findScalar(values, path + condition);
      if (typeof state === "boolean") {
        requirement.enabled = state;
        break;
      }
      if (state !== undefined) {
        warn(`Warning: Condition path '${condition}' for chart ${requirement.name} returned non-bool value`);
      }
    }
  }
}

/** Helm's `processDependencyImportValues`: the innermost charts first. */
function importValues(chart: Chart, warn: Warn): void {
  spend(500);
  for (const subchart of chart.dependencies) importValues(subchart, warn);
  const requirements = chart.metadata.dependencies;
  if (requirements === undefined) return;

  const merged = coalesceValues(chart, new Map(), { nulls: "keep", copy: copyTables, warn });
  const imported: GoMap = new Map();
  for (const requirement of requirements) {
    const imports = (requirement.importValues ?? []).flatMap(readImport);
    for (const { child, parent, missing } of imports) {
      const found = findTable(merged, `${requirement.name}.${child}`);
      if (found.table === undefined) {
        warn(`${missing(requirement.name)}: ${quote(found.missing)} is not a table`);
      } else {
        // Imports are merged into the tables of the subchart themselves, but for an empty one helm makes another.
        const table = found.table.size === 0 ? new Map() : found.table;
        mergeTables(imported, parent === "." ? table : nest(parent, table), "", "keep", warn);
      }
    }
    requirement.importValues = imports.length === 0 ? undefined : imports.map(describeImport);
  }
  chart.values = mergeTables(copyTables(merged), imported, "", "keep", warn);
}

interface ValueImport {
  readonly child: string;
  readonly parent: string;
  /** The beginning of the warning where the subchart has no such table. */
  missing(subchart: string): string;
}

/**
 * An import names an exported table, or a path in the subchart and one in the parent. What {@link describeImport} has left in
 * its place is none any more: of a chart that is there under two names, only the first imports values from its subcharts.
 */
function readImport(value: GoValue): ValueImport[] {
  if (typeof value === "string") {
    return [{ child: `exports.${value}`, parent: ".", missing: () => "Warning: ImportValues missing table" }];
  }
  if (!isTable(value) || typeOf(value) === goTypes.stringMap) return [];
  return [
    {
      child: sprintf("%v", [value.get("child") ?? null]),
      parent: sprintf("%v", [value.get("parent") ?? null]),
      missing: (subchart) => `Warning: ImportValues missing table from chart ${subchart}`,
    },
  ];
}

/** What helm leaves in `.Chart.Dependencies` of an import. */
function describeImport({ child, parent }: ValueImport): GoValue {
  return withType(
    new Map([
      ["child", child],
      ["parent", parent],
    ]),
    goTypes.stringMap,
  );
}

function nest(path: string, table: GoMap): GoMap {
  return path.split(".").reduceRight<GoMap>((inner, key) => new Map([[key, inner]]), table);
}
