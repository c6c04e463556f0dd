import { spend } from "../../govalue/allowance.ts";
import type { GoValue } from "../../govalue/value.ts";

/**
 * What deployment-charts' `deep_merge` makes of two values (its `.rake_modules/utils.rb`), without changing either:
 *
 * - maps are merged key by key;
 * - a value that is no map, a list among them, replaces what was there;
 * - a map replaces nothing, null and false, and leaves other values alone.
 *
 * What does not change is shared with the values it comes from.
 */
export function deepMerge(target: GoValue | undefined, source: GoValue): GoValue {
  if (!(source instanceof Map)) return source;
  if (target === undefined || target === null || target === false) return source;
  if (!(target instanceof Map)) return target;
  spend(5 * target.size + 20 * (1 + source.size));
  const merged = new Map(target);
  for (const [key, value] of source) merged.set(key, deepMerge(merged.get(key), value));
  return merged;
}
