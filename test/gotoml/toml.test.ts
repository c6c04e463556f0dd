import { describe, expect, test } from "vitest";
import { marshal, TomlTime, unmarshal } from "../../src/gotoml/index.ts";
import type { GoList, GoValue } from "../../src/govalue/value.ts";
import type { Tagged } from "../support/tagged.ts";
import { decode, encodeText } from "../support/tagged.ts";
import { answerOf, readVectors } from "../support/vectors.ts";

/** The recorder sends a time as the text that it is encoded to. */
function withTimesAsText(value: GoValue): GoValue {
  if (value instanceof TomlTime) return value.text;
  if (Array.isArray(value)) return value.map(withTimesAsText);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, withTimesAsText(item)]));
  return value;
}

describe("values are printed as toToml prints them", () => {
  const vectors = readVectors<{ value: Tagged }>("gotoml/marshal");
  test.each(vectors.map((vector) => [JSON.stringify(vector.request.value), vector] as const))(
    "%s",
    (_, { request, answer }) => {
      expect(answerOf(() => encodeText(marshal(decode(request.value))))).toEqual(answer);
    },
  );
});

describe("TOML is read as fromToml reads it", () => {
  const vectors = readVectors<{ text: Tagged }>("gotoml/unmarshal");
  test.each(vectors.map((vector) => [JSON.stringify(vector.request.text), vector] as const))(
    "%s",
    (_, { request, answer }) => {
      const expected = "error" in answer ? answer : { ok: decode(answer.ok) };
      expect(answerOf(() => withTimesAsText(unmarshal(String(decode(request.text)))))).toEqual(expected);
    },
  );
});

describe("what nests without bound is refused", () => {
  test("when it is printed", () => {
    const list: GoList = [];
    list.push(list);
    expect(() => marshal(new Map([["a", list]]))).toThrow("toml: exceeded max depth of 1000");
  });

  test.each(["[", "{a = "])("when it is read: %s", (bracket) => {
    expect(() => unmarshal(`a = ${bracket.repeat(20_000)}`)).toThrow("exceeded max depth of 1000");
  });
});
