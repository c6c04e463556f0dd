import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { Recorder, recorderProblem } from "../support/recorder.ts";
import { encodeText } from "../support/tagged.ts";
import { answerOf } from "../support/vectors.ts";
import { templateRequest } from "./generator.ts";
import { executeRequest } from "./request.ts";

/** How many templates are tried, and from which seed: `FUZZ_RUNS=100000 FUZZ_SEED=7 npx vitest run test/gotemplate/fuzz`. */
const { FUZZ_RUNS: runs = 2000, FUZZ_SEED: seed = 42 } = process.env;

const problem = recorderProblem();

describe.skipIf(problem !== undefined)(
  `random templates do what Go's do${problem ? `; skipped: ${problem}` : ""}`,
  () => {
    const recorder = new Recorder();
    afterAll(() => recorder.close());

    test(`${runs} templates`, { timeout: 60_000 + Number(runs) * 10 }, async () => {
      const property = fc.asyncProperty(templateRequest, async (request) => {
        const expected = await recorder.ask(request);
        expect(answerOf(() => encodeText(executeRequest(request)))).toEqual(expected);
      });
      await fc.assert(property, { numRuns: Number(runs), seed: Number(seed) });
    });
  },
);
