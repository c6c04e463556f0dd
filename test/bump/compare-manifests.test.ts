import { describe, expect, test } from "vitest";
import { compareManifests } from "../../src/bump/compare-manifests.ts";
import type { ImageChange } from "../../src/bump/plan.ts";

const change: ImageChange = {
  object: "Pod/x",
  container: "tls",
  from: "example.org/envoy:1.14.4-1",
  version: "1.15.0-1",
  name: "envoy",
};
const sums = ["0".repeat(64), "1".repeat(64)] as const;

/** The manifests of a release; parts of them can be other ones. */
function manifests({
  image = change.from,
  app = "example.org/app:1.14.4-1",
  annotation = "checksum/tls",
  sum = `"${sums[0]}"`,
  config = "admin: 1\n    version: 1.14.4-1",
  more = "",
} = {}): string {
  return `---
# Source: x/pod.yaml
kind: Pod
metadata:
  name: x
  annotations: {${annotation}: ${sum}}
spec:
  containers:
    - {name: app, image: "${app}"}
    - {name: tls, image: "${image}"}
---
kind: ConfigMap
metadata: {name: c}
data:
  envoy.yaml: |
    ${config}
${more}`;
}

function compare(before: string, after: string, changes: readonly ImageChange[]): string[] {
  return compareManifests({ text: before }, { text: after }, changes);
}

const bumped = { image: "example.org/envoy:1.15.0-1" };
const future = { ...change, name: "envoy-future" };

describe("what is as planned", () => {
  test.each<[string, Parameters<typeof manifests>[0], ImageChange[]]>([
    ["nothing", {}, []],
    ["the image", bumped, [change]],
    ["a checksum", { ...bumped, sum: `"${sums[1]}"` }, [change]],
    ["the version elsewhere", { ...bumped, config: "admin: 1\n    version: 1.15.0-1" }, [change]],
    ["the name of the image", { image: "example.org/envoy-future:1.15.0-1" }, [future]],
    ["whatever name is inherited", { image: "example.org/envoy-next:1.15.0-1" }, [{ ...change, name: undefined }]],
    ["whatever is inherited", { image: "example.org/envoy:1.13.1-2" }, [{ ...change, version: undefined }]],
  ])("%s", (_, after, changes) => {
    expect(compare(manifests(), manifests(after), changes)).toEqual([]);
  });
});

describe("what is not", () => {
  test.each<[string, Parameters<typeof manifests>[0], ImageChange[], string[]]>([
    ["the image stays", {}, [change], ["container tls of Pod/x still runs example.org/envoy:1.14.4-1"]],
    [
      "the image gets another version",
      { image: "example.org/envoy:1.16.0-1" },
      [change],
      ["container tls of Pod/x runs example.org/envoy:1.16.0-1, not envoy:1.15.0-1"],
    ],
    [
      "the image gets another name",
      { image: "example.org/envoy-future:1.15.0-1" },
      [change],
      ["container tls of Pod/x runs example.org/envoy-future:1.15.0-1, not envoy:1.15.0-1"],
    ],
    [
      "the inherited image has another version",
      { image: "example.org/envoy-next:1.13.1-2" },
      [{ ...change, name: undefined }],
      ["container tls of Pod/x runs example.org/envoy-next:1.13.1-2, not envoy-next:1.15.0-1"],
    ],
    [
      "the image changes without being meant",
      bumped,
      [],
      ["container tls of Pod/x runs example.org/envoy:1.15.0-1 instead of example.org/envoy:1.14.4-1"],
    ],
    [
      "another image changes as well",
      { ...bumped, app: "example.org/app:1.15.0-1" },
      [change],
      ["container app of Pod/x runs example.org/app:1.15.0-1 instead of example.org/app:1.14.4-1"],
    ],
    [
      "another text changes",
      { ...bumped, config: "admin: 2\n    version: 1.14.4-1" },
      [change],
      ['ConfigMap/c: data.envoy.yaml: "admin: 1" → "admin: 2"'],
    ],
    [
      "a text gets longer",
      { ...bumped, config: "admin: 1\n    version: 1.15.0-1\n    more: 1" },
      [change],
      ['ConfigMap/c: data.envoy.yaml: "version: 1.14.4-1" → "version: 1.15.0-1"'],
    ],
    [
      "a checksum, where nothing is meant",
      { sum: `"${sums[1]}"` },
      [],
      [`Pod/x: metadata.annotations.checksum/tls: "${sums[0]}" → "${sums[1]}"`],
    ],
    [
      "an annotation that is no checksum",
      { ...bumped, sum: "other" },
      [change],
      [`Pod/x: metadata.annotations.checksum/tls: "${sums[0]}" → "other"`],
    ],
    [
      "an annotation by another name",
      { ...bumped, annotation: "checksum/other" },
      [change],
      [
        `Pod/x: metadata.annotations.checksum/tls: "${sums[0]}" → nothing`,
        `Pod/x: metadata.annotations.checksum/other: nothing → "${sums[0]}"`,
      ],
    ],
    ["another manifest", { ...bumped, more: "---\nkind: Service\n" }, [change], ["it has 4 manifests instead of 3"]],
    [
      "another container",
      { ...bumped, more: "---\nkind: Pod\nspec: {containers: [{name: new, image: a}]}\n" },
      [change],
      ["it runs 3 containers instead of 2"],
    ],
  ])("%s", (_, after, changes, problems) => {
    expect(compare(manifests(), manifests(after), changes)).toEqual(problems);
  });

  test("a version is replaced once, also where the old one is a part of the new one", () => {
    const old = { ...change, from: "example.org/envoy:1.1", version: "1.15.0-1" };
    const before = manifests({ image: "example.org/envoy:1.1", config: "a: 1.1\n    b: 1.1" });
    const after = manifests({ image: "example.org/envoy:1.15.0-1", config: "a: 1.15.0-1\n    b: 1.1" });
    expect(compare(before, after, [old])).toEqual([]);
  });

  test("a line of what is no YAML", () => {
    const text = (version: string, other: string) =>
      `---\na: b: ${version}\nc: ${other}\n${manifests({ image: `example.org/envoy:${version}` })}`;
    expect(compare(text("1.14.4-1", "1"), text("1.15.0-1", "1"), [change])).toEqual([]);
    expect(compare(text("1.14.4-1", "1"), text("1.15.0-1", "2"), [change])).toEqual(['"c: 1" → "c: 2"']);
  });
});
