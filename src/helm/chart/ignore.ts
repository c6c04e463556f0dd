import { bytesToText } from "../../govalue/text.ts";
import { HelmError } from "../errors.ts";
import { BadPatternError, base, match } from "../path.ts";

/** The name of the file with the rules, at the top of a chart. */
export const ignoreFileName = ".helmignore";

interface IgnoreRule {
  readonly negated: boolean;
  readonly directoriesOnly: boolean;
  matches(path: string): boolean;
}

/**
 * The rules of a `.helmignore` file, from helm's pkg/ignore. They look like those of `.gitignore` and are not: the first
 * rule that matches decides, and a negated rule ignores everything that it does not match.
 */
export class IgnoreRules {
  readonly #rules: readonly IgnoreRule[];

  private constructor(rules: readonly IgnoreRule[]) {
    this.#rules = rules;
  }

  /**
   * Reads the rules of a file, behind which helm puts one of its own: dotfiles in `templates/` are ignored.
   *
   * @throws an error where a rule uses `**` or is no valid pattern
   */
  static parse(data: Uint8Array | undefined): IgnoreRules {
    const lines =
      data === undefined
        ? []
        : bytesToText(data)
            .replace(/^\uFEFF/, "")
            .split("\n");
    return new IgnoreRules([...lines, "templates/.?*"].flatMap(parseRule));
  }

  /** Whether the file or folder at this path, relative to the chart, is left out. */
  ignores(path: string, isDirectory: boolean): boolean {
    for (const rule of this.#rules) {
      const applies = !rule.directoriesOnly || isDirectory;
      if (rule.negated) {
        if (!applies || !rule.matches(path)) return true;
      } else if (applies && rule.matches(path)) {
        return true;
      }
    }
    return false;
  }
}

function parseRule(line: string): IgnoreRule[] {
  const rule = line.trim();
  if (rule === "" || rule.startsWith("#")) return [];
  if (rule.includes("**")) throw new HelmError("double-star (**) syntax is not supported");
  match(rule, "abc");

  const negated = rule.startsWith("!");
  let pattern = negated ? rule.slice(1) : rule;
  const directoriesOnly = pattern.endsWith("/");
  if (directoriesOnly) pattern = pattern.slice(0, -1);
  return [{ negated, directoriesOnly, matches: pathMatcher(pattern) }];
}

function pathMatcher(pattern: string): (path: string) => boolean {
  if (pattern.startsWith("/")) {
    // Helm strips a slash each time it matches, so that `//a` becomes `a` with the second file that it looks at.
    let rest = pattern;
    return (path) => {
      if (rest.startsWith("/")) rest = rest.slice(1);
      return matches(rest, path);
    };
  }
  if (pattern.includes("/")) return (path) => matches(pattern, path);
  return (path) => matches(pattern, base(path));
}

/** A pattern whose mistake shows only with some names matches none of those. */
function matches(pattern: string, name: string): boolean {
  try {
    return match(pattern, name);
  } catch (error) {
    if (error instanceof BadPatternError) return false;
    throw error;
  }
}
