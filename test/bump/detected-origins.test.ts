import { expect, test } from "vitest";
import { detectedOrigins } from "../../src/bump/detected-origins.ts";
import type { ImageOrigin, ReleaseOrigins } from "../../src/provenance/origin.ts";
import { parseImageReference } from "../../src/render/image-reference.ts";
import type { ContainerImage } from "../../src/render/images.ts";
import type { Release, RenderResult } from "../../src/render/renderer.ts";

const release = (name: string, chart = "charts/found"): Release => ({
  ...{ name, namespace: "n", chart, installed: true, values: [] },
});
const image = (text: string): ContainerImage => ({
  ...parseImageReference(text),
  ...{ text, container: "c", object: "Pod/x" },
});
const traced = (text: string): ImageOrigin => ({
  image: image(text),
  version: { causes: [{ path: ["tls", "image_version"], layers: [] }], literals: [] },
  name: undefined,
});

function detected(found: Partial<RenderResult>, releases: readonly ReleaseOrigins[] = []) {
  const result = { releases: [], unrendered: [], failure: undefined, ...found };
  const reads = { files: ["values.yaml"], folders: [], charts: [] };
  const origins = detectedOrigins(
    result,
    { releases, unrendered: [], reads, failures: ["of the other"] },
    ({ name }) => name === "envoy",
  );
  expect(origins.reads).toBe(reads);
  return {
    releases: origins.releases.map(({ release: { name, chart }, images, others }) => ({
      name: `${name} of ${chart}`,
      images: images.map(({ image: { text }, version }) => `${text} by ${version.causes.length} causes`),
      others: others.map(({ text }) => text),
    })),
    unrendered: origins.unrendered.map(({ name, chart }) => `${name} of ${chart}`),
    failures: origins.failures,
  };
}

test("images that both find have the origin of the one that traces, and the layers that it saw", () => {
  const found = { ...release("main"), images: [image("r/envoy:1"), image("r/app:1")] };
  const other = { release: release("main", "charts/traced"), images: [traced("r/envoy:1")], others: [] };
  expect(detected({ releases: [found] }, [other])).toEqual({
    releases: [{ name: "main of charts/traced", images: ["r/envoy:1 by 1 causes"], others: ["r/app:1"] }],
    unrendered: [],
    failures: [],
  });
});

test("an image that is another one where it is traced is of unknown origin", () => {
  const found = { ...release("main"), images: [image("r/envoy:2")] };
  const other = { release: release("main"), images: [traced("r/envoy:1")], others: [] };
  expect(detected({ releases: [found] }, [other]).releases[0]?.images).toEqual(["r/envoy:2 by 0 causes"]);
  expect(detected({ releases: [found] }).releases[0]?.images).toEqual(["r/envoy:2 by 0 causes"]);
});

test("what is only traced is left out", () => {
  const other = { release: release("main"), images: [traced("r/envoy:1")], others: [] };
  expect(detected({}, [other])).toEqual({ releases: [], unrendered: [], failures: [] });
});

test("where something fails, what it has not found is unrendered, as it is described where it is traced", () => {
  const found = { ...release("main"), images: [] };
  const others = ["main", "canary", "lost"].map((name) => ({
    ...{ release: release(name, "charts/traced"), images: [traced("r/envoy:1")], others: [] },
  }));
  const result = { releases: [found], unrendered: [release("canary"), release("other")], failure: "it fails" };
  expect(detected(result, others)).toMatchObject({
    releases: [{ name: "main of charts/traced" }],
    unrendered: ["canary of charts/traced", "other of charts/found", "lost of charts/traced"],
    failures: ["it fails"],
  });
});
