import { expect, test } from "vitest";
import { createEmbeddedRenderer } from "../../../src/render/embedded.ts";
import { findImages, findPrintedImages } from "../../../src/render/images.ts";
import { makeTree } from "../../helpers.ts";

const pod = (name: string, more = "") =>
  `kind: Pod\nmetadata:\n  name: ${name}\n${more}spec: {containers: [{name: c, image: "${name}:1"}]}\n`;
const hook = (events: string) => `  annotations: {helm.sh/hook: ${events}}\n`;

/** A release whose templates print images in all ways there are. */
function release(args: string, templates: Readonly<Record<string, string>> = {}): string {
  return makeTree({
    "helmfile.yaml": `helmDefaults: {args: [${args}]}\nreleases: [{name: r, chart: ./chart}]\n`,
    "chart/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    "chart/crds/crd.yaml": `${pod("crd")}---\n${pod("second-crd")}`,
    "chart/templates/a.yaml": `# none\n---\n${pod("first")}---\n---\n# ontainers\n${pod("second")}`,
    "chart/templates/b.yaml":
      'kind: List\nitems: [{spec: {"cont\\x61iners": [{image: "escaped:1"}]}}]\nx: {containers: {image: no}}\n',
    "chart/templates/hook.yaml": pod("hook", hook("pre-install")),
    "chart/templates/test.yaml": pod("test", hook("test")),
    ...Object.fromEntries(Object.entries(templates).map(([name, text]) => [`chart/templates/${name}`, text])),
  });
}

function rendererOf(root: string) {
  return createEmbeddedRenderer({
    ...{ root, charts: {}, standIns: { standIns: [], hostFolders: [] }, dropFields: [], strict: false, variables: {} },
    ...{ allowExec: false, cacheFolder: undefined, concurrency: 1, note: () => {} },
  });
}

test.each([
  ["as it is", "", ["first:1", "second:1", "escaped:1", "hook:1", "test:1"]],
  ["without tests", "--skip-tests", ["first:1", "second:1", "escaped:1", "hook:1"]],
  ["without hooks", "--no-hooks", ["first:1", "second:1", "escaped:1"]],
  ["with CRDs", "--include-crds", ["crd:1", "second-crd:1", "first:1", "second:1", "escaped:1", "hook:1", "test:1"]],
  ["some templates alone", "--show-only, templates/hook.yaml", ["hook:1"]],
])("the images of a release are those of what is printed: %s", async (_, args, expected) => {
  const renderer = rendererOf(release(args));
  const target = { helmfile: "helmfile.yaml", environment: undefined };
  const { releases, failure } = await renderer.render(target);
  expect(failure).toBe(undefined);
  const images = releases.flatMap((each) => each.images);
  expect(images.map(({ text }) => text)).toEqual(expected);
  const [printed] = (await renderer.manifests(target)).releases;
  expect(images).toEqual(findImages(printed?.text ?? ""));
  expect(await renderer.images(target)).toEqual({
    releases: [{ name: "r", namespace: "", images: findPrintedImages(printed?.text ?? "") }],
    failures: [],
  });
});

test("of a release that can be rendered only in part, what could be rendered is looked at", async () => {
  const broken = { "broken.yaml": `{{ fail "no" }}`, "no.yaml": `${pod("bad")}  x: [\n` };
  const renderer = rendererOf(release("", broken));
  const target = { helmfile: "helmfile.yaml", environment: undefined };
  const { releases, failure } = await renderer.render(target);
  expect(failure).toContain("no");
  const texts = releases.flatMap(({ images }) => images).map(({ text }) => text);
  expect(texts.toSorted()).toEqual(["bad:1", "escaped:1", "first:1", "hook:1", "second:1", "test:1"]);
  const found = await renderer.images(target);
  expect(found.releases.flatMap(({ images }) => images).map(({ image }) => image.text)).toEqual(texts);
  expect(found.failures.join("\n")).toBe(failure);
});

test("images that are found in what is printed come with the template that prints them", () => {
  const printed = `---\n# Source: c/templates/a.yaml\n${pod("a")}---\n${pod("b")}---\n# Source: c/templates/d.yaml\n${pod("d")}`;
  expect(findPrintedImages(printed).map(({ template, image }) => [template, image.text])).toEqual([
    ["c/templates/a.yaml", "a:1"],
    ["c/templates/a.yaml", "b:1"],
    ["c/templates/d.yaml", "d:1"],
  ]);
});
