import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { EffectQuestion, EffectSource } from "../../src/bump/effects.ts";
import { createProvingRenderer } from "../../src/bump/proving-renderer.ts";
import { renderedEffects } from "../../src/bump/rendered-effects.ts";
import { defaultConfig } from "../../src/config/defaults.ts";
import { standInRules } from "../../src/repository/stand-ins/preset.ts";
import { makeTree, type Tree, temporaryFolder } from "../helpers.ts";

const deployment = `kind: Deployment
metadata: {name: {{ .Release.Name }}}
spec:
  template:
    metadata: {annotations: {checksum: {{ include (print .Template.BasePath "/config.yaml") . | sha256sum }}}}
    spec:
      containers: [{name: c, image: "example.org/envoy:{{ required "no version" .Values.version }}"}]
`;

const tree: Tree = {
  "charts/egret/Chart.yaml": "apiVersion: v2\nname: egret\nversion: 0.1.0\n",
  "charts/egret/values.yaml": 'version: "1.0"\nport: 80\n',
  "charts/egret/templates/config.yaml": "kind: ConfigMap\ndata: {port: {{ .Values.port | quote }}}\n",
  "charts/egret/templates/deployment.yaml": deployment,
  "charts/egret/templates/secret.yaml": '{{ if .Values.secret }}{{ fail "no secrets" }}{{ end }}',
  "charts/egret/templates/key.yaml": "{{ if .Values.random }}kind: Key\ndata: {{ randAlphaNum 9 }}{{ end }}\n",
  "environment.yaml": "port: 81\nextra: off\n",
  "s/_port.tpl": '{{ define "port" }}82{{ end }}',
  "s/helmfile.yaml": `environments:
  default: {values: [../environment.yaml]}
---
releases:
  - {name: plain, chart: ../charts/egret, values: [values.yaml]}
  - {name: other, namespace: n, chart: ../charts/egret, values: [values.yaml, other.yaml, {port: {{ .Values.port }}}]}
  - {name: template, chart: ../charts/egret, values: [values.yaml.gotmpl]}
  - {name: in-part, chart: ../charts/egret, values: [values.yaml, {secret: true}]}
  - {name: random, chart: ../charts/egret, values: [values.yaml, random.yaml.gotmpl]}
  - {name: lost, chart: ../charts/egret, values: [lost.yaml]}
  - {name: alone, chart: ../charts/egret}
  - {name: extra, chart: ../charts/egret, installed: {{ .Values.extra }}}
`,
  "s/values.yaml": "port: 90\n",
  "s/other.yaml": 'version: "1.1"\n',
  "s/values.yaml.gotmpl": 'port: {{ template "port" }}\nversion: {{ readFile "version" | trim | quote }}\n',
  "s/random.yaml.gotmpl": 'random: {{ randAlphaNum 9 }}\nversion: "1.2"\n',
  "s/version": "1.2\n",
};

const target = { helmfile: "s/helmfile.yaml", environment: undefined };
const nothing: EffectQuestion = { changes: {}, showManifests: true };
const idOf = (name: string, namespace = "") => JSON.stringify([target.helmfile, undefined, namespace, name]);
const change = { object: "Deployment/plain", container: "c", from: "example.org/envoy:1.0", name: "envoy" };

function open(root: string, cacheFolder?: string) {
  return createProvingRenderer({
    ...{ root, charts: {}, standIns: standInRules(defaultConfig, root) },
    ...{ dropFields: [], strict: false, allowExec: false, variables: {} },
    ...{ cacheFolder, concurrency: 1, note: () => {} },
  });
}

async function effectsOf(source: EffectSource, edits: Tree, question = nothing) {
  const done: number[] = [];
  const [effects] = await source.effects([{ target, question }], new Map(Object.entries(edits)), (i) => done.push(i));
  expect(done).toEqual([0]);
  // As JSON has it, which leaves out what is undefined.
  return JSON.parse(JSON.stringify(effects));
}

