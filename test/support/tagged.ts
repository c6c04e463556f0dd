import { asNil } from "../../src/govalue/nil.ts";
import { bytesToText, textToBytes } from "../../src/govalue/text.ts";
import type { GoIntKind, GoValue } from "../../src/govalue/value.ts";
import { GoInt, GoObject, goTypes, JsonNumber, typeOf, withType } from "../../src/govalue/value.ts";
import { Point, settingsType } from "./objects.ts";

/** A Go value as the recorder reads and writes it; the tags are listed in `tools/recorder/values.go`. */
export type Tagged =
  | null
  | boolean
  | string
  | { readonly [tag: string]: string | readonly Tagged[] | { readonly [key: string]: Tagged } };

/** The Go value that a tagged JSON value stands for. */
export function decode(tagged: Tagged): GoValue {
  if (tagged === null || typeof tagged !== "object") return tagged;
  const [tag, content] = Object.entries(tagged)[0] ?? ["", ""];
  if (typeof content === "string") return decodeText(tag, content);
  if (Array.isArray(content)) return decodeList(tag, content);
  const map = new Map(Object.entries(content).map(([key, value]) => [key, decode(value)]));
  switch (tag) {
    case "map":
      return map;
    case "stringMap":
      return withType(map, goTypes.stringMap);
    case "settings":
      return withType(map, settingsType);
  }
  throw new Error(`unknown tag ${tag}`);
}

function decodeText(tag: string, text: string): GoValue {
  switch (tag) {
    case "int":
      return BigInt(text);
    case "float64":
      return text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text);
    case "number":
      return new JsonNumber(text);
    case "bytes":
      return new Uint8Array(Buffer.from(text, "base64"));
    case "nil":
      if (text === "map") return asNil(new Map());
      return asNil(text === "strings" ? withType([], goTypes.strings) : []);
    case "raw":
      return bytesToText(Buffer.from(text, "base64"));
    default:
      return new GoInt(BigInt(text), tag as GoIntKind);
  }
}

function decodeList(tag: string, content: readonly Tagged[]): GoValue {
  const items = content.map(decode);
  switch (tag) {
    case "list":
      return items;
    case "strings":
      return withType(items, goTypes.strings);
    case "point":
    case "struct":
      return new Point(BigInt(String(items[0])), BigInt(String(items[1])), tag === "point");
  }
  throw new Error(`unknown tag ${tag}`);
}

/** The way back. A value without a tag is named by its type: `{"unknown":"time.Time"}`. */
export function encode(value: GoValue): Tagged {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return encodeText(value);
  if (typeof value === "bigint") return { int: String(value) };
  if (typeof value === "number") return { float64: floatText(value) };
  if (value instanceof GoInt) return { [value.kind]: String(value.value) };
  if (value instanceof JsonNumber) return { number: value.text };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("base64") };
  if (value instanceof GoObject) return { unknown: value.goType.name };
  const type = typeOf(value).name;
  if (Array.isArray(value)) {
    const items = value.map(encode);
    return type === goTypes.strings.name ? { strings: items } : { list: items };
  }
  const entries = Object.fromEntries([...value].map(([key, item]) => [key, encode(item)]));
  return type === goTypes.stringMap.name ? { stringMap: entries } : { map: entries };
}

/** Text that is not valid UTF-8 travels as base64. */
export function encodeText(text: string): Tagged {
  return text.isWellFormed() ? text : { raw: Buffer.from(textToBytes(text)).toString("base64") };
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return Object.is(value, -0) ? "-0" : String(value);
}
