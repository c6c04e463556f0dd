import { describe, expect, test } from "vitest";
import { verifyPlan } from "../../src/bump/verify.ts";
import { findImages } from "../../src/render/images.ts";
import type { RenderedRelease, Renderer, RenderResult } from "../../src/render/renderer.ts";
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

describe("an edit that breaks a release is left out", () => {
  test.each<[string, Partial<RenderResult>, string]>([
    ["it cannot be rendered", { failure: "no version" }, "it cannot be rendered: no version"],
    [
      "another release of that name is there",
      { releases: [rendered({ namespace: "other" })], failure: "no version" },
      "it cannot be rendered: no version",
    ],
    ["the image is gone", { releases: [rendered({ images: [] })] }, "it does not run envoy any more"],
  ])("%s", async (_, result, reason) => {
    const { draft } = await fakeBump({ tree, releases: { "a/helmfile.yaml": [{ name: "a", values: ["a/v.yaml"] }] } });
    const renderer: Renderer = {
      render: async () => ({ releases: [], unrendered: [], failure: undefined, ...result }),
      releases: async () => [],
      template: async () => ({ text: "", failure: undefined }),
      overlay: async () => {},
      close: async () => {},
    };
    const request = { image: "envoy", version, key: ["tls", "image_version"] };
    const plan = await verifyPlan(draft, renderer, request, () => {});
    expect(outcomes(plan)).toEqual([`a: with tls.image_version set in a/v.yaml ${reason}`]);
    expect(plan.edits).toEqual([]);
  });
});

function rendered(more: Partial<RenderedRelease>): RenderedRelease {
  const images = findImages(`containers: [{name: tls, image: "envoy:${version}"}]\n`);
  return { name: "a", namespace: "default", chart: "c", installed: true, values: [], images, ...more };
}

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