/** What edits do is the same as with renders in full, and it is these releases whose manifests change. */
async function expectEffects(renderer: ReturnType<typeof open>, edits: Tree, changed: string) {
  const found = await effectsOf(renderer, edits);
  expect(found).toEqual(await effectsOf(renderedEffects(renderer), edits));
  const names = found.releases.flatMap((release: { name: string; manifests?: unknown }) =>
    release.manifests ? [release.name] : [],
  );
  expect(names.join(" ")).toBe(changed === "all" ? "plain other template in-part random alone" : changed);
}

describe("what edits do is what rendering everything with and without them shows", () => {
  test.each<[string, Tree, changed: string]>([
    ["a value in use", { "s/values.yaml": "port: 91\n" }, "plain in-part random"],
    ["a version", { "s/values.yaml": 'port: 90\nversion: "1.5"\n' }, "plain in-part"],
    ["what is hidden by another file", { "s/values.yaml": 'port: 90\nnone: "1.5"\n' }, ""],
    ["a comment", { "s/values.yaml": "# a port\nport: 90\n" }, ""],
    ["what a template reads", { "s/version": "1.3\n" }, "template"],
    ["a template of values", { "s/values.yaml.gotmpl": "port: 82\n" }, "template"],
    ["values that take random bytes", { "s/random.yaml.gotmpl": 'random: x\nversion: "1.2"\n' }, "random"],
    ["what is no YAML any more", { "s/other.yaml": "version: [\n" }, ""],
    ["what fails with it", { "s/values.yaml": "version: null\n" }, "plain in-part random"],
    ["what the state reads", { "environment.yaml": "port: 83\nextra: off\n" }, "other"],
    ["what is installed", { "environment.yaml": "port: 81\nextra: on\n" }, ""],
    ["a file that was not there", { "s/lost.yaml": "port: 84\n" }, ""],
    ["the defaults of a chart", { "charts/egret/values.yaml": 'version: "1.0"\nport: 85\n' }, "alone"],
    ["a template of a chart", { "charts/egret/templates/secret.yaml": "kind: Secret\n" }, "all"],
  ])("%s", async (_, edits, changed) => {
    const renderer = open(makeTree(tree));
    await expectEffects(renderer, edits, changed);
    await renderer.close();
  });

  test("what is meant is no difference, and manifests are there only on demand", async () => {
    const renderer = open(makeTree(tree));
    const edits = { "s/values.yaml": 'port: 90\nversion: "1.5"\n' };
    const question = { changes: { [idOf("plain")]: [{ ...change, version: "1.5" }] }, showManifests: false };
    const { releases } = await effectsOf(renderer, edits, question);
    expect(releases.slice(0, 4)).toEqual([
      { namespace: "", name: "plain", isGone: false },
      { namespace: "n", name: "other", isGone: false },
      { namespace: "", name: "template", isGone: false },
      {
        ...{ namespace: "", name: "in-part", isGone: false },
        difference: "container c of Deployment/in-part runs example.org/envoy:1.5 instead of example.org/envoy:1.0",
        problem: expect.stringContaining("no secrets"),
      },
    ]);
    await renderer.close();
  });
});

