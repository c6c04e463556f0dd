import { describe, expect, test } from "vitest";
import { marshal, marshalIndent } from "../../src/gojson/index.ts";
import type { Tagged } from "../support/tagged.ts";
import { decode } from "../support/tagged.ts";
import { answerOf, readVectors } from "../support/vectors.ts";

interface Request {
  readonly op: string;
  readonly value: Tagged;
  readonly prefix?: string;
  readonly indent?: string;
}

function run({ op, value, prefix = "", indent = "" }: Request): string {
  switch (op) {
    case "json.marshal":
      return marshal(decode(value));
    case "json.marshalRaw":
      return marshal(decode(value), { escapeHtml: false });
    case "json.marshalIndent":
      return marshalIndent(decode(value), prefix, indent);
  }
  throw new Error(`unknown op ${op}`);
}

describe("values are written as encoding/json writes them", () => {
  test.each(readVectors<Request>("gojson/marshal").map((vector) => [JSON.stringify(vector.request), vector] as const))(
    "%s",
    (_, { request, answer }) => {
      expect(answerOf(() => run(request))).toEqual(answer);
    },
  );
});
