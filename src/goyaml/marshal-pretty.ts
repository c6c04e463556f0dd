import { JsonMembers, jsonValueOf } from "../gojson/index.ts";
import { GoError } from "../govalue/function.ts";
import { textToBytes } from "../govalue/text.ts";
import { GoInt, GoObject, type GoValue, JsonNumber } from "../govalue/value.ts";
import { Emitter, type EmitterStyle } from "./emitter/emitter.ts";
import { compareKeysV3 } from "./emitter/key-order.ts";
import type { OutputNode } from "./emitter/output-node.ts";
import { floatScalar, plainScalar, textScalar } from "./emitter/scalars.ts";
import { maxDepth } from "./limits.ts";

const style: EmitterStyle = { width: Number.POSITIVE_INFINITY, indentsSequences: true, tabsInBlocks: true };

/**
 * The encoder of go.yaml.in/yaml/v3 with `SetIndent(2)`, which is Helm's toYamlPretty before that trims the newline. It
 * prints Go's values as they are, without JSON between: a json.Number is text, bytes are a list of integers, and a
 * struct's keys are the names of its fields in lower case. Throws Go's error.
 */
export function marshalPretty(value: GoValue): string {
  return new Emitter(style).emit(represent(value, 0));
}

function represent(value: GoValue, depth: number): OutputNode {
  switch (typeof value) {
    case "string":
      return represent8Bit(value) ?? textScalar(value);
    case "boolean":
    case "bigint":
      return plainScalar(String(value));
    case "number":
      return floatScalar(value);
  }
  if (value === null) return plainScalar("null");
  if (value instanceof GoInt) return plainScalar(String(value.value));
  if (value instanceof JsonNumber) return textScalar(value.text);
  if (value instanceof Uint8Array)
    return { kind: "sequence", items: Array.from(value, (byte) => plainScalar(String(byte))) };
  if (depth > maxDepth) throw new GoError(`yaml: exceeded max depth of ${maxDepth}`);
  if (Array.isArray(value)) return { kind: "sequence", items: value.map((item) => represent(item, depth + 1)) };
  if (value instanceof GoObject) return representObject(value, depth);
  const entries = [...value].sort(([a], [b]) => compareKeysV3(a, b));
  return {
    kind: "mapping",
    entries: entries.map(([key, item]) => [represent(key, depth), represent(item, depth + 1)]),
  };
}

function representObject(value: GoObject, depth: number): OutputNode {
  const { kind, name } = value.goType;
  if (kind === "func") throw new GoError(`cannot marshal type: ${name}`, { panic: true });
  if (name === "time.Duration") return textScalar(value.goString() ?? "");
  const marshaled = jsonValueOf(value);
  if (marshaled instanceof JsonMembers) {
    const entries = value.fields().map(([field, item]) => [field.toLowerCase(), item] as const);
    return {
      kind: "mapping",
      entries: entries.map(([key, item]) => [textScalar(key), represent(item, depth + 1)]),
    };
  }
  // A type that turns itself into text does so for JSON and YAML alike; a timestamp stays plain.
  if (name === "time.Time") return plainScalar(String(marshaled));
  return represent(marshaled, depth + 1);
}

const base64LineLength = 70;

/** Text that is not UTF-8 is printed as base64, in lines if it is long; `undefined` for any other. */
function represent8Bit(text: string): OutputNode | undefined {
  if (text.isWellFormed()) return undefined;
  const base64 = Buffer.from(textToBytes(text)).toString("base64");
  const lines = base64.match(new RegExp(`.{1,${base64LineLength}}`, "g")) ?? [];
  const isLong = base64.length >= base64LineLength;
  const content = isLong ? lines.map((line) => `${line}\n`).join("") : base64;
  return { kind: "scalar", text: content, style: isLong ? "literal" : "plain", tag: "!!binary" };
}
