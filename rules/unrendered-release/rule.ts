import { posix } from "node:path";
import { withoutPath } from "../../src/bump/plan.ts";
import { groupBy } from "../../src/group-by.ts";
import type { Problem, ReleasesContext, Rule } from "../../src/lint/rule.ts";
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
    const failing = services.flatMap(({ targets }) => targets).filter(({ failures }) => failures.length > 0);
    // What fails in the same way in several environments is said once.
    const groups = groupBy(failing, ({ helmfile, failures }) => JSON.stringify([helmfile.path, failures]));
    for (const targets of groups.values()) {
      const [{ helmfile, failures }] = targets;
      const [failure = "", ...more] = failures;
      const environments = targets.flatMap(({ environment }) => environment ?? []);
      const where = environments.length > 0 ? ` in ${environments.map(onOneLine).join(", ")}` : "";
      const rest = more.length > 0 ? ` (and ${more.length} more)` : "";
      yield {
        message: `not rendered in full${where}: ${onOneLine(withoutPath(failure, helmfile.path))}${rest}; rules have not seen what is missing: mend it, or name stand-ins (\`standIns\`) for values that only the deployment host has`,
        file: posix.join(root, helmfile.path),
        ...placeOf(read(helmfile.path)?.text ?? "", failure),
        data: { environments: environments.join(" ") },
      };
    }
  },
};

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
