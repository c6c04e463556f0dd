import { parse } from "yaml";
import { unmarshal } from "../goyaml/index.ts";

export type QuotingStyle = "plain" | "single" | "double";

/**
 * Writes a string as a YAML scalar in this style. A plain one gets double quotes where YAML 1.1, 1.2 or Go's libraries
 * would read something else than the same string: `1.14` is a number, `2020-07-15` a date.
 */
export function formatScalar(value: string, style: QuotingStyle): string {
  switch (style) {
    case "single":
      return `'${value.replaceAll("'", "''")}'`;
    case "double":
      return JSON.stringify(value);
    case "plain":
      return readsAsString(value) ? value : JSON.stringify(value);
  }
}

function readsAsString(value: string): boolean {
  if (!/^\w[\w.-]*$/.test(value) || unmarshal(value) !== value) return false;
  // No number or date has two dots.
  if (/\..*\./.test(value)) return true;
  return (["1.1", "1.2"] as const).every((version) => parse(value, { version }) === value);
}
