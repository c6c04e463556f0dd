import { describe, expect, test } from "vitest";
import { sprint, sprintf, sprintln } from "../../src/govalue/fmt.ts";
import type { Tagged } from "../support/tagged.ts";
import { decode, encodeText } from "../support/tagged.ts";
import { readVectors } from "../support/vectors.ts";

interface Request {
  readonly op: string;
  readonly format?: string;
  readonly args: readonly Tagged[];
}

function run({ op, format = "", args }: Request): string {
  const values = args.map(decode);
  switch (op) {
    case "fmt":
      return sprintf(format, values);
    case "fmt.sprint":
      return sprint(values);
    case "fmt.sprintln":
      return sprintln(values);
  }
  throw new Error(`unknown op ${op}`);
}

describe("fmt prints as Go does", () => {
  test.each(readVectors<Request>("govalue/fmt").map((vector) => [JSON.stringify(vector.request), vector] as const))(
    "%s",
    (_, { request, answer }) => {
      expect({ ok: encodeText(run(request)) }).toEqual(answer);
    },
  );
});

test("a value that nests without bound is refused", () => {
  const list: unknown[] = [];
  list.push(list);
  expect(() => sprint([list as never])).toThrow("fmt: value nests too deeply");
});
