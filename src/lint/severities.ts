import { relative } from "node:path";
import type { Config, RuleName } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { globMatcher } from "../repository/glob.ts";
import type { SeverityOf } from "./check.ts";
import type { Rule, Severity } from "./rule.ts";

const severities: readonly string[] = ["error", "warn", "off"] satisfies Severity[];

/**
 * Severities that the command line gives, as `name:severity`; the last word on a rule counts.
 *
 * @throws UserError `usage` for what is no rule or no severity
 */
export function parseSeverities(assignments: readonly string[], rules: readonly Rule[]): ReadonlyMap<string, Severity> {
  return new Map(
    assignments.map((assignment) => {
      const [name = "", severity = ""] = assignment.split(":");
      checkRuleName(name, rules);
      if (!severities.includes(severity)) {
        throw new UserError("usage", `--rule ${assignment}: ${JSON.stringify(severity)} is no severity`, {
          remedy: `write --rule ${name}:error, ${name}:warn or ${name}:off`,
        });
      }
      return [name, severity as Severity];
    }),
  );
}

/** @throws UserError `usage` for a name that no rule has */
export function checkRuleName(name: string, rules: readonly Rule[]): void {
  const names = rules.map(({ meta }) => meta.name);
  if (names.includes(name)) return;
  const [suggestion] = nearest(name, names);
  throw new UserError("usage", `there is no rule ${JSON.stringify(name)}`, {
    remedy: suggestion ? `did you mean ${suggestion}?` : "`bump-envoy rules` lists them",
  });
}

/** What counts for a file: the command line, else the last entry of `overrides` that matches, else `rules`, else the rule. */
export function severitiesOf(config: Config, root: string, given: ReadonlyMap<string, Severity>): SeverityOf {
  const overrides = config.overrides.map(({ files, rules }) => ({ matches: globMatcher(files), rules })).reverse();
  return ({ meta }, file) => {
    const name = meta.name as RuleName;
    const forced = given.get(name);
    if (forced !== undefined) return forced;
    const path = relative(root, file);
    const override = overrides.find(({ matches, rules }) => rules[name] !== undefined && matches(path));
    return override?.rules[name] ?? config.rules[name] ?? meta.severity;
  };
}

/** Whether a rule is off for every file, so that it need not be asked. */
export function isOff({ meta }: Rule, config: Config, given: ReadonlyMap<string, Severity>): boolean {
  const name = meta.name as RuleName;
  const forced = given.get(name);
  if (forced !== undefined) return forced === "off";
  const isOn = config.overrides.some(({ rules }) => rules[name] !== undefined && rules[name] !== "off");
  return !isOn && (config.rules[name] ?? meta.severity) === "off";
}
