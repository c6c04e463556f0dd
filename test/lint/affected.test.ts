import { afterAll, expect, test } from "vitest";
import { defaultConfig } from "../../src/config/defaults.ts";
import { AffectedHelmfiles } from "../../src/lint/releases/affected.ts";
import { createTracingRenderer } from "../../src/provenance/tracing-renderer.ts";
import { isWithin } from "../../src/repository/is-within.ts";
import { scanRepository } from "../../src/repository/scan.ts";
import { standInRules } from "../../src/repository/stand-ins/preset.ts";
import { makeTree } from "../helpers.ts";

const root = makeTree({
  "charts/egret/Chart.yaml": "apiVersion: v2\nname: egret\nversion: 0.1.0\n",
  "charts/heron/Chart.yaml": "apiVersion: v2\nname: heron\nversion: 0.1.0\n",
  "data/text.json": '{"a": 1}',
  "helmfile.d/global.yaml": "environments:\n  staging: {}\n  eqiad:\n    values: [{ chart: egret }]\n",
  "helmfile.d/services/_common_/values.yaml": "a: 1\n",
  "helmfile.d/services/_more_/values.yaml": "c: 1\n",
  "helmfile.d/services/_common_/staging.yaml.gotmpl": '{{ readFile "../../../data/text.json" }}\n',
  "helmfile.d/services/plain/helmfile.yaml": `releases:
  - name: main
    chart: wmf-stable/egret
    values: [../_common_/values.yaml, values.yaml, ../_common_/gone.yaml]
    missingFileHandler: Info
`,
  "helmfile.d/services/plain/values.yaml": "b: 1\n",
  "helmfile.d/services/linked/helmfile.yaml": `releases:
  - name: main
    chart: wmf-stable/heron
    values: [values.yaml]
`,
  "helmfile.d/services/linked/values.yaml": "-> ../_linked_/values.yaml",
  "helmfile.d/services/_linked_/values.yaml": "d: 1\n",
  "helmfile.d/services/based/helmfile.yaml": `bases: [../../global.yaml]
---
releases:
  - name: main
    chart: wmf-stable/{{ .Values | get "chart" "heron" }}
    values: ["../_common_/{{ .Environment.Name }}.yaml.gotmpl"]
    missingFileHandler: Info
`,
  "helmfile.d/services/guest/helmfile.yaml": `releases:
  - name: main
    chart: wmf-stable/heron
    values: [../plain/values.yaml, ../_more_/*.yaml]
    missingFileHandler: Info
  - name: off
    installed: false
    chart: wmf-stable/egret
`,
});

const renderer = createTracingRenderer({
  ...{ root, charts: defaultConfig.charts, standIns: standInRules(defaultConfig, root) },
  ...{ dropFields: [], semantics: undefined, kubeVersion: undefined, strict: false, allowExec: false, variables: {} },
  ...{ cacheFolder: undefined, concurrency: 1, note: () => {} },
});
afterAll(() => renderer.close());

/** The services whose releases are affected, by what changes. */
const cases: readonly [what: string, paths: readonly string[], charts: readonly string[], services: string][] = [
  ["its helmfile", ["helmfile.d/services/based/helmfile.yaml"], [], "based"],
  ["its values, and those who read them", ["helmfile.d/services/plain/values.yaml"], [], "guest plain"],
  ["anything in its folder, there or not", ["helmfile.d/services/based/values/gone.yaml"], [], "based"],
  ["a base", ["helmfile.d/global.yaml"], [], "based"],
  ["shared values", ["helmfile.d/services/_common_/values.yaml"], [], "plain"],
  [
    "shared values that are gone, by all who could have found them",
    ["helmfile.d/services/_common_/gone.yaml"],
    [],
    "based plain",
  ],
  ["what a pattern found", ["helmfile.d/services/_more_/gone.yaml"], [], "guest"],
  ["what a template reads", ["data/text.json"], [], "based"],
  ["a folder with something that is read", ["data"], [], "based"],
  ["a folder above", ["helmfile.d/services"], [], "based guest linked plain"],
  [
    "a chart, by whatever names it for what is installed",
    ["charts/egret/values.yaml"],
    ["charts/egret"],
    "based plain",
  ],
  ["another chart", ["charts/heron/values.yaml"], ["charts/heron"], "based guest linked"],
  ["a chart that nobody has", ["charts/ibis/Chart.yaml"], ["charts/ibis"], ""],
  ["what a link leads to", ["helmfile.d/services/_linked_/values.yaml"], [], "linked"],
  ["what nobody reads", ["README.md", "data/other.json"], [], ""],
];

test.each(cases)("%s", async (_, paths, charts, expected) => {
  const { helmfiles, states } = await scanRepository(root, defaultConfig);
  const affected = new AffectedHelmfiles({
    ...{ root, helmfiles, states, paths, charts },
    isOfCharts: (path) => isWithin(path, "charts"),
    describe: (target) => renderer.describe(target),
  });
  const services: string[] = [];
  for (const helmfile of helmfiles) if (await affected.has(helmfile)) services.push(helmfile.service);
  expect(services.sort().join(" ")).toBe(expected);
});

test("what cannot be found out counts as affected", async () => {
  const { helmfiles, states } = await scanRepository(root, defaultConfig);
  const affected = new AffectedHelmfiles({
    ...{ root, helmfiles, states, paths: ["data/other.json"], charts: [] },
    isOfCharts: () => false,
    describe: async () => ({ releases: [], reads: { files: [], folders: [], charts: [] } }),
  });
  expect(await Promise.all(helmfiles.map((helmfile) => affected.has(helmfile)))).toEqual([true, true, true, true]);
});
