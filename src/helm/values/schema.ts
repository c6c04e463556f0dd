import { type GoMap, typeOf } from "../../govalue/value.ts";
import type { Chart } from "../chart/chart.ts";
import { HelmError } from "../errors.ts";
import { isTable } from "./tables.ts";

/**
 * Checks values against the schemas of a chart and its subcharts: helm's `chartutil.ValidateAgainstSchema`.
 *
 * @throws {HelmError} in helm's words
 */
export function checkSchemas(chart: Chart, values: GoMap): void {
  const problems = findProblems(chart, values);
  if (problems === "") return;
  throw new HelmError(`values don't meet the specifications of the schema(s) in the following chart(s):\n${problems}`);
}

function findProblems(chart: Chart, values: GoMap): string {
  const own = chart.loaded.schema?.check(values);
  let problems = own === undefined ? "" : `${chart.name}:\n${own}`;
  for (const subchart of chart.dependencies) {
    const given = values.get(subchart.name) ?? null;
    if (given === null) continue;
    problems += isTable(given)
      ? findProblems(subchart, given)
      : `${subchart.name}:\ninvalid type for values: expected object (map), got ${typeOf(given).name}\n`;
  }
  return problems;
}
