import { describe, expect, test } from "vitest";
import { type GoValue, integerValue } from "../../src/govalue/value.ts";
import {
  decodeDocuments,
  type Library,
  marshalGo,
  readMap,
  type Shape,
  type YamlMap,
  YamlTypeError,
  type YamlValue,
} from "../../src/goyaml/index.ts";
import { decode, encodeText, type Tagged } from "../support/tagged.ts";
import { type Answer, answerOf, readVectors } from "../support/vectors.ts";
import { encodeAs } from "./encode-typed.ts";
import { shapes } from "./shapes.ts";

interface Request {
  readonly op: string;
  readonly library: Library;
  readonly strict: boolean;
  readonly type: string;
  readonly text: Tagged;
  readonly value: Tagged;
}

/** What a decoder in a loop gives. */
interface Decoded {
  readonly values: readonly unknown[];
  readonly error?: Tagged;
}

function decodeAll({ library, strict, type, text }: Request): Decoded {
  const shape = shapes[type] as Shape;
  try {
    const documents = decodeDocuments(String(decode(text)), shape, { library, strict });
    return { values: documents.map((value) => encodeAs(shape, value, library)) };
  } catch (error) {
    const { message, partial } = error as YamlTypeError;
    const isTypeError = error instanceof YamlTypeError;
    return { values: isTypeError ? [encodeAs(shape, partial, library)] : [], error: encodeText(message) };
  }
}

/** What is thrown holds the document that does not fit, and not those before it. */
function withoutFormer({ values, error }: Decoded): Decoded {
  if (error === undefined) return { values };
  return { values: String(decode(error)).startsWith("yaml: unmarshal errors") ? values.slice(-1) : [], error };
}

/** A list that begins with "entries" stands for a map, as in tools/recorder/goyaml.go. */
function restoreKeys(value: GoValue): GoValue | YamlValue {
  if (value instanceof Map) {
    return new Map([...value].map(([key, item]) => [key, restoreKeys(item)])) as GoValue | YamlValue;
  }
  if (!Array.isArray(value)) return value;
  const items = value.map(restoreKeys);
  if (items[0] !== "entries" || items.length % 2 === 0) return items as GoValue | YamlValue;
  const map = new Map<unknown, unknown>();
  for (let i = 1; i < items.length; i += 2) map.set(integerValue(value[i] ?? null) ?? items[i], items[i + 1]);
  return map as YamlMap;
}

function run(request: Request): Answer<unknown> {
  const { op, library, text, value } = request;
  switch (op) {
    case "goyaml.decode":
      return { ok: decodeAll(request) };
    case "goyaml.readMap":
      return answerOf(() => encodeAs(shapes["map"] as Shape, readMap(String(decode(text)), { library }), library));
    case "goyaml.marshal":
      return answerOf(() => encodeText(marshalGo(restoreKeys(decode(value)), { library })));
  }
  throw new Error(`unknown op ${op}`);
}

describe.each(["typed", "maps", "marshal-go"])("go-yaml itself is reproduced: %s", (name) => {
  const vectors = readVectors<Request, unknown>(`goyaml/${name}`);
  test.each(vectors.map((vector) => [JSON.stringify(vector.request), vector] as const))(
    "%s",
    (_, { request, answer }) => {
      const isDecoded = request.op === "goyaml.decode" && "ok" in answer;
      const expected = isDecoded ? { ok: withoutFormer(answer.ok as Decoded) } : answer;
      expect(run(request)).toEqual(expected);
    },
  );
});
