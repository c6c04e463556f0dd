import { posix } from "node:path";
import type { LintedTarget, Problem, ReleasesContext, Rule } from "../../src/lint/rule.ts";
import { onOneLine } from "../../src/on-one-line.ts";

export const rule: Rule = {
  meta: {
    name: "unrendered-release",
    description: "A release cannot be rendered, or only in part, so that rules have not seen what is missing.",
    severity: "off",
    fixable: false,
    since: "0.1.0",
    layouts: "all",
  },

  *checkReleases({ root, services, read }: ReleasesContext): Iterable<Problem> {
    for (const [first, ...others] of groupByFailures(services.flatMap(({ targets }) => targets))) {
      const { helmfile, failures } = first;
      const [failure = "", ...more] = failures;
      const environments = [first, ...others].flatMap(({ environment }) => environment ?? []);
      const where = environments.length > 0 ? ` in ${environments.map(onOneLine).join(", ")}` : "";
      const rest = more.length > 0 ? ` (and ${more.length} more)` : "";
      // What helmfile says of a state file begins with its name.
      const said = failure.startsWith(`${helmfile.path}: `) ? failure.slice(helmfile.path.length + 2) : failure;
      yield {
        message: `not rendered in full${where}: ${onOneLine(said)}${rest}; rules have not seen what is missing: mend it, or name stand-ins (\`standIns\`) for values that only the deployment host has`,
        file: posix.join(root, helmfile.path),
        ...placeOf(read(helmfile.path)?.text ?? "", failure),
        data: { environments: environments.join(" ") },
      };
    }
  },
};

/** Targets that fail, those of one helmfile that fail in the same way together. */
function groupByFailures(targets: readonly LintedTarget[]): (readonly [LintedTarget, ...LintedTarget[]])[] {
  const groups = new Map<string, [LintedTarget, ...LintedTarget[]]>();
  for (const target of targets) {
    if (target.failures.length === 0) continue;
    const id = JSON.stringify([target.helmfile.path, target.failures]);
    const group = groups.get(id);
    if (group) group.push(target);
    else groups.set(id, [target]);
  }
  return [...groups.values()];
}

/** The line that names the release which a failure is about, or the first one. */
function placeOf(text: string, failure: string): { line: number; column: number } {
  for (const [i, line] of text.split("\n").entries()) {
    const [, before, name] = /^(\s*(?:-\s+)?name:\s*["']?)([^\s"'#]+)/.exec(line) ?? [];
    if (before === undefined || name === undefined) continue;
    if ([`release ${name}: `, `release ${name} `].some((start) => failure.startsWith(start))) {
      return { line: i + 1, column: before.length + 1 };
    }
  }
  return { line: 1, column: 1 };
}
