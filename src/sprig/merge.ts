import { spend } from "../govalue/allowance.ts";
import { isNilCollection } from "../govalue/nil.ts";
import type { GoMap } from "../govalue/value.ts";
import { isEmpty } from "./defaults.ts";
import { panic } from "./errors.ts";

/**
 * `mergo.Merge`, or with `overwrite` `mergo.MergeWithOverwrite`, of dario.cat/mergo v1.0.1 (merge.go) for maps: changes
 * `target` in place, and puts nested maps of `source` into it as they are, so that later merges change those too.
 *
 * Without `overwrite` a key of the source counts where the target has none or an empty value, unless it is nil.
 */
export function mergeInto(target: GoMap, source: GoMap, overwrite: boolean): void {
  merge(target, source, overwrite, []);
}

/** @param within pairs of a target and a source that these two are nested in */
function merge(target: GoMap, source: GoMap, overwrite: boolean, within: readonly (readonly [GoMap, GoMap])[]): void {
  // Go would recurse until its stack is used up.
  if (within.some(([one, other]) => one === target && other === source)) throw panic("merge: a map contains itself");
  spend(30 + within.length + 50 * source.size);
  const inner = [...within, [target, source] as const];
  for (const [key, value] of [...source]) {
    if (value === null) {
      if (overwrite) target.set(key, value);
      continue;
    }
    const existing = target.get(key) ?? null;
    if (value instanceof Map && existing instanceof Map) {
      // A nested map that is nil cannot be set through reflection, and stays.
      if (!isNilCollection(existing)) merge(existing, value, overwrite, inner);
      if (!isEmpty(existing)) continue;
    }
    if (overwrite || isEmpty(existing)) target.set(key, value);
  }
}
