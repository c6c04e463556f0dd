import { chmodSync, existsSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { createHelmfileRenderer, type HelmfileOptions } from "../../src/render/helmfile.ts";
import type { Release, Renderer, RenderResult, TemplateOutput } from "../../src/render/renderer.ts";
import { scanRepository } from "../../src/repository/scan.ts";
import { standInRules } from "../../src/repository/stand-ins/preset.ts";
import { copyOfFixture, errorOf, makeTree, readTree, temporaryFolder } from "../helpers.ts";
import { describeWithRealTools, realTools } from "../real-tools.ts";

const config = configSchema.parse({});

/** Options for a renderer of a repository, as the scanner and the default configuration make them. */
async function optionsFor(root: string, more: Partial<HelmfileOptions> = {}): Promise<HelmfileOptions> {
  const { stateFiles } = await scanRepository(root, config);
  const { charts, dropFields, timeout } = config;
  const tools = { helmfileBinary: realTools.helmfile, helmBinary: realTools.helm };
  const standIns = standInRules(config, root);
  return { root, stateFiles, charts, dropFields, standIns, timeout, concurrency: 2, ...tools, ...more };
}

async function render(
  root: string,
  helmfile: string,
  environment?: string,
  more: Partial<HelmfileOptions> = {},
): Promise<RenderResult> {
  const renderer = await createHelmfileRenderer(await optionsFor(root, more));
  try {
    return await renderer.render({ helmfile, environment });
  } finally {
    await renderer.close();
  }
}

/** The images of each release, as `RELEASE IMAGE`. */
function imagesOf({ releases }: RenderResult): string[] {
  return releases.flatMap(({ name, images }) => images.map(({ text }) => `${name} ${text}`));
}

/** The values files of a release; one that is missing has a question mark. */
function filesOf(release: Release | undefined): string[] {
  return (release?.values ?? []).map((source) =>
    source.kind === "file" ? source.path + (source.exists ? "" : "?") : JSON.stringify(source.values),
  );
}

/** A small chart and a helmfile that uses it, with releases as given. */
const chart = {
  "charts/small/Chart.yaml": "apiVersion: v1\nname: small\nversion: 0.1.0\n",
  "charts/small/values.yaml": "tls: {image_version: a}\n",
  "charts/small/templates/pod.yaml":
    "kind: Pod\nspec: {containers: [{name: tls, image: 'envoy:{{ required \"no version\" .Values.tls.image_version }}'}]}\n",
};

describeWithRealTools("the helmfile renderer on a repository in the 2020 layout", () => {
  const folder = "helmfile.d/services";
  let root: string;
  let before: object;
  let renderer: Renderer;
  beforeAll(async () => {
    root = copyOfFixture("repository-2020");
    before = readTree(root);
    renderer = await createHelmfileRenderer(await optionsFor(root));
  });
  afterAll(async () => {
    await renderer.close();
  });

  test("renders every release with its values files in merge order", async () => {
    const result = await renderer.render({ helmfile: `${folder}/codfw/heron/helmfile.yaml`, environment: undefined });
    expect(result).toMatchObject({ failure: undefined, unrendered: [] });
    expect(result.releases).toMatchObject([
      { name: "production", namespace: "heron", chart: "charts/heron", installed: true },
      { name: "canary", namespace: "heron", chart: "charts/heron", installed: true },
    ]);
    expect(result.releases.map(filesOf)).toEqual([
      [`${folder}/codfw/heron/values.yaml`, `${folder}/codfw/heron/private/secrets.yaml?`],
      [
        `${folder}/codfw/heron/values.yaml`,
        `${folder}/codfw/heron/values-canary.yaml`,
        `${folder}/codfw/heron/private/secrets.yaml?`,
      ],
    ]);
    expect(imagesOf(result)).toEqual([
      "production registry.example.org/example/heron:2020-06-12-111213-production",
      "production registry.example.org/envoy:1.13.1-2",
      "canary registry.example.org/example/heron:2020-06-12-111213-production",
      "canary registry.example.org/envoy:1.13.1-2",
    ]);
  });

  test("finds the same images where nothing else is wanted, with the templates that print them", async () => {
    const target = { helmfile: `${folder}/codfw/heron/helmfile.yaml`, environment: undefined };
    const { releases, failures } = await renderer.images(target);
    expect(failures).toEqual([]);
    const template = "heron/templates/deployment.yaml";
    const expected = (await renderer.render(target)).releases.map(({ name, namespace, images }) => {
      return { name, namespace, images: images.map((image) => ({ image, template })) };
    });
    expect(releases).toEqual(expected);
  });

  test("tells the releases of a helmfile apart", async () => {
    const result = await renderer.render({
      helmfile: `${folder}/staging/termite/helmfile.yaml`,
      environment: undefined,
    });
    expect(imagesOf(result).filter((image) => image.includes("/envoy:"))).toEqual([
      "staging registry.example.org/envoy:1.13.1-2",
    ]);
  });

  test("lists releases without rendering them", async () => {
    const releases = await renderer.releases({
      helmfile: `${folder}/staging/parrot/helmfile.yaml`,
      environment: undefined,
    });
    expect(releases).toMatchObject([{ name: "staging", namespace: "parrot", chart: "charts/parrot", installed: true }]);
    expect(releases[0]).not.toHaveProperty("images");
  });

  test("sees the overlay, and leaves the tree as it is", async () => {
    const overlay = new Map([
      [`${folder}/codfw/parrot/values.yaml`, "tls: {enabled: true, image_version: 1.15.0-1}\n"],
      [`${folder}/codfw/parrot/private/secrets.yaml`, "main_app: {version: secret}\n"],
    ]);
    const renderer = await createHelmfileRenderer(await optionsFor(root));
    await renderer.overlay(overlay);
    const result = await renderer.render({ helmfile: `${folder}/codfw/parrot/helmfile.yaml`, environment: undefined });
    await renderer.close();
    expect(imagesOf(result)).toEqual([
      "production registry.example.org/example/parrot:secret",
      "production registry.example.org/envoy:1.15.0-1",
    ]);
    expect(filesOf(result.releases[0])).toEqual([...overlay.keys()]);
    expect(readTree(root)).toEqual(before);
  });
});

describeWithRealTools("the helmfile renderer on a repository in today's layout", () => {
  const helmfile = "helmfile.d/services/egret/helmfile.yaml";
  const inFolder = (...names: string[]) => names.map((name) => `helmfile.d/services/egret/${name}`);
  let renderer: Renderer;
  beforeAll(async () => {
    renderer = await createHelmfileRenderer(await optionsFor(copyOfFixture("repository-today")));
  });
  afterAll(async () => {
    await renderer.close();
  });

  test("an environment: its values files, its images, and what is not installed is not rendered", async () => {
    const result = await renderer.render({ helmfile, environment: "staging" });
    expect(result).toMatchObject({ failure: undefined, unrendered: [] });
    expect(result.releases).toMatchObject([{ name: "main", namespace: "egret", chart: "charts/egret" }]);
    expect(result.releases.map(filesOf)).toEqual([
      inFolder("values.yaml", "values-staging.yaml", "values-main.yaml?", "values-staging-main.yaml?"),
    ]);
    expect(imagesOf(result)).toEqual([
      "main registry.example.org/example/egret:2025-03-04-101112",
      "main registry.example.org/envoy:1.26.4-1",
    ]);
  });

  test("another environment", async () => {
    const result = await renderer.render({ helmfile, environment: "eqiad" });
    expect(result.releases.map(filesOf)).toEqual([
      inFolder("values.yaml", "values-eqiad.yaml?", "values-main.yaml?", "values-eqiad-main.yaml?"),
      inFolder("values.yaml", "values-eqiad.yaml?", "values-canary.yaml", "values-eqiad-canary.yaml?"),
    ]);
    expect(imagesOf(result)).toEqual([
      "main registry.example.org/example/egret:2025-03-04-101112",
      "main registry.example.org/envoy:1.23.10-3",
      "canary registry.example.org/example/egret:2025-03-05-090807",
      "canary registry.example.org/envoy:1.23.10-3",
    ]);
  });

  test("which releases are installed is known without rendering", async () => {
    const releases = await renderer.releases({ helmfile, environment: "staging" });
    expect(releases.map(({ name, installed }) => [name, installed])).toEqual([
      ["main", true],
      ["canary", false],
    ]);
  });

  test("an environment that is not defined has no releases", async () => {
    const target = { helmfile, environment: "nowhere" };
    expect(await renderer.render(target)).toEqual({ releases: [], unrendered: [], failure: undefined });
    expect(await renderer.releases(target)).toEqual([]);
  });
});

describeWithRealTools("the helmfile renderer with stand-ins for files of the host", () => {
  const values = (name: string) => `"/etc/helmfile-defaults/${name}-{{ .Environment.Name }}.yaml"`;
  const service = [
    "bases: [../global.yaml]",
    "---",
    "releases:",
    "  - name: main",
    "    chart: wmf-stable/small",
    "    missingFileHandler: Info",
    "    values:",
    `      - ${values("general")}`,
    "      - /etc/helmfile-defaults/general-codfw.yaml",
    "      - /etc/helmfile-defaults/private/admin/{{`{{ .Release.Name }}`}}/{{ .Environment.Name }}.yaml",
    "      - /etc/helmfile-defaults/mediawiki/httpd.yaml",
    '      - tls: {chart: "{{ .Values.kubernetesVersion }}"}',
  ].join("\n");
  const tree = {
    ...chart,
    ".fixtures/general-eqiad.yaml": "tls: {image_version: eqiad}\n",
    ".fixtures/general-codfw.yaml": "a: 1\n",
    ".fixtures/clusterinfo-eqiad.yaml": "kubernetesVersion: '1.30'\n",
    "charts/small/templates/values.yaml": "kind: Values\nvalues: {{ toJson .Values }}\n",
    "helmfile.d/services/global.yaml": `environments: {eqiad: {values: [${values("clusterinfo")}]}, codfw: {values: [${values("clusterinfo")}]}}\n`,
    "helmfile.d/services/a/helmfile.yaml": service,
    "helmfile.d/services/a/.fixtures.yaml": "own: a\n",
    "helmfile.d/services/b/helmfile.yaml": "-> ../a/helmfile.yaml",
  };
  const valuesIn = ({ text }: TemplateOutput) => JSON.parse(/^values: (.*)/m.exec(text)?.[1] ?? "null");

  test("each service has its own, in the bases as well, and files have their names on the host", async () => {
    const root = makeTree(tree);
    const before = readTree(root);
    const renderer = await createHelmfileRenderer(await optionsFor(root));
    const renderIn = (name: string, environment: string) =>
      renderer.template({ helmfile: `helmfile.d/services/${name}/helmfile.yaml`, environment });
    const [a, b, other] = await Promise.all([renderIn("a", "eqiad"), renderIn("b", "eqiad"), renderIn("a", "codfw")]);
    const releasesOf = (name: string) =>
      renderer.releases({ helmfile: `helmfile.d/services/${name}/helmfile.yaml`, environment: "eqiad" });
    const [[ofA], [ofB]] = await Promise.all([releasesOf("a"), releasesOf("b")]);
    await renderer.close();
    expect([a, b, other].map(({ failure }) => failure)).toEqual([undefined, undefined, undefined]);
    expect([a, b].map(valuesIn)).toEqual([
      { a: 1, own: "a", tls: { image_version: "eqiad", chart: "1.30" } },
      { a: 1, tls: { image_version: "eqiad", chart: "1.30" } },
    ]);
    expect(valuesIn(other)).toEqual({ a: 1, own: "a", tls: { image_version: "a", chart: "1.31.2" } });
    const inline = '{"tls":{"chart":"1.30"}}';
    const files = (secret: string) => [
      "/etc/helmfile-defaults/general-eqiad.yaml",
      "/etc/helmfile-defaults/general-codfw.yaml",
      `/etc/helmfile-defaults/private/admin/main/eqiad.yaml${secret}`,
      "/etc/helmfile-defaults/mediawiki/httpd.yaml?",
      inline,
    ];
    expect(filesOf(ofA)).toEqual(files(""));
    expect(filesOf(ofB)).toEqual(files("?"));
    expect(readTree(root)).toEqual(before);
  });

  /** A helmfile that also writes down what it is asked for. */
  function listening(): { helmfileBinary: string; commands: () => string[] } {
    const folder = makeTree({ helmfile: `#!/bin/sh\necho "$*" >> "$0.log"\nexec ${realTools.helmfile} "$@"\n` });
    const helmfileBinary = join(folder, "helmfile");
    chmodSync(helmfileBinary, 0o755);
    const commands = () => readFileSync(`${helmfileBinary}.log`, "utf8").match(/\b(?:build|template)$/gm) ?? [];
    return { helmfileBinary, commands };
  }

  test.each<[string, string, boolean]>([
    ["by the environment", '"/etc/helmfile-defaults/general-{{ .Environment.Name }}.yaml"', false],
    ["by the environment, late", "/etc/helmfile-defaults/general-{{`{{ .Environment.Name }}`}}.yaml # all", false],
    ["in full", "/etc/helmfile-defaults/general-eqiad.yaml", false],
    ["in full, of another environment", "/etc/helmfile-defaults/general-codfw.yaml", true],
    ["in a flow list", "[/etc/helmfile-defaults/general-codfw.yaml]", true],
    ["by another value", '"/etc/helmfile-defaults/general-{{ .Values.cluster }}.yaml"', true],
    ["by a function", '{{ printf "/etc/helmfile-defaults/general-%s.yaml" "codfw" | quote }}', true],
    ["in a roundabout way", "/etc/helmfile-defaults/x/../general-codfw.yaml", true],
    ["by a glob", "/etc/helmfile-defaults/gen*-codfw.yaml", true],
    ["by the release", "/etc/helmfile-defaults/private/admin/{{`{{ .Release.Name }}`}}/eqiad.yaml", true],
    ["that nothing stands in for", "/etc/helmfile-defaults/private/main/{{`{{ .Release.Name }}`}}.yaml", false],
  ])("asks what a helmfile names only where it has to: a file named %s", async (_, file, isBuilt) => {
    const root = makeTree({
      ...tree,
      "helmfile.d/services/a/helmfile.yaml": [
        ...["environments: {eqiad: {values: [{cluster: codfw}]}}", "---", "releases:", "  - name: main"],
        ...["    chart: wmf-stable/small", "    missingFileHandler: Info", "    values:", `      - ${file}`],
      ].join("\n"),
    });
    const { helmfileBinary, commands } = listening();
    const options = await optionsFor(root, { helmfileBinary });
    const target = { helmfile: "helmfile.d/services/a/helmfile.yaml", environment: "eqiad" };
    const renderer = await createHelmfileRenderer(options);
    const output = await renderer.template(target);
    await renderer.close();
    expect(commands()).toEqual(isBuilt ? ["build", "template"] : ["template"]);

    const asked = await createHelmfileRenderer(options);
    await asked.releases(target);
    expect(await asked.template(target)).toEqual(output);
    await asked.close();
  });

  test("a failure names files as they are on the host", async () => {
    const root = makeTree({
      ...tree,
      "helmfile.d/services/a/helmfile.yaml": service.replace("Info", "Error"),
    });
    const { failure } = await render(root, "helmfile.d/services/b/helmfile.yaml", "eqiad");
    expect(failure).toContain('matching "/etc/helmfile-defaults/private/admin/main/eqiad.yaml" does not exist');
    expect(failure).not.toContain(".bump-envoy-host");
  });

  test("a stand-in that is no YAML is a failure of the services that merge it", async () => {
    const root = makeTree({ ...tree, "helmfile.d/services/a/.fixtures.yaml": "a: [\n" });
    expect((await render(root, "helmfile.d/services/a/helmfile.yaml", "eqiad")).failure).toMatch(
      /^failed to read helmfile.d\/services\/a\/.fixtures.yaml: error converting YAML to JSON: yaml: line 1: /,
    );
    expect((await render(root, "helmfile.d/services/b/helmfile.yaml", "eqiad")).failure).toBeUndefined();
  });
});

describeWithRealTools("the helmfile renderer", () => {
  test("runs no hook", async () => {
    const witness = join(temporaryFolder(), "witness");
    const events = 'events: ["prepare", "preapply", "presync", "cleanup"]';
    const hooks = `hooks:\n  - ${events}\n    command: "touch"\n    args: ["${witness}"]\n`;
    const root = makeTree({
      ...chart,
      "a/helmfile.yaml": `bases: [../base.yaml]\n---\n${hooks}releases:\n- name: a\n  chart: ../charts/small\n  ${hooks.replaceAll("\n", "\n  ")}`,
      "base.yaml": hooks,
    });
    expect(await render(root, "a/helmfile.yaml")).toMatchObject({ failure: undefined, releases: [{ name: "a" }] });
    expect(existsSync(witness)).toBe(false);
  });

  test("refuses hooks that it cannot take out, and says where they are", async () => {
    const witness = join(temporaryFolder(), "witness");
    const hook = `{events: [prepare], command: touch, args: [${witness}]}`;
    const root = makeTree({
      ...chart,
      "a/helmfile.yaml": `releases:\n- {name: a, chart: ../charts/small, hooks: [${hook}]}\n`,
    });
    expect(await render(root, "a/helmfile.yaml")).toEqual({
      releases: [],
      unrendered: [],
      failure:
        "in a/helmfile.yaml: line 2: hooks within a flow map cannot be taken out; write them on lines of their own",
    });
    expect(existsSync(witness)).toBe(false);
  });

  test("one broken release does not hide the others", async () => {
    const release = (name: string, version: string) =>
      `- {name: ${name}, namespace: n, chart: ../charts/small, values: [{tls: {image_version: ${version}}}]}\n`;
    const releases = release("a", "a") + release("b", "null") + release("c", "c") + release("d", "''");
    const result = await render(makeTree({ ...chart, "a/helmfile.yaml": `releases:\n${releases}` }), "a/helmfile.yaml");
    expect(imagesOf(result).sort()).toEqual(["a envoy:a", "c envoy:c"]);
    expect(result.unrendered.map(({ name }) => name)).toEqual(["b", "d"]);
    expect(result.failure).toBe("execution error at (small/templates/pod.yaml:2:49): no version");
  });

  test.each<[string, Record<string, string>, string]>([
    ["a state file that is no YAML", { "a/helmfile.yaml": "releases: [\n" }, "in a/helmfile.yaml: failed to read"],
    [
      "a chart that is missing",
      { "a/helmfile.yaml": "releases: [{name: a, chart: ../charts/none}]\n" },
      'path "../charts/none" not found',
    ],
    [
      "a chart that lies nowhere in the repository",
      { "a/helmfile.yaml": "releases:\n- name: a\n  chart: stable/none\n" },
      "repo stable not found",
    ],
  ])("explains without the scratch folder's path: %s", async (_, tree, explanation) => {
    const { failure } = await render(makeTree(tree), "a/helmfile.yaml");
    expect(failure).toContain(explanation);
    expect(failure).not.toContain(tmpdir());
    expect(failure?.split("\n").length).toBeLessThan(4);
  });

  test("releases of charts that are left out run nothing, and are no failures", async () => {
    const root = makeTree({
      ...chart,
      "helmfile.yaml":
        "releases:\n- {name: a, chart: ./charts/small}\n- {name: b, chart: bitnami/redis}\n- {name: c, chart: ./charts/small}\n",
      "only/helmfile.yaml": "releases:\n- {name: d, chart: bitnami/redis}\n",
    });
    const more = { charts: { ...config.charts, bitnami: false } as const };
    const result = await render(root, "helmfile.yaml", undefined, more);
    expect(result).toMatchObject({ unrendered: [], failure: undefined });
    expect(result.releases.map(({ name, images }) => [name, images.length])).toEqual([
      ["a", 1],
      ["c", 1],
      ["b", 0],
    ]);
    const only = await render(root, "only/helmfile.yaml", undefined, more);
    expect(only).toMatchObject({ releases: [{ name: "d", images: [] }], unrendered: [], failure: undefined });
  });

  test("a helmfile that takes too long is a failure", async () => {
    const root = makeTree({ "a/helmfile.yaml": 'releases:\n{{ exec "sleep" (list "20") }}\n' });
    expect(await render(root, "a/helmfile.yaml", undefined, { timeout: 0.5 })).toEqual({
      releases: [],
      unrendered: [],
      failure: "helmfile took more than 0.5 s (the limit is `timeout` in the configuration)",
    });
  });

  test.each([
    ["no releases at all", "helmDefaults: {wait: true}\n"],
    ["none in this environment", "releases:\n{{ if false }}\n- name: a\n  chart: b\n{{ end }}\n"],
  ])("a helmfile with %s is no failure", async (_, text) => {
    const result = await render(makeTree({ "a/helmfile.yaml": text }), "a/helmfile.yaml");
    expect(result).toEqual({ releases: [], unrendered: [], failure: undefined });
  });

  test("values: inline ones, a prefix, a glob, files outside and files that are missing", async () => {
    const outside = makeTree({ "general.yaml": "tls: {image_version: outside}\n" });
    const release = {
      name: "a",
      chart: "../charts/small",
      missingFileHandler: "Info",
      valuesPathPrefix: "values/",
      values: ["*.yaml", "none.yaml", "no-*.yaml", "../../up.yaml", { tls: { image_version: "inline" } }],
    };
    const host = { name: "b", chart: "../charts/small", values: [`${outside}/general.yaml`] };
    const root = makeTree({
      ...chart,
      "a/helmfile.yaml": `releases: ${JSON.stringify([release, host])}\n`,
      "a/values/1.yaml": "{}",
      "up.yaml": "{}",
    });
    const result = await render(root, "a/helmfile.yaml");
    expect(result.failure).toBeUndefined();
    expect(imagesOf(result)).toEqual(["a envoy:inline", "b envoy:outside"]);
    expect(result.releases.map(filesOf)).toEqual([
      [
        "a/values/1.yaml",
        "a/values/none.yaml?",
        "a/values/no-*.yaml?",
        "up.yaml",
        '{"tls":{"image_version":"inline"}}',
      ],
      [`${outside}/general.yaml`],
    ]);
  });

  test("a path that leads out of the repository is absolute", async () => {
    const root = makeTree({
      ...chart,
      "a/helmfile.yaml":
        "releases:\n- {name: a, chart: ../charts/small, missingFileHandler: Info, values: [../../beside.yaml]}\n",
    });
    const { releases } = await render(root, "a/helmfile.yaml");
    expect(releases.map(filesOf)).toEqual([[`${join(root, "..", "beside.yaml")}?`]]);
  });

  test("a release whose condition is false is not installed", async () => {
    const state = [
      "environments: {default: {values: [{b: {enabled: false}}]}}",
      "---",
      "releases:",
      "- {name: a, chart: ../charts/small}",
      "- {name: b, chart: ../charts/small, condition: b.enabled}\n",
    ];
    const { releases, failure } = await render(
      makeTree({ ...chart, "a/helmfile.yaml": state.join("\n") }),
      "a/helmfile.yaml",
    );
    expect(failure).toBeUndefined();
    expect(releases.map(({ name }) => name)).toEqual(["a"]);
  });

  test("a chart with many templates, and a chart without any", async () => {
    const root = makeTree({
      ...chart,
      "charts/small/templates/deep/er/more.yaml": "kind: Pod\nspec: {containers: [{name: b, image: b}]}\n",
      "charts/empty/Chart.yaml": "apiVersion: v1\nname: empty\nversion: 0.1.0\n",
      "a/helmfile.yaml": "releases:\n- name: a\n  chart: stable/small\n- name: b\n  chart: stable/empty\n",
    });
    const result = await render(root, "a/helmfile.yaml");
    expect(imagesOf(result).sort()).toEqual(["a b", "a envoy:a"]);
    expect(result.releases.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  describe("leaves no scratch folder behind", () => {
    let scratches: string;
    beforeEach(() => {
      scratches = temporaryFolder();
      vi.stubEnv("TMPDIR", scratches);
    });
    afterEach(() => {
      vi.unstubAllEnvs();
    });

    test("when it is closed", async () => {
      const root = makeTree({ ...chart, "a/helmfile.yaml": "releases: []\n" });
      const renderer = await createHelmfileRenderer(await optionsFor(root));
      expect(await readdir(scratches)).toContainEqual(expect.stringMatching(/^bump-envoy-(?!test)/));
      await renderer.close();
      expect(await readdir(scratches)).not.toContainEqual(expect.stringMatching(/^bump-envoy-(?!test)/));
    });

    test("when it cannot be made", async () => {
      const options = await optionsFor(makeTree({ "a/helmfile.yaml": "releases: []\n" }), {
        stateFiles: ["none.yaml"],
      });
      expect(await errorOf(() => createHelmfileRenderer(options))).toMatchObject({ code: "ENOENT" });
      expect(await readdir(scratches)).not.toContainEqual(expect.stringMatching(/^bump-envoy-(?!test)/));
    });
  });
});
