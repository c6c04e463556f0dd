import { describe, expect, test } from "vitest";
import { isNilCollection } from "../../src/govalue/nil.ts";
import type { GoValue } from "../../src/govalue/value.ts";
import { unmarshal, unmarshalList, unmarshalMap } from "../../src/goyaml/index.ts";
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
    case "yaml.unmarshal":
      return unmarshal(source);
    case "yaml.unmarshalNumber":
      return unmarshal(source, { useNumber: true });
    case "yaml.unmarshalStrict":
      return unmarshal(source, { strict: true });
    case "yaml.unmarshalMap":
      return unmarshalMap(source);
    case "yaml.unmarshalList":
      return unmarshalList(source);
  }
  throw new Error(`unknown op ${op}`);
}

describe.each(["scalars", "documents", "bytes", "random"])("YAML is read as sigs.k8s.io/yaml reads it: %s", (name) => {
  test.each(readVectors<Request>(`goyaml/${name}`).map((vector) => [JSON.stringify(vector.request), vector] as const))(
    "%s",
    (_, { request, answer }) => {
      const expected = "error" in answer ? answer : { ok: decode(answer.ok) };
      const actual = answerOf(() => run(request));
      expect(actual).toEqual(expected);
      if ("ok" in actual && "ok" in expected) expect(isNilCollection(actual.ok)).toBe(isNilCollection(expected.ok));
    },
  );
});

describe("what is small and grows without bound is refused", () => {
  test("aliases of aliases", () => {
    const levels = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
    expect(() => unmarshal(`a0: &a0 [x]\n${levels.join("\n")}`)).toThrow(
      "error converting YAML to JSON: yaml: document contains excessive aliasing",
    );
  });

  test.each([
    ["flow sequences", "[".repeat(20_000)],
    ["flow mappings", "{a: ".repeat(20_000)],
    ["block sequences", "- ".repeat(20_000)],
    ["block mappings", Array.from({ length: 5000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
    ["aliases", nestedAliases(40, 100)],
  ])("nested %s", (_, text) => {
    expect(() => unmarshal(text)).toThrow(/yaml: (line \d+: )?exceeded max depth of 1000/);
  });

  test("a long text is read in time that grows with its length", () => {
    const text = `{${'"😀": [[1], {a: b}], '.repeat(20_000)}}`;
    const start = performance.now();
    expect(unmarshal(text)).toBeInstanceOf(Map);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

/** Anchors of which each nests the one before. */
function nestedAliases(count: number, depth: number): string {
  const nest = (inner: string): string => "[".repeat(depth) + inner + "]".repeat(depth);
  const anchors = Array.from({ length: count }, (_, i) => `a${i + 1}: &a${i + 1} ${nest(`*a${i}`)}`);
  return `a0: &a0 x\n${anchors.join("\n")}`;
}
