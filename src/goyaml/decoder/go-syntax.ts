import { formatFloat, quote } from "../../govalue/strconv.ts";
import { compareText } from "../../govalue/text.ts";
import type { YamlScalar } from "../resolve/schema.ts";
import { YamlTime } from "../resolve/yaml-time.ts";
import type { YamlMap, YamlValue } from "./yaml-value.ts";

/**
 * A decoded value as fmt's `%#v` prints it: errors about keys quote their values so.
 *
 * @param hasTextMaps whether maps of which all keys are text are map[string]interface {}
 */
export function goSyntax(value: YamlValue, hasTextMaps = false): string {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "boolean":
      return String(value);
    case "bigint":
      return isUint64(value) ? `0x${value.toString(16)}` : value.toString();
    case "number":
      return formatFloat(value, "g", -1);
  }
  if (value === null) return "<nil>";
  const element = (item: YamlValue): string => (item === null ? "interface {}(nil)" : goSyntax(item, hasTextMaps));
  if (value instanceof YamlTime) return value.goString();
  if (Array.isArray(value)) return `${goTypeName(value, hasTextMaps)}{${value.map(element).join(", ")}}`;
  const entries = sortKeys(value).map(([key, item]) => `${element(key)}:${element(item)}`);
  return `${goTypeName(value, hasTextMaps)}{${entries.join(", ")}}`;
}

/** The name of a value's Go type. */
export function goTypeName(value: YamlValue, hasTextMaps = false): string {
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "bigint":
      return isUint64(value) ? "uint64" : "int";
    case "number":
      return "float64";
  }
  if (value === null) return "%!s(<nil>)";
  if (value instanceof YamlTime) return value.goType.name;
  if (Array.isArray(value)) return "[]interface {}";
  const isTextMap = hasTextMaps && [...value.keys()].every((key) => typeof key === "string");
  return `map[${isTextMap ? "string" : "interface {}"}]interface {}`;
}

/** Integers are int, unless they need the 64th bit. */
function isUint64(value: bigint): boolean {
  return value >= 2n ** 63n;
}

/** fmt's order of map keys. Go orders keys of several types by the addresses of the types; here the text decides. */
function sortKeys(map: YamlMap): [YamlScalar, YamlValue][] {
  return [...map].sort(([a], [b]) => {
    if (a === null || b === null) return Number(b === null) - Number(a === null);
    if (typeof a === "string" || typeof b === "string" || typeof a !== typeof b) {
      return compareText(String(a), String(b));
    }
    return a < b ? -1 : a > b ? 1 : 0;
  });
}