describe("it is the same for a target that has been traced before", () => {
  // Of what fails, nothing is remembered.
  const state = (tree["s/helmfile.yaml"] as string).replace(/.*name: lost.*\n/, "");
  const question = { images: ["envoy"], parts: ["version"] as const };

  test.each<[string, Tree, changed: string]>([
    ["a value in use", { "s/values.yaml": "port: 91\n" }, "plain in-part random"],
    ["a comment", { "s/values.yaml": "# a port\nport: 90\n" }, ""],
    ["values that take random bytes", { "s/random.yaml.gotmpl": 'random: x\nversion: "1.2"\n' }, "random"],
    ["what fails with it", { "s/values.yaml": "version: null\n" }, "plain in-part random"],
    ["what the state reads", { "environment.yaml": "port: 83\nextra: off\n" }, "other"],
    ["what is installed", { "environment.yaml": "port: 81\nextra: on\n" }, ""],
    ["what a template reads", { "s/version": "1.3\n" }, "template"],
    ["what templates of values have in common", { "s/_port.tpl": '{{ define "port" }}83{{ end }}' }, "template"],
    ["what is no YAML any more", { "s/other.yaml": "version: [\n" }, ""],
    ["the defaults of a chart", { "charts/egret/values.yaml": 'version: "1.0"\nport: 85\n' }, "alone"],
    ["what is there no more", { "s/helmfile.yaml": state.replace(/.*name: plain.*\n/, "") }, ""],
    ["a template of a chart", { "charts/egret/templates/secret.yaml": "kind: Secret\n" }, "all"],
  ])("%s", async (_, edits, changed) => {
    const renderer = open(makeTree({ ...tree, "s/helmfile.yaml": state }));
    const { failures } = await renderer.origins(target, question);
    expect(failures).toEqual([expect.stringContaining("no secrets")]);
    await expectEffects(renderer, edits, changed);
    await renderer.close();
  });
});

test("a target that has been traced before can be asked about again and again", async () => {
  const renderer = open(
    makeTree({ ...tree, "s/helmfile.yaml": "releases: [{name: a, chart: ../charts/egret, values: [values.yaml]}]\n" }),
  );
  await renderer.origins(target, { images: ["envoy"], parts: ["version"] });
  await expectEffects(renderer, { "s/values.yaml": "port: 91\n" }, "a");
  await expectEffects(renderer, { "s/values.yaml": "port: 90\n# the same\n" }, "");
  await expectEffects(renderer, { "s/values.yaml": "version: null\n" }, "a");
  await expectEffects(renderer, { "s/values.yaml": "port: 92\n" }, "a");
  await renderer.close();
});

describe("a later run knows it", () => {
  const edits = { "s/values.yaml": 'port: 90\nversion: "1.5"\n' };

  test.each<[string, changed: Tree, isKnown: boolean]>([
    ["where nothing has changed", {}, true],
    ["where something has changed that is not looked at", { "s/more.yaml": "a: 1\n" }, true],
    ["unless the file that is edited has changed", { "s/values.yaml": "port: 92\n" }, false],
    ["unless another one has", { "s/other.yaml": "version: [\n" }, false],
    ["unless a chart has", { "charts/egret/values.yaml": "port: 93\n" }, false],
    ["unless the state has", { "environment.yaml": "port: 81\nextra: on\n" }, false],
  ])("%s", async (_, changed, isKnown) => {
    const [root, cacheFolder] = [makeTree(tree), temporaryFolder()];
    const run = async (edited: Tree) => {
      const renderer = open(root, cacheFolder);
      const found = await effectsOf(renderer, edited);
      await renderer.close();
      return found;
    };
    const before = await run(edits);
    for (const [path, text] of Object.entries(changed)) writeFileSync(join(root, path), text);
    const uncached = open(root);
    const after = await effectsOf(uncached, edits);
    await uncached.close();
    expect(await run(edits)).toEqual(after);
    if (isKnown) expect(after).toEqual(before);
    else expect(after).not.toEqual(before);
  });

  test("unless other edits are asked about", async () => {
    const [root, cacheFolder] = [makeTree(tree), temporaryFolder()];
    const more: Tree[] = [
      {},
      { "environment.yaml": "port: 83\nextra: on\n" },
      { "charts/egret/templates/more.yaml": "kind: More\n" },
      { "s/values.yaml": "port: 1\n" },
      {},
    ];
    for (const others of more) {
      const [renderer, uncached] = [open(root, cacheFolder), open(root)];
      const all = { ...edits, ...others };
      expect(await effectsOf(renderer, all)).toEqual(await effectsOf(renderedEffects(uncached), all));
      await Promise.all([renderer.close(), uncached.close()]);
    }
  });
});
