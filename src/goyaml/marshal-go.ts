import { JsonMembers, jsonValueOf } from "../gojson/index.ts";
import { spend } from "../govalue/allowance.ts";
import { GoError } from "../govalue/function.ts";
import { parseFloat64, parseInteger } from "../govalue/strconv.ts";
import { textToBytes } from "../govalue/text.ts";
import { GoInt, GoObject, type GoValue, JsonNumber } from "../govalue/value.ts";
import type { YamlValue } from "./decoder/yaml-value.ts";
import { Emitter, type EmitterStyle, styles } from "./emitter/emitter.ts";
import { compareKeys, compareKeysV3, compareScalars } from "./emitter/key-order.ts";
import type { OutputNode, OutputScalar } from "./emitter/output-node.ts";
import { floatScalar, plainScalar, textScalar } from "./emitter/scalars.ts";
import type { Library } from "./library.ts";
import { maxDepth } from "./limits.ts";
import type { YamlScalar } from "./resolve/schema.ts";

/** In what the encoders of go-yaml's versions differ. */
interface Encoder {
  readonly style: EmitterStyle;
  readonly compareKeys: (a: string, b: string) => number;
  readonly representNumber: (value: JsonNumber) => OutputScalar;
}

const encoders: Readonly<Record<Library, Encoder>> = {
  v2: {
    style: styles.v2,
    compareKeys,
    representNumber: representParsed,
  },
  v3: {
    style: styles.v3,
    compareKeys: compareKeysV3,
    representNumber: (value) => textScalar(value.text),
  },
};

/**
 * yaml.v2's `Marshal`, or the encoder of yaml.v3 with `SetIndent(2)`: `Marshal` of helmfile's pkg/yaml. They print Go's
 * values as they are, without JSON between: bytes are a list of integers, and a struct's keys are the names of its fields
 * in lower case. Throws Go's error.
 */
export function marshalGo(value: GoValue | YamlValue, { library }: { readonly library: Library }): string {
  const encoder = encoders[library];
  return new Emitter(encoder.style).emit(new Representer(encoder).represent(value, 0));
}

/** Helm's toYamlPretty before that trims the newline. Throws Go's error. */
export function marshalPretty(value: GoValue): string {
  return marshalGo(value, { library: "v3" });
}

class Representer {
  private readonly encoder: Encoder;

  constructor(encoder: Encoder) {
    this.encoder = encoder;
  }

  represent(value: GoValue | YamlValue, depth: number): OutputNode {
    spend(60);
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
    if (value instanceof JsonNumber) return this.encoder.representNumber(value);
    if (value instanceof Uint8Array) spend(20 * value.length);
    if (value instanceof Uint8Array)
      return { kind: "sequence", items: Array.from(value, (byte) => plainScalar(String(byte))) };
    if (depth > maxDepth) throw new GoError(`yaml: exceeded max depth of ${maxDepth}`);
    if (Array.isArray(value)) return { kind: "sequence", items: value.map((item) => this.represent(item, depth + 1)) };
    if (value instanceof GoObject) return this.representObject(value, depth);
    return this.representMap(value, depth);
  }

  private representMap(value: ReadonlyMap<YamlScalar, GoValue | YamlValue>, depth: number): OutputNode {
    const { compareKeys } = this.encoder;
    const entries = [...value].sort(([a], [b]) => compareScalars(a, b, compareKeys));
    return {
      kind: "mapping",
      entries: entries.map(([key, item]) => [this.represent(key, depth), this.represent(item, depth + 1)]),
    };
  }

  private representObject(value: GoObject, depth: number): OutputNode {
    const { kind, name } = value.goType;
    if (kind === "func") throw new GoError(`cannot marshal type: ${name}`, { panic: true });
    if (name === "time.Duration") return textScalar(value.goString() ?? "");
    const marshaled = jsonValueOf(value);
    if (marshaled instanceof JsonMembers) {
      const entries = value.fields().map(([field, item]) => [field.toLowerCase(), item] as const);
      return {
        kind: "mapping",
        entries: entries.map(([key, item]) => [textScalar(key), this.represent(item, depth + 1)]),
      };
    }
    // A type that turns itself into text does so for JSON and YAML alike; a timestamp stays plain.
    if (name === "time.Time") return plainScalar(String(marshaled));
    return this.represent(marshaled, depth + 1);
  }
}

/** yaml.v2 prints a json.Number as the number that it is; an integer of more than 64 bits becomes a float. */
function representParsed({ text }: JsonNumber): OutputScalar {
  return (
    numberScalar(text, (digits) => plainScalar(String(parseInteger(digits, 10, 64)))) ??
    numberScalar(text, (digits) => floatScalar(parseFloat64(digits))) ??
    textScalar(text)
  );
}

function numberScalar(text: string, parse: (text: string) => OutputScalar): OutputScalar | undefined {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof GoError) return undefined;
    throw error;
  }
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
