import { typeError } from "../gojson/index.ts";
import { GoError } from "../govalue/function.ts";
import type { GoList, GoMap, GoValue } from "../govalue/value.ts";
import { readCommonValue } from "./decoder/common-values.ts";
import { throughJson } from "./decoder/json-value.ts";
import { DocumentStream } from "./parser/document-stream.ts";
import { grammars } from "./parser/grammar.ts";
import { DecoderV2 } from "./typed/decoder-v2.ts";

export interface UnmarshalOptions {
  /** Whether numbers become json.Number, as with the option `UseNumber`, and not float64. */
  readonly useNumber?: boolean;
  /** Whether integers stay integers (`int`): where a Go struct wants a string, it gets the text of the number. */
  readonly keepIntegers?: boolean;
  /** Whether a key that a mapping has already is an error, as in `yaml.UnmarshalStrict`; else the last one counts. */
  readonly strict?: boolean;
}

/**
 * sigs.k8s.io/yaml's `Unmarshal` into an `interface {}`: reads YAML 1.1 and sends it through JSON. Only the first document
 * is read. Throws Go's error.
 *
 * Helm v3.19.5 reads all its YAML so, with float64 for every number and without strictness.
 */
export function unmarshal(text: string, options: UnmarshalOptions = {}): GoValue {
  const { useNumber = false, keepIntegers = false, strict = false } = options;
  try {
    const common = strict ? undefined : readCommonValue(text, { useNumber, keepIntegers });
    if (common !== undefined) return common;
    const document = new DocumentStream(text, grammars.v2).next();
    if (document === undefined) return null;
    return throughJson(new DecoderV2(strict).decodeAny(document), { useNumber, keepIntegers });
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    throw new GoError(`error converting YAML to JSON: ${error.message}`, { cause: error });
  }
}

/**
 * `Unmarshal` into a `map[string]interface {}` that is empty, as Helm reads values and `fromYaml`. A null leaves it empty; it
 * does not make it a nil map, as it would in encoding/json, since sigs.k8s.io/yaml decodes into a pointer to a pointer.
 */
export function unmarshalMap(text: string, options?: UnmarshalOptions): GoMap {
  const value = unmarshal(text, options);
  if (value === null) return new Map();
  if (!(value instanceof Map)) throw mismatch(value, "map[string]interface {}");
  return value;
}

/** `Unmarshal` into an empty `[]interface {}`, as `fromYamlArray` reads. A null leaves it empty. */
export function unmarshalList(text: string, options?: UnmarshalOptions): GoList {
  const value = unmarshal(text, options);
  if (value === null) return [];
  if (!Array.isArray(value)) throw mismatch(value, "[]interface {}");
  return value;
}

function mismatch(value: GoValue, goType: string): GoError {
  return new GoError(`error unmarshaling JSON: while decoding JSON: ${typeError(value, goType).message}`);
}
