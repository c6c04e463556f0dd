import { expect, test } from "vitest";
import { setValues } from "../../src/edit/set-value.ts";
import { outcomeOf } from "./cases.ts";

const settings = [
  { path: ["mesh", "image_name"], value: "envoy-future" },
  { path: ["mesh", "image_version"], value: "1.26.8-2" },
];

test.each<[title: string, before: string, after: string]>([
  ["a new block", "a: 1\n", "a: 1\n\nmesh:\n  image_name: envoy-future\n  image_version: 1.26.8-2\n"],
  ["an empty file", "", "mesh:\n  image_name: envoy-future\n  image_version: 1.26.8-2\n"],
  [
    "behind the last entry",
    "mesh:\n  enabled: true\na: 1\n",
    "mesh:\n  enabled: true\n  image_name: envoy-future\n  image_version: 1.26.8-2\na: 1\n",
  ],
  [
    "the second below the first",
    "mesh:\n  image_name: envoy # x\n  tracing: {}\n",
    "mesh:\n  image_name: envoy-future # x\n  image_version: 1.26.8-2\n  tracing: {}\n",
  ],
  [
    "the first above the second, below the comment",
    "mesh:\n  a: 1\n  # pinned\n  image_version: 1.18.3-2\n  tracing: {}\n",
    "mesh:\n  a: 1\n  # pinned\n  image_name: envoy-future\n  image_version: 1.26.8-2\n  tracing: {}\n",
  ],
  [
    "the first above the second, at the start of a file",
    "\uFEFFmesh:\r\n  image_version: 1.18.3-2",
    "\uFEFFmesh:\r\n  image_name: envoy-future\r\n  image_version: 1.26.8-2",
  ],
  [
    "not above an entry behind a colon",
    "? mesh\n: image_version: 1.18.3-2\n  a: 1\n",
    "? mesh\n: image_version: 1.26.8-2\n  image_name: envoy-future\n  a: 1\n",
  ],
  [
    "a flow map",
    "mesh: {image_version: 1.18.3-2, a: 1}\n",
    "mesh: {image_version: 1.26.8-2, a: 1, image_name: envoy-future}\n",
  ],
  [
    "both are there",
    "mesh: {image_version: 1.18.3-2, image_name: envoy}\n",
    "mesh: {image_version: 1.26.8-2, image_name: envoy-future}\n",
  ],
])("%s", (_, before, after) => {
  expect(setValues(before, settings)).toBe(after);
  expect(setValues(after, settings)).toBe(after);
});

test("those of other maps have no part in it", () => {
  const mixed = [{ path: ["tls", "image_version"], value: "1.15.0-1" }, ...settings.slice(1)];
  expect(setValues("mesh:\n  a: 1\n", mixed)).toBe(
    "mesh:\n  a: 1\n  image_version: 1.26.8-2\n\ntls:\n  image_version: 1.15.0-1\n",
  );
});

test("none changes nothing", () => {
  expect(setValues("a: [", [])).toBe("a: [");
});

test("one that fails is an error", () => {
  const text = "mesh:\n  image_version: {a: 1}\n";
  expect(outcomeOf(() => setValues(text, settings))).toEqual({ error: "not-a-version 3:3" });
});
