import { describe, expect, test } from "vitest";
import type { GoList } from "../../src/govalue/value.ts";
import { marshal, marshalPretty } from "../../src/goyaml/index.ts";
import type { Tagged } from "../support/tagged.ts";
import { decode } from "../support/tagged.ts";
import { answerOf, readVectors } from "../support/vectors.ts";

interface Request {
  readonly op: string;
  readonly value: Tagged;
}

function run({ op, value }: Request): string {
  switch (op) {
    case "yaml.marshal":
      return marshal(decode(value));
    case "yaml.marshalPretty":
      return marshalPretty(decode(value));
  }
  throw new Error(`unknown op ${op}`);
}

describe("YAML is printed as toYaml and toYamlPretty print it", () => {
  test.each(readVectors<Request>("goyaml/printing").map((vector) => [JSON.stringify(vector.request), vector] as const))(
    "%s",
    (_, { request, answer }) => {
      expect(answerOf(() => run(request))).toEqual(answer);
    },
  );
});

test("a list that contains itself is refused", () => {
  const list: GoList = [];
  list.push(list);
  expect(() => marshal(list)).toThrow(
    "error marshaling into JSON: json: unsupported value: encountered a cycle via []interface {}",
  );
  expect(() => marshalPretty(list)).toThrow("yaml: exceeded max depth of 1000");
});
