import { describe, expect, test } from "vitest";
import { fakeBump, outcomes, texts, version } from "./fake-bump.ts";
import type { FakeRelease } from "./fake-renderer.ts";

const old = "tls:\n  image_version: 1.14.4-1\n";
const bumped = `tls:\n  image_version: ${version}\n`;
const tree = { "a/v.yaml": old, "b/v.yaml": old };

/** Two helmfiles, each with one release that reads its own file. */
function two(a: Partial<FakeRelease>, b: Partial<FakeRelease> = {}) {
  return {
    "a/helmfile.yaml": [{ name: "a", values: ["a/v.yaml"], ...a }],
    "b/helmfile.yaml": [{ name: "b", values: ["b/v.yaml"], ...b }],
  };
}

test("an edit that has its effect is kept, and each target is rendered once", async () => {
  const { draft, plan, verified } = await fakeBump({
    tree,
    releases: {
      "a/helmfile.yaml": [
        { name: "a", values: ["a/v.yaml"] },
        { name: "c", values: ["a/v.yaml"] },
      ],
    },
  });
  expect(plan).toEqual(draft);
  expect(texts(plan)).toEqual({ "a/v.yaml": bumped });
  expect(verified).toEqual(["a/helmfile.yaml"]);
});

describe("an edit without its effect is left out, and the others are kept", () => {
  test.each<[string, Partial<FakeRelease>, string]>([
    ["another key decides", { key: "mesh.image_version" }, "example.org/envoy:default"],
    ["the tag is pinned", { pinned: "1.0" }, "example.org/envoy:1.0"],
    ["a later source decides", { values: ["a/v.yaml", { tls: { image_version: "2" } }] }, "example.org/envoy:2"],
  ])("%s", async (_, release, image) => {
    const { draft, plan } = await fakeBump({ tree, releases: two(release) });
    expect(Object.keys(texts(draft))).toEqual(["a/v.yaml", "b/v.yaml"]);
    expect(outcomes(plan)).toEqual([
      `a: with tls.image_version set in a/v.yaml it still runs ${image}: another key decides, see --key`,
      "b: bumped in b/v.yaml",
    ]);
    expect(texts(plan)).toEqual({ "b/v.yaml": bumped });
  });
});

test("an edit that works for one release stays for it", async () => {
  const { plan } = await fakeBump({
    tree,
    releases: {
      "a/helmfile.yaml": [
        { name: "a", values: ["a/v.yaml"] },
        { name: "pinned", values: ["a/v.yaml"], pinned: "1.0" },
      ],
    },
  });
  expect(outcomes(plan)).toEqual([
    "a: bumped in a/v.yaml",
    "pinned: with tls.image_version set in a/v.yaml it still runs example.org/envoy:1.0: another key decides, see --key",
  ]);
  expect(texts(plan)).toEqual({ "a/v.yaml": bumped });
});

test("releases that are current or skipped are not rendered again", async () => {
  const { plan, verified } = await fakeBump({
    tree: { ...tree, "a/v.yaml": bumped },
    releases: two({}, { pinned: "@sha256:0" }),
  });
  expect(outcomes(plan)).toEqual(["a: current", "b: the digest in example.org/envoy@sha256:0 decides what runs"]);
  expect(verified).toEqual([]);
});
