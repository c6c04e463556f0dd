import { GoError } from "../../govalue/function.ts";
import { bytesToText } from "../../govalue/text.ts";
import { parseDecimal, parseInteger, parsePointFloat } from "./numbers.ts";
import { type Schema, shortTag, tags, type YamlScalar } from "./schema.ts";
import { isTimestamp } from "./timestamp.ts";

/** The words of YAML 1.1 that mean something else than themselves. */
const words: ReadonlyMap<string, YamlScalar> = new Map<string, YamlScalar>([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((word) => [word, true] as const),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map((word) => [word, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const longestWord = 5;
const numberStart = /^[-+0-9]/;

function resolvePlain(text: string): YamlScalar {
  if (text.length <= longestWord) {
    const word = words.get(text);
    if (word !== undefined) return word;
  }
  if (text.startsWith(".")) return parsePointFloat(text) ?? text;
  if (!numberStart.test(text)) return text;
  const digits = text.includes("_") ? text.replaceAll("_", "") : text;
  return parseInteger(digits) ?? parseDecimal(digits) ?? text;
}

function resolveTagged(tag: string, text: string): YamlScalar {
  switch (tag) {
    case tags.binary:
      return decodeBase64(text);
    case tags.bool:
    case tags.int:
    case tags.float:
    case tags.null:
    case tags.timestamp:
      break;
    default:
      return text;
  }
  if (tag === tags.timestamp && isTimestamp(text)) return text;
  const value = resolvePlain(text);
  const found = tagOfValue(value);
  if (found === tag) return value;
  if (tag === tags.float && typeof value === "bigint" && value <= 2n ** 63n - 1n) return Number(value);
  throw new GoError(`yaml: cannot decode ${shortTag(found)} \`${text}\` as a ${shortTag(tag)}`);
}

/** The tag of a value that a plain scalar was resolved to. */
export function tagOfValue(value: YamlScalar): string {
  switch (typeof value) {
    case "boolean":
      return tags.bool;
    case "bigint":
      return tags.int;
    case "number":
      return tags.float;
    case "string":
      return tags.string;
    default:
      return tags.null;
  }
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

function decodeBase64(text: string): string {
  const compact = text.replace(/[\r\n]/g, "");
  if (compact.length % 4 !== 0 || !base64.test(compact))
    throw new GoError("yaml: !!binary value contains invalid base64 data");
  return bytesToText(Buffer.from(compact, "base64"));
}

/** YAML 1.1 as go.yaml.in/yaml/v2 reads it (`resolve.go`), which is what sigs.k8s.io/yaml, and so Helm, read with. */
export const yaml11: Schema = { resolvePlain, resolveTagged };
