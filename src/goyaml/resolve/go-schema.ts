import { GoError } from "../../govalue/function.ts";
import { bytesToText } from "../../govalue/text.ts";
import { parseDecimal, parseInteger, parsePointFloat } from "./numbers.ts";
import { type PlainScalar, type Schema, shortTag, tags, type YamlScalar } from "./schema.ts";
import { parseTimestamp } from "./timestamp.ts";
import type { YamlTime } from "./yaml-time.ts";

/** The words that mean something else than themselves. */
const words: ReadonlyMap<string, PlainScalar> = new Map<string, PlainScalar>([
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

/** The further words that are booleans in YAML 1.1. */
export const oldBooleans: ReadonlyMap<string, boolean> = new Map([
  ...["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"].map((word) => [word, true] as const),
  ...["n", "N", "no", "No", "NO", "off", "Off", "OFF"].map((word) => [word, false] as const),
]);

const longestWord = 5;

/** Whether a number can begin with a character: a sign or a digit. */
function startsNumber(code: number): boolean {
  return code === 0x2b || code === 0x2d || (code >= 0x30 && code <= 0x39);
}

/** A schema of go-yaml's (`resolve.go`). */
class GoSchema<Time extends YamlTime> implements Schema<PlainScalar | Time> {
  private readonly words: ReadonlyMap<string, PlainScalar>;
  private readonly readTimestamp: (text: string) => Time | undefined;

  /** @param readTimestamp what a plain scalar means that is a timestamp; `undefined` if it is none */
  constructor(words: ReadonlyMap<string, PlainScalar>, readTimestamp: (text: string) => Time | undefined) {
    this.words = words;
    this.readTimestamp = readTimestamp;
  }

  resolvePlain(text: string): PlainScalar | Time {
    const value = this.resolveUntimed(text);
    return typeof value === "string" ? (this.readTimestamp(value) ?? value) : value;
  }

  resolveTagged(tag: string, text: string): PlainScalar | Time {
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
    if (tag === tags.timestamp && parseTimestamp(text) !== undefined) return this.readTimestamp(text) ?? text;
    const value = this.resolveUntimed(text);
    const found = tagOfValue(value);
    if (found === tag) return value;
    if (tag === tags.float && typeof value === "bigint" && value <= 2n ** 63n - 1n) return Number(value);
    throw new GoError(`yaml: cannot decode ${shortTag(found)} \`${text}\` as a ${shortTag(tag)}`);
  }

  /** The meaning of a text that is not looked upon as a timestamp. */
  private resolveUntimed(text: string): PlainScalar {
    if (text.length <= longestWord) {
      const word = this.words.get(text);
      if (word !== undefined) return word;
    }
    if (text.startsWith(".")) return parsePointFloat(text) ?? text;
    if (!startsNumber(text.charCodeAt(0))) return text;
    const digits = text.includes("_") ? text.replaceAll("_", "") : text;
    return parseInteger(digits) ?? parseDecimal(digits) ?? text;
  }
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
  }
  return value === null ? tags.null : tags.timestamp;
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

function decodeBase64(text: string): string {
  const compact = text.replace(/[\r\n]/g, "");
  if (compact.length % 4 !== 0 || !base64.test(compact))
    throw new GoError("yaml: !!binary value contains invalid base64 data");
  return bytesToText(Buffer.from(compact, "base64"));
}

/**
 * YAML 1.1 as yaml.v2 reads it, which is what sigs.k8s.io/yaml, and so Helm, read with. A timestamp stays text, unless a
 * Go type asks for a time.
 */
export const schemaV2: Schema<PlainScalar> = new GoSchema<never>(new Map([...words, ...oldBooleans]), () => undefined);

/** YAML 1.2 as yaml.v3 reads it, with the numbers and the timestamps of 1.1. */
export const schemaV3: Schema<YamlScalar> = new GoSchema(words, parseTimestamp);
