import { TemplateSet } from "../../src/gotemplate/index.ts";
import type { GoType } from "../../src/govalue/value.ts";
import { goTypes, withType } from "../../src/govalue/value.ts";
import { unmarshalMap } from "../../src/goyaml/index.ts";
import { helmFunctions } from "../../src/helm/functions.ts";
import type { SprigEnvironment } from "../../src/sprig/index.ts";

/** One template in a chart, as the recorder's op `helm` takes it. */
export interface RenderRequest {
  readonly templates: { readonly t: string };
  readonly values?: string;
}

const chartValues: GoType = { name: "chartutil.Values", kind: "map", element: goTypes.any };

/** A source of bytes that says the same each time it is made with the same seed. */
export function seededBytes(seed: number): SprigEnvironment["randomBytes"] {
  let state = BigInt(seed);
  return (count) =>
    Uint8Array.from({ length: count }, () => {
      state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
      return Number(state >> 56n);
    });
}

export const noon: SprigEnvironment = { now: () => new Date("2024-03-09T12:00:00Z"), randomBytes: seededBytes(1) };

/** Renders as Helm's engine does, as far as templates see nothing but values. */
export function render({ templates, values = "" }: RenderRequest, environment = noon): string {
  const name = "chart/templates/t";
  const set = new TemplateSet({ functions: helmFunctions(environment), missingKey: "zero" });
  set.parse(name, templates.t);
  const data = new Map([["Values", withType(unmarshalMap(values), chartValues)]]);
  return set.execute(name, withType(data, chartValues)).replaceAll("<no value>", "");
}
