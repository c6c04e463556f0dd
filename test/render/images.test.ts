import { describe, expect, test } from "vitest";
import { findImages } from "../../src/render/images.ts";

/** The images as `OBJECT CONTAINER IMAGE`. */
function imagesIn(manifests: string): string[] {
  return findImages(manifests).map(({ object, container, text }) => `${object} ${container} ${text}`);
}

test("an image comes with the parts of its reference", () => {
  const manifest = "kind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: 'example.org/a/envoy:1'}]}\n";
  expect(findImages(manifest)).toEqual([
    {
      text: "example.org/a/envoy:1",
      registry: "example.org",
      path: "a/envoy",
      name: "envoy",
      tag: "1",
      digest: undefined,
      container: "c",
      object: "Pod/p",
    },
  ]);
});

describe("where containers are found", () => {
  test.each<[string, string, string[]]>([
    [
      "the containers of a Deployment, its init containers and its ephemeral ones",
      `kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      initContainers:
        - name: init
          image: init:1
      containers:
        - name: app
          image: "app:2"
        - name: tls
          image: 'envoy:3'
      ephemeralContainers:
        - {name: debug, image: debug:4}
`,
      [
        "Deployment/web init init:1",
        "Deployment/web app app:2",
        "Deployment/web tls envoy:3",
        "Deployment/web debug debug:4",
      ],
    ],
    [
      "the pod of a CronJob",
      "kind: CronJob\nmetadata: {name: j}\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: envoy}]}}}}}\n",
      ["CronJob/j c envoy"],
    ],
    [
      "the elements of a List",
      "kind: List\nmetadata: {name: l}\nitems:\n- kind: Pod\n  spec: {containers: [{name: a, image: envoy:1}]}\n- kind: Pod\n  spec: {containers: [{name: b, image: envoy:2}]}\n",
      ["List/l a envoy:1", "List/l b envoy:2"],
    ],
    [
      "the pod template of a custom resource",
      "apiVersion: flink.example.org/v1\nkind: FlinkDeployment\nmetadata: {name: f}\nspec: {podTemplate: {spec: {containers: [{name: c, image: envoy:1}]}}}\n",
      ["FlinkDeployment/f c envoy:1"],
    ],
    [
      "several documents, empty ones among them",
      "---\n# Source: a.yaml\nkind: Pod\nspec: {containers: [{name: a, image: envoy:1}]}\n---\n---\n# nothing\n---\nspec: {containers: [{name: b, image: envoy:2}]}\n...\n",
      ["Pod/? a envoy:1", "?/? b envoy:2"],
    ],
    [
      "containers that share their text by anchors",
      "kind: Pod\nx: &c {name: c, image: envoy:1}\nspec: {containers: [*c, *c]}\n",
      ["Pod/? c envoy:1", "Pod/? c envoy:1"],
    ],
    ["a container without a name", "containers: [{image: envoy:1}]\n", ["?/?  envoy:1"]],
  ])("%s", (_, manifests, expected) => {
    expect(imagesIn(manifests)).toEqual(expected);
  });
});

describe("what is no image of a container", () => {
  test.each([
    ["no manifests", ""],
    ["an image elsewhere", "kind: ConfigMap\ndata: {image: envoy:1}\nspec: {image: envoy:2}\n"],
    ["text that looks like a manifest", "kind: ConfigMap\ndata:\n  pod.yaml: |\n    containers: [{image: envoy:1}]\n"],
    ["containers that are no list", "containers: {image: envoy:1}\n"],
    ["elements that are no container", "containers: [null, 5, envoy, [], {name: a}, {image: 5}, {image: null}]\n"],
    ["a list, a word, null", "- envoy\n---\nenvoy\n---\nnull\n"],
  ])("%s", (_, manifests) => {
    expect(findImages(manifests)).toEqual([]);
  });
});

describe("a document that is no YAML does not hide what can be read", () => {
  const pod = "kind: Pod\nspec: {containers: [{name: a, image: envoy:1}]}\n";
  test.each([
    ["an alias without an anchor", `x: *none\n---\n${pod}`],
    ["brackets that stay open", `${pod}---\nx: [\n`],
    ["a key twice", `${pod}kind: Pod\n`],
    ["a broken end", `${pod}  x: [\n`],
    ["hundreds of aliases", `${pod}a: &a {x: &b {y: 1}}\nb: [${"*a, *b, ".repeat(200)}]\n`],
  ])("%s", (_, manifests) => {
    expect(imagesIn(manifests)).toEqual(["Pod/? a envoy:1"]);
  });
});
