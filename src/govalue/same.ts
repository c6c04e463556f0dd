import { spend } from "./allowance.ts";
import type { GoMap, GoValue } from "./value.ts";

/** What it takes to look at a value. */
const nodeCost = 10;

/** Whether nothing tells values apart that YAML or JSON can say, not even the order of keys. */
export function isSameValue(a: GoValue, b: GoValue): boolean {
  spend(nodeCost);
  if (Object.is(a, b)) return true;
  if (a instanceof Map) return b instanceof Map && isSameMap(a, b);
  if (!Array.isArray(a) || !Array.isArray(b)) return false;
  return a.length === b.length && a.every((item, i) => isSameValue(item, b[i] as GoValue));
}

function isSameMap(a: GoMap, b: GoMap): boolean {
  if (a.size !== b.size) return false;
  const entries = b.entries();
  for (const [key, value] of a) {
    const [other, its] = entries.next().value as [string, GoValue];
    if (key !== other || !isSameValue(value, its)) return false;
  }
  return true;
}
