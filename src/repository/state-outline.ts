import { type Document, parseAllDocuments } from "yaml";

/** What can be read off a state file without evaluating it. */
export interface StateOutline {
  readonly hasReleases: boolean;
  /** The paths under `helmfiles:`, as written; `*` stands for a template action. */
  readonly helmfiles: readonly string[];
  /** The paths under `bases:`, as written; `*` stands for a template action. */
  readonly bases: readonly string[];
  /** The names under `environments:`, without those that a template action makes. */
  readonly environments: readonly string[];
}

/** Stands in the text for a template action that is part of a value. */
const actionMark = "__action__";

/**
 * Reads the outline of a helmfile or base. Helmfiles are templates: an action that stands alone on its lines is left out,
 * and so is one that is merged into a map; one within a value becomes a mark; what is no YAML even then counts as absent.
 */
export function readStateOutline(text: string): StateOutline {
  const outline = {
    hasReleases: false,
    helmfiles: [] as string[],
    bases: [] as string[],
    environments: [] as string[],
  };
  for (const document of parseAllDocuments(withoutActions(text), {
    merge: true,
    uniqueKeys: false,
    logLevel: "silent",
  })) {
    const part = toRecord(document);
    if (!part) continue;
    outline.hasReleases ||= "releases" in part;
    outline.helmfiles.push(...paths(part["helmfiles"]));
    outline.bases.push(...paths(part["bases"]));
    if (isRecord(part["environments"])) {
      outline.environments.push(...Object.keys(part["environments"]).filter((name) => !name.includes(actionMark)));
    }
  }
  return outline;
}

function withoutActions(text: string): string {
  return text
    .replace(/^[ \t]*(?:\{\{(?:[^}]|\}(?!\}))*\}\}[ \t]*)+\r?\n/gm, "")
    .replace(/\{\{(?:[^}]|\}(?!\}))*\}\}/g, actionMark)
    .replace(new RegExp(`<<:[ \\t]*${actionMark}`, "g"), "");
}

function toRecord(document: Document): Record<string, unknown> | undefined {
  try {
    const part: unknown = document.toJS({ maxAliasCount: -1 });
    return isRecord(part) ? part : undefined;
  } catch {
    // An alias without an anchor, or a merge key with something else than maps.
    return undefined;
  }
}

/** Entries of `helmfiles:` and `bases:` are paths, or maps with a path. */
function paths(entries: unknown): string[] {
  if (!Array.isArray(entries)) return [];
  return entries
    .map((entry: unknown) => (isRecord(entry) ? entry["path"] : entry))
    .filter((path) => typeof path === "string")
    .map((path) => path.replaceAll(actionMark, "*"));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
