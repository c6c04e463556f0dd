import { expect, test } from "vitest";
import { applyPlan } from "../../src/bump/apply.ts";
import { errorOf, makeTree, readTree } from "../helpers.ts";

const plan = {
  edits: [
    { path: "a/v.yaml", before: "v: 1\n", after: "v: 2\n" },
    { path: "a/new.yaml", before: undefined, after: "v: 2\n" },
  ],
  releases: [],
  flavours: [],
  failures: [],
};

test("writes the files of a plan and no others", () => {
  const root = makeTree({ "a/v.yaml": "v: 1\n", "a/link.yaml": "-> v.yaml", "b.yaml": "v: 1\n" });
  applyPlan(plan, root);
  expect(readTree(root)).toEqual({
    "a/v.yaml": "v: 2\n",
    "a/new.yaml": "v: 2\n",
    "a/link.yaml": "-> v.yaml",
    "b.yaml": "v: 1\n",
  });
});

test("writes none where one has changed in the meantime", async () => {
  const tree = { "a/v.yaml": "v: 3\n" };
  const root = makeTree(tree);
  expect(await errorOf(() => applyPlan(plan, root))).toMatchObject({
    code: "file-changed",
    place: { file: "a/v.yaml" },
  });
  expect(readTree(root)).toEqual(tree);
});
