import { describe, expect, test } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { servicePlaces } from "../../src/repository/service-patterns.ts";

describe("the patterns that are the default", () => {
  const placeOf = servicePlaces(configSchema.parse({}).services, "the-root");

  test.each<[string, string, string?]>([
    ["helmfile.d/services/codfw/cxserver", "cxserver", "codfw"],
    ["helmfile.d/services/cxserver", "cxserver"],
    ["helmfile.d/dse-k8s-services/rdf-streaming-updater", "rdf-streaming-updater"],
    ["helmfile.d/admin/codfw/calico", "calico", "codfw"],
    ["helmfile.d/services/codfw/group/cxserver", "cxserver"],
    ["apps/cxserver", "cxserver"],
    ["cxserver", "cxserver"],
    [".", "the-root"],
  ])("%s: service %s, cluster %s", (folder, service, cluster) => {
    expect(placeOf(folder)).toEqual({ service, cluster });
  });
});

describe("patterns of one's own", () => {
  test.each<[string[], string, string, string?]>([
    [["{cluster}/{service}"], "a/b", "b", "a"],
    [["{cluster}/{service}"], "a/b/c", "c"],
    [["{service}/{cluster}"], "a/b", "a", "b"],
    [["**/{cluster}/x-{service}"], "a/b/c/x-d", "d", "c"],
    [["**/{cluster}/x-{service}"], "c/x-d", "d", "c"],
    [["**/{cluster}/x-{service}"], "c/d", "d"],
    [["a.b/{service}"], "a.b/c", "c"],
    [["a.b/{service}"], "axb/c", "c"],
    [["a.b/{service}/x"], "axb/c/x", "x"],
    [["a+(b)[c]?/{service}/x"], "a+(b)[c]?/d/x", "d"],
    [["*-cluster/{service}/x"], "one-cluster/c/x", "c"],
    [["*-cluster/{service}/x"], "one/two-cluster/c/x", "x"],
    [["first/{service}/x", "**/{service}"], "first/a/x", "a"],
    [["**/{service}", "first/{service}/x"], "first/a/x", "x"],
    [["no/service/named"], "no/service/named", "named"],
    [[], "a/b", "b"],
  ])("%j: %s is service %s, cluster %s", (patterns, folder, service, cluster) => {
    expect(servicePlaces(patterns, "the-root")(folder)).toEqual({ service, cluster });
  });
});
