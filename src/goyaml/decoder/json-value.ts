import { formatJsonNumber } from "../../gojson/index.ts";
import { GoError } from "../../govalue/function.ts";
import { formatFloat } from "../../govalue/strconv.ts";
import { type GoMap, type GoValue, JsonNumber } from "../../govalue/value.ts";
import type { YamlScalar } from "../resolve/schema.ts";
import { goSyntax, goTypeName } from "./go-syntax.ts";
import type { YamlValue } from "./yaml-value.ts";

/**
 * What becomes of a decoded YAML value on its way through JSON, as sigs.k8s.io/yaml sends it (`yamlToJSONTarget` and
 * `jsonUnmarshal` in yaml.go): keys are strings, numbers are float64 or json.Number, text is valid UTF-8.
 */
export function throughJson(value: YamlValue, useNumber: boolean): GoValue {
  const converter = new Converter(useNumber);
  const converted = converter.convert(value);
  if (converter.unsupported !== undefined) throw converter.unsupported;
  return converted;
}

class Converter {
  private readonly useNumber: boolean;
  /** A number that JSON does not know. Go comes to it after the keys. */
  unsupported: GoError | undefined;

  constructor(useNumber: boolean) {
    this.useNumber = useNumber;
  }

  convert(value: YamlValue): GoValue {
    switch (typeof value) {
      case "string":
        return value.toWellFormed();
      case "boolean":
        return value;
      case "bigint":
        return this.useNumber ? new JsonNumber(value.toString()) : Number(value);
      case "number":
        return this.convertFloat(value);
    }
    if (value === null) return null;
    if (Array.isArray(value)) return value.map((item) => this.convert(item));
    const map: GoMap = new Map();
    for (const [key, item] of value) {
      const name = typeof key === "string" ? key.toWellFormed() : keyName(key, item);
      map.set(name, this.convert(item));
    }
    return map;
  }

  private convertFloat(value: number): GoValue {
    if (!Number.isFinite(value)) {
      this.unsupported ??= new GoError(`json: unsupported value: ${formatFloat(value, "g", -1)}`);
      return null;
    }
    return this.useNumber ? new JsonNumber(formatJsonNumber(value)) : value;
  }
}

function keyName(key: Exclude<YamlScalar, string>, value: YamlValue): string {
  if (typeof key === "boolean") return String(key);
  if (typeof key === "bigint" && key < 2n ** 63n) return key.toString();
  if (typeof key === "number") return floatKeyName(key);
  throw new GoError(
    `unsupported map key of type: ${goTypeName(key)}, key: ${goSyntax(key)}, value: ${goSyntax(value)}`,
  );
}

/** A float key is printed with the digits that a float32 needs. */
function floatKeyName(key: number): string {
  const single = Math.fround(key);
  if (Number.isNaN(single)) return ".nan";
  if (!Number.isFinite(single)) return single > 0 ? ".inf" : "-.inf";
  let digits = 1;
  while (Math.fround(Number(single.toPrecision(digits))) !== single) digits += 1;
  return formatFloat(Number(single.toPrecision(digits)), "g", -1);
}
