import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

/** Files by path: a text, `-> TARGET` for a link, `null` for one that is not there. */
export type FileChanges = Readonly<Record<string, string | null>>;

/** A case of a rule: a repository, and what the rule finds in it. */
export interface RuleCase {
  readonly rule: string;
  readonly name: string;
  /** The folder of `fixtures/` that it starts from; without one, an empty folder. */
  readonly base?: string;
  /** What is different in it. */
  readonly files?: FileChanges;
  /** Text of `.bump-envoy.yaml`. */
  readonly config?: string;
  /** In the order of their places. */
  readonly problems: readonly ExpectedProblem[];
  /** What the fixes change, once all are applied that can be: only these files. Without it, fixes are not tried. */
  readonly fixed?: FileChanges;
}

export interface ExpectedProblem {
  /** `file:line:column`, or with fewer of these. */
  readonly place: string;
  /** A part of the message. */
  readonly message: string;
}

const rulesFolder = fileURLToPath(new URL("../../rules", import.meta.url));

export const ruleNames: readonly string[] = readdirSync(rulesFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The cases of a rule, from its `cases.yaml`; none where that is missing. */
export function casesOf(rule: string): RuleCase[] {
  const cases = parse(readIfThere(`${rulesFolder}/${rule}/cases.yaml`) || "[]") as Omit<RuleCase, "rule">[];
  return cases.map((each) => ({ ...each, rule }));
}

/**
 * The examples of a rule's page as cases: what is below a heading that starts with `Failing` or `Passing`, in fences that
 * name a file. They change the repository that `<!-- examples: NAME -->` names, a folder of `fixtures/`.
 */
export function examplesOf(rule: string): { isFailing: boolean; base: string; files: FileChanges; name: string }[] {
  const page = readIfThere(`${rulesFolder}/${rule}/README.md`);
  const base = /<!-- examples: (\S+) -->/.exec(page)?.[1] ?? "repository-2020";
  return page
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const heading = section.split("\n", 1)[0] ?? "";
      if (!/^(?:Failing|Passing)/.test(heading)) return [];
      const fences = [...section.matchAll(/^```\S+ (\S+)\n([\s\S]*?)^```$/gm)];
      const files = Object.fromEntries(fences.map(([, file = "", text = ""]) => [file, text]));
      return [{ isFailing: heading.startsWith("Failing"), base, files, name: heading }];
    });
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
