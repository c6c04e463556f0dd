import { readValues, valueAt } from "./helm-values.ts";

/**
 * The value that a values file gives a key path, as Helm reads it: aliases and merge keys are followed, maps are `Map`s.
 *
 * @returns `undefined` where it gives none
 * @throws EditError `syntax`
 */
export function readValue(source: string, path: readonly string[]): unknown {
  return valueAt(readValues(source), path);
}
