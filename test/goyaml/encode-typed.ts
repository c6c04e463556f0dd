import { formatFloat } from "../../src/govalue/strconv.ts";
import { GoObject, type GoValue } from "../../src/govalue/value.ts";
import type { Library, Shape, YamlValue } from "../../src/goyaml/index.ts";
import { encode } from "../support/tagged.ts";
import { shapes } from "./shapes.ts";

/** A decoded value as tools/recorder/goyaml.go encodes it. */
export function encodeAs(shape: Shape, value: unknown, library: Library): unknown {
  switch (shape.kind) {
    case "int":
      return { int: String(BigInt(value as number)) };
    case "any":
      return encodeAny(value as YamlValue, library);
    case "list":
      return { items: (value as unknown[]).map((item) => encodeAs(shape.of, item, library)) };
    case "map": {
      const entries = [...(value as Map<string, unknown>)];
      return { fields: Object.fromEntries(entries.map(([key, item]) => [key, encodeAs(shape.of, item, library)])) };
    }
    case "pointer":
      return value === null ? null : { pointer: encodeAs(shape.to, value, library) };
    case "struct":
      return { struct: encodeFields(shape.fields, value as object, library) };
    case "unmarshaler":
      return { struct: encodeFields({ path: shapes["string"], parts: shapes["strings"] }, value ?? {}, library) };
    default:
      return encode(value as GoValue);
  }
}

const zeros = ["", false, { int: "0" }, { struct: {} }].map((value) => JSON.stringify(value));

function encodeFields(fields: Readonly<Record<string, Shape | undefined>>, value: object, library: Library): object {
  const encoded = Object.entries(value).map(([key, item]) => {
    const shape = fields[key] as Shape;
    return { key, shape, item: encodeAs(shape, item, library) };
  });
  const set = encoded.filter(({ shape, item }) => shape.kind === "any" || !zeros.includes(JSON.stringify(item)));
  return Object.fromEntries(set.map(({ key, item }) => [key, item]));
}

function encodeAny(value: YamlValue, library: Library): unknown {
  if (Array.isArray(value)) return { items: value.map((item) => encodeAny(item, library)) };
  if (value instanceof GoObject) return { time: value.goString() };
  if (typeof value === "bigint" && value >= 2n ** 63n) return { uint64: String(value) };
  if (typeof value === "number") return { float64: formatFloat(value, "g", -1) };
  if (!(value instanceof Map)) return encode(value);
  const entries = [...value].map(([key, item]) => [encodeAny(key, library), encodeAny(item, library)] as const);
  if (library === "v3" && [...value.keys()].every((key) => typeof key === "string")) {
    return { fields: Object.fromEntries(entries) };
  }
  const text = ([key]: readonly [unknown, unknown]): string => JSON.stringify(key);
  return { entries: entries.sort((a, b) => (text(a) < text(b) ? -1 : 1)) };
}
