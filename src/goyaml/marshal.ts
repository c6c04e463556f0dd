import { formatJsonNumber, JsonMembers, jsonValueOf, marshal as marshalJson } from "../gojson/index.ts";
import { spend } from "../govalue/allowance.ts";
import { GoError } from "../govalue/function.ts";
import { isNilCollection } from "../govalue/nil.ts";
import { GoInt, GoObject, type GoValue, type JsonNumber } from "../govalue/value.ts";
import type { PlainValue } from "./decoder/yaml-value.ts";
import { Emitter, styles } from "./emitter/emitter.ts";
import { compareKeys } from "./emitter/key-order.ts";
import type { OutputNode } from "./emitter/output-node.ts";
import { floatScalar, plainScalar, textScalar } from "./emitter/scalars.ts";
import { maxDepth } from "./limits.ts";
import { DocumentStream } from "./parser/document-stream.ts";
import { grammars } from "./parser/grammar.ts";
import { schemaV2 } from "./resolve/go-schema.ts";
import type { PlainScalar } from "./resolve/schema.ts";
import { DecoderV2 } from "./typed/decoder-v2.ts";

/**
 * sigs.k8s.io/yaml's `Marshal`, which is Helm's toYaml before that trims the newline: JSON, read by go.yaml.in/yaml/v2
 * and printed by it. Throws Go's error.
 */
export function marshal(value: GoValue): string {
  return new Emitter(styles.v2).emit(represent(throughJson(value)));
}

function represent(value: PlainValue): OutputNode {
  switch (typeof value) {
    case "string":
      return textScalar(value);
    case "boolean":
    case "bigint":
      return plainScalar(String(value));
    case "number":
      return floatScalar(value);
  }
  if (value === null) return plainScalar("null");
  if (Array.isArray(value)) return { kind: "sequence", items: value.map(represent) };
  const keys = [...value.keys()].map(String).sort(compareKeys);
  return { kind: "mapping", entries: keys.map((key) => [textScalar(key), represent(value.get(key) ?? null)]) };
}

/**
 * What becomes of a value that is written as JSON and read as YAML. The way there is cut short for what comes through as
 * it is, which is nearly everything.
 */
function throughJson(value: GoValue): PlainValue {
  try {
    return shortcut(value, 0);
  } catch (error) {
    // An error is one of Go's only if it is the first one on the way that Go takes.
    if (error !== needsLongWay && !(error instanceof GoError)) throw error;
  }
  const document = new DocumentStream(toJson(value), grammars.v2).next();
  return document === undefined ? null : new DecoderV2(false).decodeAny(document);
}

function toJson(value: GoValue): string {
  try {
    return marshalJson(value);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    throw new GoError(`error marshaling into JSON: ${error.message}`, { cause: error });
  }
}

/** What it takes to bring a value to print on its way, apart from its text. */
const nodeCost = 50;

const needsLongWay = Symbol("needs the long way");

/** The characters that JSON writes as they are and YAML reads as something else, or not at all. */
const unsafe = /[\x7f-\x9f\ud800-\udfff\ufffe\uffff]/;
/** JSON writes a character with six at most; a key of 1,024 is too long for YAML. */
const longestSafeKey = 160;

function shortcut(value: GoValue | JsonMembers, depth: number): PlainValue {
  spend(nodeCost);
  switch (typeof value) {
    case "string":
      return safeText(value);
    case "boolean":
    case "bigint":
      return value;
    case "number":
      return Number.isSafeInteger(value) ? BigInt(value) : schemaV2.resolvePlain(formatJsonNumber(value));
  }
  if (value === null) return null;
  if (depth > maxDepth) throw needsLongWay;
  if (Array.isArray(value)) return isNilCollection(value) ? null : value.map((item) => shortcut(item, depth + 1));
  if (value instanceof Map) return isNilCollection(value) ? null : shortcutMap(value, depth);
  if (value instanceof JsonMembers) return shortcutMap(value.members, depth);
  if (value instanceof GoInt) return value.value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof GoObject) return shortcut(jsonValueOf(value), depth + 1);
  return numberScalar(value);
}

function shortcutMap(entries: Iterable<readonly [string, GoValue]>, depth: number): Map<PlainScalar, PlainValue> {
  const map: Map<PlainScalar, PlainValue> = new Map();
  for (const [key, value] of entries) {
    if (key.length > longestSafeKey) throw needsLongWay;
    map.set(safeText(key), shortcut(value, depth + 1));
  }
  return map;
}

function safeText(text: string): string {
  if (unsafe.test(text)) throw needsLongWay;
  return text;
}

function numberScalar(value: JsonNumber): PlainScalar {
  return schemaV2.resolvePlain(marshalJson(value));
}
