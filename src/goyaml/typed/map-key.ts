import { GoError } from "../../govalue/function.ts";
import { goSyntax } from "../decoder/go-syntax.ts";
import type { YamlValue } from "../decoder/yaml-value.ts";

/**
 * A decoded value as the key of a map. Throws Go's error for a collection, which can be none.
 *
 * @param hasTextMaps whether maps of which all keys are text are map[string]interface {}
 */
export function toMapKey(key: unknown, hasTextMaps: boolean): unknown {
  if (Array.isArray(key) || key instanceof Map) {
    throw new GoError(`yaml: invalid map key: ${goSyntax(key as YamlValue, hasTextMaps)}`);
  }
  // A Map takes -0 for 0. As a key it becomes text sooner or later anyway.
  return Object.is(key, -0) ? "-0" : key;
}
