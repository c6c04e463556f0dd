import type { RuleMeta } from "../../lint/rule.ts";
import type { Terminal } from "../terminal.ts";

/** Prints rules for people, one a line. */
export function printRules(metas: readonly RuleMeta[], { stdout, colors }: Terminal): void {
  const width = Math.max(...metas.map(({ name }) => name.length));
  for (const { name, severity, fixable, description } of metas) {
    const mark = fixable ? "fixable" : "";
    stdout.write(`${colors.bold(name.padEnd(width))}  ${severity.padEnd(5)}  ${mark.padEnd(7)}  ${description}\n`);
  }
}

/** The rules as one JSON object. */
export function rulesJson(metas: readonly RuleMeta[]): string {
  return `${JSON.stringify({ rules: metas }, null, 2)}\n`;
}
