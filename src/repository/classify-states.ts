import type { StateFiles } from "./state-files.ts";
import type { StateOutline } from "./state-outline.ts";

/** What state files are to who looks for releases. */
export interface ClassifiedStates {
  /** Those to evaluate, each by itself; sorted. */
  readonly helmfiles: readonly string[];
  /** Those that only bring others together, which are evaluated by themselves. */
  readonly aggregates: readonly string[];
  /** Those that are evaluated only as a part of a helmfile, with that. */
  readonly parts: ReadonlyMap<string, string>;
}

/**
 * Tells which state files are helmfiles. A base is a part of the helmfile that names it, and so is what one brings in by
 * `helmfiles:`. But one that does no more than bring in others, without values for them, stands aside for them where helmfile
 * would look for one of them by its name.
 *
 * @param paths - of the state files that are known by their names; read already, with all that they bring in
 */
export function classifyStates(states: StateFiles, paths: readonly string[]): ClassifiedStates {
  const bases = new Set(paths.flatMap((path) => states.bases(path)));
  const found = new Set(paths.filter((path) => states.outline(path) && !bases.has(path)));
  const aggregates = new Set<string>();
  for (const path of found) {
    const parts = states.parts(path);
    if (!isAggregate(states.outline(path)) || !parts.some((part) => found.has(part))) continue;
    aggregates.add(path);
    for (const part of parts) if (states.outline(part) && !bases.has(part)) found.add(part);
  }
  const parts = partsOf(
    [...found].filter((path) => !aggregates.has(path)),
    states,
  );
  const isOwn = (path: string) => !parts.has(path);
  return {
    helmfiles: [...found].filter((path) => isOwn(path) && !aggregates.has(path)).sort(),
    aggregates: [...aggregates].filter(isOwn),
    parts,
  };
}

/** What helmfiles bring in, however deep, each with the helmfile that is to be evaluated for it. */
function partsOf(helmfiles: readonly string[], states: StateFiles): Map<string, string> {
  const within = new Set(helmfiles.flatMap((path) => states.parts(path)));
  const parts = new Map<string, string>();
  // Those that nobody brings in come first; what is left bring each other in, and the first of them counts.
  for (const helmfile of [...helmfiles.filter((path) => !within.has(path)), ...helmfiles]) {
    if (parts.has(helmfile)) continue;
    const open = [helmfile];
    for (const path of open) {
      for (const part of states.parts(path)) {
        if (part === helmfile || parts.has(part) || !states.outline(part)) continue;
        parts.set(part, helmfile);
        open.push(part);
      }
    }
  }
  return parts;
}

function isAggregate(outline: StateOutline | undefined): boolean {
  return outline !== undefined && !outline.hasReleases && !outline.handsOnValues && outline.helmfiles.length > 0;
}
