import { Allowance, defaultUnits, ExhaustedError } from "../govalue/allowance.ts";
import { GoError } from "../govalue/function.ts";
import { decodeDocuments } from "../goyaml/index.ts";
import { canMerge, plainValueOf, readLeniently } from "../lenient-yaml.ts";
import { actionMark, withoutActions } from "./without-actions.ts";

/** What can be read off a state file without evaluating it. */
export interface StateOutline {
  readonly hasReleases: boolean;
  /** The paths under `helmfiles:`, as written; `*` stands for a template action. */
  readonly helmfiles: readonly string[];
  /** Whether it hands values to some of these, which are nothing without them. */
  readonly handsOnValues: boolean;
  /** The paths under `bases:`, as written; `*` stands for a template action. */
  readonly bases: readonly string[];
  /** The names under `environments:`, without those that a template action makes. */
  readonly environments: readonly string[];
  /** Whether a template action makes some. */
  readonly makesEnvironments: boolean;
}

/** That of a file that cannot be read: whoever evaluates it says why. */
export const unreadOutline: StateOutline = {
  hasReleases: true,
  helmfiles: [],
  handsOnValues: false,
  bases: [],
  environments: [],
  makesEnvironments: false,
};

/**
 * Reads the outline of a helmfile or base. Helmfiles are templates: an action that stands alone on its lines is left out,
 * and so is one that is merged into a map; one within a value becomes a mark; what is no YAML even then counts as absent.
 */
export function readStateOutline(text: string): StateOutline {
  const outline = {
    hasReleases: false,
    helmfiles: [] as string[],
    handsOnValues: false,
    bases: [] as string[],
    environments: [] as string[],
    makesEnvironments: false,
  };
  const parts = readParts(outlineSections(withoutActions(text)));
  if (parts === undefined) return unreadOutline;
  for (const part of parts) {
    if (!(part instanceof Map)) continue;
    outline.hasReleases ||= part.has("releases");
    const helmfiles: unknown = part.get("helmfiles");
    outline.helmfiles.push(...paths(helmfiles));
    outline.handsOnValues ||= entriesOf(helmfiles).some((entry) => entry instanceof Map && entry.has("values"));
    outline.bases.push(...paths(part.get("bases")));
    const environments: unknown = part.get("environments");
    if (environments instanceof Map) {
      const names = [...environments.keys()].map(String);
      const written = names.filter((name) => !name.includes(actionMark));
      outline.environments.push(...written);
      outline.makesEnvironments ||= written.length < names.length;
    }
  }
  return outline;
}

/** The sections that an outline is read off, in full or as far as they are there. */
const sections: ReadonlyMap<string, "whole" | "key"> = new Map([
  ["releases", "key"],
  ["helmfiles", "whole"],
  ["bases", "whole"],
  ["environments", "whole"],
]);

/**
 * The text without the top-level sections that say nothing of the outline, which are most of it; all of it where it is not
 * certain where sections begin, or where an alias may stand for something in another one.
 */
function outlineSections(text: string): string {
  const kept: string[] = [];
  let section: "whole" | "key" | undefined;
  for (const line of text.split("\n")) {
    if (/^(?:\s|#|-\s|-?$)/.test(line)) {
      if (section === "whole") kept.push(line);
      continue;
    }
    const key = /^(\w+):(?=\s|$)/.exec(line)?.[1];
    if (key === undefined && !/^---\s*$/.test(line)) return text;
    section = key === undefined ? undefined : sections.get(key);
    if (section === "key") kept.push(`${key}:`);
    else if (section === "whole" || key === undefined) kept.push(line);
  }
  return kept.some((line) => line.includes("*")) ? text : kept.join("\n");
}

/**
 * The documents as helmfile reads them; what is no YAML is read by a parser that makes the best of it, which takes longer.
 * `undefined` for what is too much even so.
 */
function readParts(text: string): unknown[] | undefined {
  try {
    return new Allowance(defaultUnits).run(() =>
      decodeDocuments(text, { kind: "any" }, { library: "v3", strict: false }),
    );
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return error instanceof ExhaustedError ? undefined : readBadParts(text);
  }
}

function readBadParts(text: string): unknown[] | undefined {
  return readLeniently(text, { merge: canMerge(text) })?.map(plainValueOf);
}

/** Entries of `helmfiles:` and `bases:` are paths, or maps with a path. */
function paths(entries: unknown): string[] {
  return entriesOf(entries)
    .map((entry): unknown => (entry instanceof Map ? entry.get("path") : entry))
    .filter((path): path is string => typeof path === "string")
    .map((path) => path.replaceAll(actionMark, "*"));
}

function entriesOf(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list : [];
}
