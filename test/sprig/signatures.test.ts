import { expect, test } from "vitest";
import { helmFunctions } from "../../src/helm/functions.ts";
import { readVectors } from "../support/vectors.ts";
import { noon } from "./render.ts";

/** Functions that only the engine can give, which has the templates and the cluster. */
const engineFunctions = ["include", "tpl", "required", "lookup"];

test("the functions and their signatures are Helm's", () => {
  const [vector] = readVectors<unknown, Record<string, string>>("signatures/helm");
  const answer = vector?.answer;
  if (answer === undefined || !("ok" in answer)) throw new Error("nothing was recorded");
  const expected = Object.entries(answer.ok).filter(([name]) => !engineFunctions.includes(name));
  const actual = [...helmFunctions(noon)].map(([name, { signature }]) => [name, signature]);
  expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(expected));
});
