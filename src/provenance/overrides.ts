import type { Release } from "../render/renderer.ts";
import type { Cause } from "./origin.ts";

/** A values file in which a key could be set. */
export interface Override {
  /** Relative to the root. */
  readonly file: string;
  readonly exists: boolean;
}

/**
 * The values files of a release in which a value would go over what decides now, in merge order: those that come after it,
 * and its own where it decides.
 *
 * @param isOwn - whether a file that the release names may be edited for it
 */
export function overridesOf({ layers }: Cause, { values }: Release, isOwn: (path: string) => boolean): Override[] {
  const winner = layers.at(-1)?.index ?? -1;
  return values.flatMap((source, index): Override[] => {
    if (source.kind !== "file" || index < winner || !isOwn(source.path)) return [];
    return [{ file: source.path, exists: source.exists }];
  });
}
