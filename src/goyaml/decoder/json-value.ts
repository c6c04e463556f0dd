import { formatJsonNumber } from "../../gojson/index.ts";
import { GoError } from "../../govalue/function.ts";
import { formatFloat, formatFloat32 } from "../../govalue/strconv.ts";
import { type GoMap, type GoValue, JsonNumber } from "../../govalue/value.ts";
import type { PlainScalar } from "../resolve/schema.ts";
import { goSyntax, goTypeName } from "./go-syntax.ts";
import type { PlainValue } from "./yaml-value.ts";

/**
 * What becomes of a decoded YAML value on its way through JSON, as sigs.k8s.io/yaml sends it (`yamlToJSONTarget` and
 * `jsonUnmarshal` in yaml.go): keys are strings, numbers are float64 or json.Number, text is valid UTF-8.
 */
export function throughJson(value: PlainValue, numbers: NumberOptions): GoValue {
  const converter = new Converter(numbers);
  const converted = converter.convert(value);
  if (converter.unsupported !== undefined) throw converter.unsupported;
  return converted;
}

export interface NumberOptions {
  /** Whether numbers become json.Number. */
  readonly useNumber: boolean;
  /** Whether integers stay integers. */
  readonly keepIntegers: boolean;
}

class Converter {
  private readonly numbers: NumberOptions;
  /** A number that JSON does not know. Go comes to it after the keys. */
  unsupported: GoError | undefined;

  constructor(numbers: NumberOptions) {
    this.numbers = numbers;
  }

  convert(value: PlainValue): GoValue {
    if (Array.isArray(value)) return value.map((item) => this.convert(item));
    if (!(value instanceof Map)) return this.convertScalar(value);
    const map: GoMap = new Map();
    for (const [key, item] of value) {
      const name = typeof key === "string" ? key.toWellFormed() : keyName(key, item);
      map.set(name, this.convert(item));
    }
    return map;
  }

  private convertScalar(scalar: PlainScalar): GoValue {
    const converted = scalarThroughJson(scalar, this.numbers);
    if (converted !== undefined) return converted;
    this.unsupported ??= new GoError(`json: unsupported value: ${formatFloat(scalar as number, "g", -1)}`);
    return null;
  }
}

/** The same for a scalar; `undefined` for a number that JSON does not know. */
export function scalarThroughJson(
  scalar: PlainScalar,
  { useNumber, keepIntegers }: NumberOptions,
): GoValue | undefined {
  switch (typeof scalar) {
    case "string":
      return scalar.toWellFormed();
    case "bigint":
      if (keepIntegers) return scalar;
      return useNumber ? new JsonNumber(scalar.toString()) : Number(scalar);
    case "number":
      if (!Number.isFinite(scalar)) return undefined;
      return useNumber ? new JsonNumber(formatJsonNumber(scalar)) : scalar;
    default:
      return scalar;
  }
}

function keyName(key: Exclude<PlainScalar, string>, value: PlainValue): string {
  if (typeof key === "boolean") return String(key);
  if (typeof key === "bigint" && key < 2n ** 63n) return key.toString();
  if (typeof key === "number") return floatKeyName(key);
  throw new GoError(
    `unsupported map key of type: ${goTypeName(key)}, key: ${goSyntax(key)}, value: ${goSyntax(value)}`,
  );
}

/** A float key is printed with the digits that a float32 needs. */
function floatKeyName(key: number): string {
  if (Number.isNaN(key)) return ".nan";
  const text = formatFloat32(key);
  return text.endsWith("Inf") ? text.replace("+", "").replace("Inf", ".inf") : text;
}
