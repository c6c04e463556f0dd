import { describe, expect, test } from "vitest";
import { unmarshal, unmarshalList, unmarshalMap } from "../../src/gojson/index.ts";
import { asNil, isNilCollection } from "../../src/govalue/nil.ts";
import type { GoMap, GoValue } from "../../src/govalue/value.ts";
import type { Tagged } from "../support/tagged.ts";
import { decode } from "../support/tagged.ts";
import { answerOf, readVectors } from "../support/vectors.ts";

interface Request {
  readonly op: string;
  readonly text: Tagged;
}

function run({ op, text }: Request): GoValue {
  const source = String(decode(text));
  switch (op) {
    case "json.unmarshal":
      return unmarshal(source);
    case "json.unmarshalNumber":
      return unmarshal(source, { useNumber: true });
    case "json.unmarshalMap":
      return unmarshalMap(source, new Map()) ?? asNil(new Map());
    case "json.unmarshalList":
      return unmarshalList(source) ?? asNil([]);
  }
  throw new Error(`unknown op ${op}`);
}

describe("JSON is read as encoding/json reads it", () => {
  test.each(
    readVectors<Request>("gojson/unmarshal").map((vector) => [JSON.stringify(vector.request), vector] as const),
  )("%s", (_, { request, answer }) => {
    const expected = "error" in answer ? answer : { ok: decode(answer.ok) };
    const actual = answerOf(() => run(request));
    expect(actual).toEqual(expected);
    if ("ok" in actual && "ok" in expected) expect(isNilCollection(actual.ok)).toBe(isNilCollection(expected.ok));
  });
});

test("a number out of range keeps no other member from being read", () => {
  const map: GoMap = new Map([["kept", true]]);
  expect(() => unmarshalMap('{"a": 1e400, "b": 2}', map)).toThrow(
    "json: cannot unmarshal number 1e400 into Go value of type float64",
  );
  expect(map).toEqual(
    new Map<string, GoValue>([
      ["kept", true],
      ["a", null],
      ["b", 2],
    ]),
  );
});

test("what nests without bound is refused", () => {
  expect(() => unmarshal("[".repeat(100_000))).toThrow("invalid character '[' exceeded max depth");
});
