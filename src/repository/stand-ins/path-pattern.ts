/** A production path with `{environment}` and `*`, ready to be matched. */
export interface PathPattern {
  /** The folder that every path it matches lies in or below. */
  readonly folder: string;
  /** What every path that it matches begins with. */
  readonly literal: string;
  /** The path in an environment, where it holds no `*`. */
  pathIn(environment: string): string | undefined;
  /** Which environment a path that matches names, if the pattern has one; `undefined` where the path does not match. */
  match(path: string): { readonly environment: string | undefined } | undefined;
}

/** Compiles a pattern such as `/etc/helmfile-defaults/private/admin/*\/{environment}.yaml`; `*` matches within a name. */
export function pathPattern(pattern: string): PathPattern {
  const literal = /^[^{*]*/.exec(pattern)?.[0] ?? "";
  const folder = literal.slice(0, literal.lastIndexOf("/"));
  let isNamed = false;
  const expression = new RegExp(`^${pattern.replace(token, translate)}$`);
  return {
    folder,
    literal,
    pathIn: (environment) =>
      pattern.includes("*") ? undefined : pattern.replaceAll("{environment}", () => environment),
    match: (path) => {
      if (!path.startsWith(literal)) return undefined;
      const found = expression.exec(path);
      return found ? { environment: found.groups?.["environment"] } : undefined;
    },
  };

  function translate(part: string): string {
    if (part === "*") return "[^/]*";
    if (part !== "{environment}") return `\\${part}`;
    if (isNamed) return "\\k<environment>";
    isNamed = true;
    return "(?<environment>[^/]+)";
  }
}

const token = /\*|\{environment\}|[.+?^${}()|[\]\\]/g;
