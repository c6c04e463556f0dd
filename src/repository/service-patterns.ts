/** What the place of a helmfile's folder says about it. */
export interface ServicePlace {
  readonly service: string;
  readonly cluster: string | undefined;
}

/**
 * Compiles patterns of folders such as `helmfile.d/services/{cluster}/{service}` into a function that says which service and
 * cluster a folder belongs to: by the first pattern that matches, else by its own name.
 *
 * @param rootName - the name of the root, which is the folder `.`
 */
export function servicePlaces(patterns: readonly string[], rootName: string): (folder: string) => ServicePlace {
  const expressions = patterns.map((pattern) => new RegExp(`^${pattern.replace(token, (part) => translate(part))}$`));
  return (folder) => {
    if (folder === ".") return { service: rootName, cluster: undefined };
    for (const expression of expressions) {
      const groups = expression.exec(folder)?.groups;
      if (groups?.["service"] !== undefined) return { service: groups["service"], cluster: groups["cluster"] };
    }
    return { service: folder.slice(folder.lastIndexOf("/") + 1), cluster: undefined };
  };
}

const token = /\*\*\/|\*|\{cluster\}|\{service\}|[.+?^${}()|[\]\\]/g;

function translate(part: string): string {
  switch (part) {
    case "**/":
      return "(?:.*/)?";
    case "*":
      return "[^/]*";
    case "{cluster}":
      return "(?<cluster>[^/]+)";
    case "{service}":
      return "(?<service>[^/]+)";
    default:
      return `\\${part}`;
  }
}
