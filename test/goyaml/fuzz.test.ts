import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { marshal, marshalGo, marshalPretty, readMap, type Shape, unmarshal } from "../../src/goyaml/index.ts";
import { Recorder, recorderProblem } from "../support/recorder.ts";
import { decode, encodeText, type Tagged } from "../support/tagged.ts";
import { answerOf } from "../support/vectors.ts";
import { encodeAs } from "./encode-typed.ts";
import { documentText, plainValue, taggedValue } from "./generator.ts";
import { shapes } from "./shapes.ts";

/** How much is tried, and from which seed: `FUZZ_RUNS=100000 FUZZ_SEED=7 npx vitest run test/goyaml/fuzz`. */
const { FUZZ_RUNS: runs = 2000, FUZZ_SEED: seed = 42 } = process.env;
const parameters = { numRuns: Number(runs), seed: Number(seed) };
const timeout = 60_000 + Number(runs) * 10;

const problem = recorderProblem();

describe.skipIf(problem !== undefined)(
  `random YAML is read and printed as Go does it${problem ? `; skipped: ${problem}` : ""}`,
  () => {
    const recorder = new Recorder();
    afterAll(() => recorder.close());

    test(`${runs} documents are read`, { timeout }, async () => {
      const property = fc.asyncProperty(documentText, async (text) => {
        const answer = await recorder.ask<Tagged>({ op: "yaml.unmarshal", text });
        const expected = "error" in answer ? answer : { ok: decode(answer.ok) };
        expect(answerOf(() => unmarshal(text))).toEqual(expected);
      });
      await fc.assert(property, parameters);
    });

    test.each(["v2", "v3"] as const)(`${runs} documents are read by go-yaml %s`, { timeout }, async (library) => {
      const shape = shapes["map"] as Shape;
      const property = fc.asyncProperty(documentText, async (text) => {
        const expected = await recorder.ask({ op: "goyaml.readMap", library, text });
        expect(answerOf(() => encodeAs(shape, readMap(text, { library }), library))).toEqual(expected);
      });
      await fc.assert(property, parameters);
    });

    test.each(["v2", "v3"] as const)(`${runs} values are printed by go-yaml %s`, { timeout }, async (library) => {
      const property = fc.asyncProperty(taggedValue, async (value) => {
        const expected = await recorder.ask({ op: "goyaml.marshal", library, value });
        expect(answerOf(() => encodeText(marshalGo(decode(value), { library })))).toEqual(expected);
      });
      await fc.assert(property, parameters);
    });

    test.each([
      ["yaml.marshal", marshal],
      ["yaml.marshalPretty", marshalPretty],
    ])(`${runs} values are printed: %s`, { timeout }, async (op, print) => {
      const property = fc.asyncProperty(taggedValue, async (value) => {
        const expected = await recorder.ask({ op, value });
        expect(answerOf(() => encodeText(print(decode(value))))).toEqual(expected);
      });
      await fc.assert(property, parameters);
    });
  },
);

test("what is printed reads as the value", () => {
  fc.assert(
    fc.property(plainValue, (value) => {
      expect(unmarshal(marshal(value))).toEqual(value);
    }),
    parameters,
  );
});
