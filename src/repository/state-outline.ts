import { type Document, parseAllDocuments } from "yaml";
import { GoError } from "../govalue/function.ts";
import { decodeDocuments } from "../goyaml/index.ts";

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
  for (const part of readParts(withoutActions(text))) {
    if (!(part instanceof Map)) continue;
    outline.hasReleases ||= part.has("releases");
    outline.helmfiles.push(...paths(part.get("helmfiles")));
    outline.bases.push(...paths(part.get("bases")));
    const environments: unknown = part.get("environments");
    if (environments instanceof Map) {
      outline.environments.push(...[...environments.keys()].map(String).filter((name) => !name.includes(actionMark)));
    }
  }
  return outline;
}

/** The documents as helmfile reads them; what is no YAML is read by a parser that makes the best of it, which takes longer. */
function readParts(text: string): unknown[] {
  try {
    return decodeDocuments(text, { kind: "any" }, { library: "v3", strict: false });
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return parseAllDocuments(text, { merge: true, uniqueKeys: false, logLevel: "silent" }).map(toValue);
  }
}

function withoutActions(text: string): string {
  return text
    .replace(/^[ \t]*(?:\{\{(?:[^}]|\}(?!\}))*\}\}[ \t]*)+\r?\n/gm, "")
    .replace(/\{\{(?:[^}]|\}(?!\}))*\}\}/g, actionMark)
    .replace(new RegExp(`<<:[ \\t]*${actionMark}`, "g"), "");
}

function toValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: -1, mapAsMap: true });
  } catch {
    // An alias without an anchor, or a merge key with something else than maps.
    return undefined;
  }
}

/** Entries of `helmfiles:` and `bases:` are paths, or maps with a path. */
function paths(entries: unknown): string[] {
  if (!Array.isArray(entries)) return [];
  return entries
    .map((entry: unknown): unknown => (entry instanceof Map ? entry.get("path") : entry))
    .filter((path): path is string => typeof path === "string")
    .map((path) => path.replaceAll(actionMark, "*"));
}
