import { expect, test } from "vitest";
import { nameRepository } from "../../src/registry/repository-name.ts";
import { parseImageReference } from "../../src/render/image-reference.ts";
import { errorOf } from "../helpers.ts";

test.each<[string, string | undefined, string, string, string]>([
  [
    "docker-registry.wikimedia.org/envoy:1.15.0-1",
    undefined,
    "https://docker-registry.wikimedia.org",
    "envoy",
    "docker-registry.wikimedia.org",
  ],
  ["reg.example:5000/a/b", undefined, "https://reg.example:5000", "a/b", "reg.example:5000"],
  ["localhost/a", undefined, "https://localhost", "a", "localhost"],
  ["reg.example/a", "http://localhost:5000", "http://localhost:5000", "a", "localhost:5000"],
  ["reg.example/a", "https://other.example/", "https://other.example", "a", "other.example"],
  ["reg.example/a", "[::1]:5000", "https://[::1]:5000", "a", "[::1]:5000"],
  ["envoy", undefined, "https://registry-1.docker.io", "library/envoy", "https://index.docker.io/v1/"],
  ["envoyproxy/envoy", undefined, "https://registry-1.docker.io", "envoyproxy/envoy", "https://index.docker.io/v1/"],
  ["docker.io/envoy", undefined, "https://registry-1.docker.io", "library/envoy", "https://index.docker.io/v1/"],
])("%s asked of %s", (image, registry, origin, path, credentialsKey) => {
  expect(nameRepository(parseImageReference(image), registry)).toMatchObject({ origin, path, credentialsKey });
});

test.each([
  ["reg.example/a", "https://user:password@other.example"],
  ["reg.example/a", "other.example/path"],
  ["reg.example/a", "other.example?x"],
  ["reg.example/a", "ftp://other.example"],
  ["reg.example/a", ""],
  ["reg.example/A", undefined],
  ["reg.example/a/../b", undefined],
  ["reg.example/a?b", undefined],
  ["reg.example/", undefined],
  [`reg.example/${"a".repeat(256)}`, undefined],
  ["re g.example/a", undefined],
])("%s asked of %s is refused", async (image, registry) => {
  expect(await errorOf(() => nameRepository(parseImageReference(image), registry))).toMatchObject({ code: "usage" });
});
