import { afterEach, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { layouts } from "../../src/layouts/registry.ts";
import { surveyReleases } from "../../src/lint/releases/survey-releases.ts";
import type { ReleasesContext } from "../../src/lint/rule.ts";
import { createTracingRenderer, type TracingRenderer } from "../../src/provenance/tracing-renderer.ts";
import { createRepositoryFiles } from "../../src/repository/files.ts";
import { scanRepository } from "../../src/repository/scan.ts";
import { standInRules } from "../../src/repository/stand-ins/preset.ts";
import { copyOfFixture, makeTree } from "../helpers.ts";

let renderer: TracingRenderer | undefined;
afterEach(() => renderer?.close());

/** What rules see of some services, by their folders. */
async function survey(root: string, folders: readonly string[]): Promise<ReleasesContext> {
  const config = await loadConfig(root);
  renderer = createTracingRenderer({
    ...{ root, charts: config.charts, standIns: standInRules(config, root), dropFields: config.dropFields },
    ...{ semantics: undefined, kubeVersion: undefined, strict: false, allowExec: false, variables: {} },
    ...{ cacheFolder: undefined, concurrency: 1, note: () => {} },
  });
  const describe = renderer.describe.bind(renderer);
  const origins = renderer.origins.bind(renderer);
  const { helmfiles, states } = await scanRepository(root, config);
  return surveyReleases(
    { describe, origins: (target) => origins(target, { images: ["envoy"], parts: ["version"] }) },
    {
      ...{ root, config, layouts, helmfiles, states, files: createRepositoryFiles({ root }) },
      linted: helmfiles.filter(({ folder }) => folders.includes(folder)),
    },
  );
}

function idsOf({ survey: { releases } }: ReleasesContext): string[] {
  return releases.map(({ target, isSelected }) => `${isSelected ? "" : "-"}${target.source.folder.split("/").at(-1)}`);
}

test("all clusters of a service belong together", async () => {
  const { services } = await survey(copyOfFixture("repository-2020"), ["helmfile.d/services/staging/parrot"]);
  expect(services.map(({ name, targets }) => [name, targets.map(({ helmfile }) => helmfile.cluster)])).toEqual([
    ["parrot", ["codfw", "staging"]],
  ]);
});

test("whoever else reads a file of a service is known, without being linted", async () => {
  const helmfile = (...values: string[]) =>
    `releases:\n  - name: main\n    chart: ../../../charts/egret\n    values: [${values.join(", ")}]\n`;
  const root = makeTree({
    ".git/HEAD": "ref: refs/heads/main\n",
    "charts/egret/Chart.yaml": "apiVersion: v2\nname: egret\nversion: 0.1.0\n",
    "helmfile.d/services/host/helmfile.yaml": helmfile("values.yaml"),
    "helmfile.d/services/host/values.yaml": "a: 1\n",
    "helmfile.d/services/guest/helmfile.yaml": helmfile("../host/values.yaml"),
    "helmfile.d/services/stranger/helmfile.yaml": helmfile("values.yaml"),
    "helmfile.d/services/stranger/values.yaml": "a: 1\n",
  });
  const context = await survey(root, ["helmfile.d/services/host"]);
  expect(idsOf(context)).toEqual(["host", "-guest"]);
  expect(context.services.map(({ name }) => name)).toEqual(["host"]);
});

const today = {
  ".fixtures/general-staging.yaml": "mesh: { image_version: 1.15.1-2 }\nonly: host\n",
  "helmfile.d/services/parrot/.fixtures.yaml": "mesh: { image_version: 1.16.0-1 }\n",
  "helmfile.d/services/parrot/values.yaml": "worker:\n  mesh:\n    image_version: 1.17.0-1\n",
  "helmfile.d/services/parrot/values-main.yaml": "mesh:\n  image_version: 1.18.0-1\n",
};

test("the layers of a release say what they set, and where", async () => {
  const root = makeTree(today, copyOfFixture("provenance/today"));
  const context = await survey(root, ["helmfile.d/services/parrot"]);
  const [staging, eqiad] = context.survey.releases.map((release) => context.valuesOf(release));
  const described = staging?.layers.map(({ kind, index, at, find, site }) => {
    const place = site(["mesh", "image_version"]);
    return [
      `${kind} ${index}`,
      at(["mesh", "image_version"]),
      place && `${place.file}:${place.line}:${place.column}`,
      find(["mesh", "image_version"]).map((path) => path.join(".")),
    ];
  });
  const key = ["mesh.image_version"];
  expect(described).toEqual([
    ["chart -1", "1.13.1-2", "charts/parrot/values.yaml:8:18", key],
    ["host 0", "1.15.1-2", ".fixtures/general-staging.yaml:1:24", key],
    ["fixture 0", "1.16.0-1", "helmfile.d/services/parrot/.fixtures.yaml:1:24", key],
    ["own 1", undefined, undefined, ["worker.mesh.image_version"]],
    ["own 3", "1.18.0-1", "helmfile.d/services/parrot/values-main.yaml:2:18", key],
  ]);
  expect([staging?.knowsHost, staging?.isOpen]).toEqual([true, false]);
  // The service's own stand-in says nothing of what the host has.
  expect([eqiad?.knowsHost, eqiad?.isOpen]).toEqual([false, false]);
});

test("values that cannot be read as they stand leave it open what else is set", async () => {
  const root = makeTree(
    {
      "helmfile.d/services/parrot/helmfile.yaml": `releases:
  - name: main
    chart: wmf-stable/parrot
    values: [values.yaml.gotmpl, { mesh: { image_version: 1.14.0-1 } }]
`,
      "helmfile.d/services/parrot/values.yaml.gotmpl": "a: {{ 1 }}\n",
    },
    copyOfFixture("provenance/today"),
  );
  const context = await survey(root, ["helmfile.d/services/parrot"]);
  const [values] = context.survey.releases.map((release) => context.valuesOf(release));
  expect(values?.isOpen).toBe(true);
  const inline = values?.layers.at(-1);
  expect([inline?.kind, inline?.at(["mesh", "image_version"]), inline?.find(["image_version"])]).toEqual([
    "inline",
    "1.14.0-1",
    [["mesh", "image_version"]],
  ]);
});
