import { readFileSync } from "node:fs";
import { UserError } from "../errors.ts";
import { rules as registry } from "../lint/registry.ts";
import { checkRuleName } from "../lint/severities.ts";
import { printRules, rulesJson } from "../report/lint/rules.ts";
import type { Terminal } from "../report/terminal.ts";
import type { RulesOptions } from "./lint-options.ts";

/**
 * Prints the lint rules, or the page of one.
 *
 * @returns the exit code
 * @throws UserError `usage` for a name that no rule has
 */
export function rules(name: string | undefined, { format }: RulesOptions, terminal: Terminal): number {
  if (name !== undefined) checkRuleName(name, registry);
  const metas = registry.map(({ meta }) => meta).filter((meta) => name === undefined || meta.name === name);
  if (format === "json") terminal.stdout.write(rulesJson(metas));
  else if (name === undefined) printRules(metas, terminal);
  else terminal.stdout.write(readPage(name));
  return 0;
}

/** The pages lie beside the program. */
function readPage(name: string): string {
  try {
    return readFileSync(new URL(`../rules/${name}.md`, import.meta.url), "utf8");
  } catch (error) {
    throw new UserError("file-unreadable", `the page of ${name} is not there: ${(error as Error).message}`, {
      remedy: "install bump-envoy again",
      cause: error,
    });
  }
}
