import { describe, expect, test } from "vitest";
import { type ImageReference, isTag, parseImageReference } from "../../src/render/image-reference.ts";

const digest = `sha256:${"0".repeat(64)}`;

describe("parseImageReference", () => {
  test.each<[string, Partial<ImageReference>]>([
    ["envoy", { path: "envoy", name: "envoy" }],
    ["envoy:1.15.0-1", { path: "envoy", name: "envoy", tag: "1.15.0-1" }],
    ["envoyproxy/envoy:v1.15", { path: "envoyproxy/envoy", name: "envoy", tag: "v1.15" }],
    ["docker.io/library/envoy", { registry: "docker.io", path: "library/envoy", name: "envoy" }],
    ["registry.example.org/envoy:1", { registry: "registry.example.org", path: "envoy", name: "envoy", tag: "1" }],
    ["example.org:5000/envoy", { registry: "example.org:5000", path: "envoy", name: "envoy" }],
    ["example.org:5000/a/envoy:1", { registry: "example.org:5000", path: "a/envoy", name: "envoy", tag: "1" }],
    ["registry:5000/envoy:1", { registry: "registry:5000", path: "envoy", name: "envoy", tag: "1" }],
    ["localhost/envoy:1", { registry: "localhost", path: "envoy", name: "envoy", tag: "1" }],
    ["localhost:5000/envoy", { registry: "localhost:5000", path: "envoy", name: "envoy" }],
    ["localhost", { path: "localhost", name: "localhost" }],
    ["mylocalhost/envoy", { path: "mylocalhost/envoy", name: "envoy" }],
    ["127.0.0.1:5000/envoy:1", { registry: "127.0.0.1:5000", path: "envoy", name: "envoy", tag: "1" }],
    ["example.org/a/b/c/d:1", { registry: "example.org", path: "a/b/c/d", name: "d", tag: "1" }],
    ["a/b/c/d:1", { path: "a/b/c/d", name: "d", tag: "1" }],
    [`envoy@${digest}`, { path: "envoy", name: "envoy", digest }],
    [`envoy:1@${digest}`, { path: "envoy", name: "envoy", tag: "1", digest }],
    [
      `example.org:5000/a/envoy:1@${digest}`,
      { registry: "example.org:5000", path: "a/envoy", name: "envoy", tag: "1", digest },
    ],
    ["envoy:", { path: "envoy", name: "envoy", tag: "" }],
    ["", { path: "", name: "" }],
  ])("%s", (text, parts) => {
    expect(parseImageReference(text)).toEqual({ registry: undefined, tag: undefined, digest: undefined, ...parts });
  });
});

describe("isTag", () => {
  test.each(["1.15.0-1", "latest", "v1", "1", "_", "a_b.c-d", "2020-07-15-production", "x".repeat(128)])(
    "%j is a tag",
    (text) => {
      expect(isTag(text)).toBe(true);
    },
  );

  test.each(["", "-1", ".1", "1 0", "1:0", "1/0", "1@0", "1+0", "é", "1\n", " 1", "x".repeat(129)])(
    "%j is no tag",
    (text) => {
      expect(isTag(text)).toBe(false);
    },
  );
});
