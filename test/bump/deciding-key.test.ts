import { expect, test } from "vitest";
import { decidingKey } from "../../src/bump/deciding-key.ts";
import type { Cause, PartOrigin, Site } from "../../src/provenance/origin.ts";
import { parseImageReference } from "../../src/render/image-reference.ts";

const site: Site = { file: "s/values.yaml", line: 3, column: 12, text: "1.0", lineText: "  version: 1.0" };

/** A value that a file sets; `undefined`: nothing does. */
function cause(path: string, value?: string): Cause {
  const keys = path.split(".").map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  const layers = value === undefined ? [] : [{ kind: "values" as const, file: "s/values.yaml", index: 0, value, site }];
  return { path: keys, layers };
}

function keyOf(causes: readonly Cause[], { image = "r/envoy:1.0", key = "", literals = [] as Site[] } = {}): string {
  const version: PartOrigin = { causes, literals };
  const reference = { ...parseImageReference(image), text: image, container: "c", object: "Pod/x" };
  const wanted = key === "" ? undefined : key.split(".");
  const decided = decidingKey({ image: reference, version, name: undefined }, "version", wanted);
  return "reason" in decided ? decided.reason : `${decided.path.join(".")}: ${decided.valueFor("2.0")}`;
}

test.each<[string, readonly Cause[], Parameters<typeof keyOf>[1], string]>([
  ["a value", [cause("a.b", "1.0")], {}, "a.b: 2.0"],
  ["a value that is not set", [cause("a.b")], {}, "a.b: 2.0"],
  ["a value that is the whole reference", [cause("image", "r/envoy:1.0")], {}, "image: r/envoy:2.0"],
  [
    "a value and text of the template",
    [cause("a", "1.0")],
    { image: "r/envoy:1.0-s1" },
    "the tag of r/envoy:1.0-s1 is made of a (s/values.yaml:3:12) and other text",
  ],
  [
    "several values",
    [cause("a", "1"), cause("b", "0")],
    {},
    "the tag of r/envoy:1.0 is made of several values: a (s/values.yaml:3:12), b (s/values.yaml:3:12)",
  ],
  [
    "several values that are not set",
    [cause("a"), cause("b")],
    {},
    "any of these would decide the tag of r/envoy:1.0: a, b; --key says which",
  ],
  ["one of them, by name", [cause("a"), cause("b.c")], { key: "b.c" }, "b.c: 2.0"],
  ["none that is known, by name", [], { key: "b.c", literals: [site] }, "b.c: 2.0"],
  [
    "an element of a list",
    [cause("a.0.tag", "1.0")],
    {},
    "a[0].tag decides the tag of r/envoy:1.0 (s/values.yaml:3:12), and lists are replaced as a whole",
  ],
  [
    "a text of a template",
    [],
    { literals: [site] },
    "the tag of r/envoy:1.0 stands in the chart's templates (s/values.yaml:3:12), where no value decides it",
  ],
  ["nothing known", [], {}, "what decides the tag of r/envoy:1.0 could not be found out; --key can name the key"],
  [
    "a digest",
    [cause("a", "sha256:0")],
    { image: "r/envoy:1.0@sha256:0" },
    "the digest in r/envoy:1.0@sha256:0 decides what runs",
  ],
  ["no tag", [], { image: "r/envoy" }, "r/envoy has no tag"],
])("%s", (_, causes, options, expected) => {
  expect(keyOf(causes, options)).toBe(expected);
});
