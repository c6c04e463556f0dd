import { parseSource } from "./document.ts";

/**
 * The value that a values file gives a key path, aliases and merge keys followed; `undefined` where it gives none.
 *
 * @throws EditError `syntax` or `duplicate-key`
 */
export function readValue(source: string, path: readonly string[]): unknown {
  let value: unknown = parseSource(source).document.toJS({ mapAsMap: true, maxAliasCount: -1 });
  for (const key of path) value = value instanceof Map ? value.get(key) : undefined;
  return value;
}
