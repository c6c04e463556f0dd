import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { type ScanOptions, type ScanResult, scanRepository } from "../../src/repository/scan.ts";
import { fixture, makeTree, type Tree } from "../helpers.ts";

const defaults = configSchema.parse({});
const releases = "releases:\n- name: main\n  chart: stable/a\n";

function scan(tree: Tree, options: Partial<ScanOptions> = {}): Promise<ScanResult> {
  return scanRepository(makeTree(tree), { ...defaults, ...options });
}

async function pathsIn(tree: Tree, options: Partial<ScanOptions> = {}): Promise<string[]> {
  return (await scan(tree, options)).helmfiles.map(({ path }) => path);
}

test("a repository in the 2020 layout", async () => {
  const service = (cluster: string, service: string) => ({
    path: `helmfile.d/services/${cluster}/${service}/helmfile.yaml`,
    folder: `helmfile.d/services/${cluster}/${service}`,
    service,
    cluster,
    environments: [],
  });
  const helmfiles = [
    service("codfw", "heron"),
    service("codfw", "parrot"),
    service("staging", "parrot"),
    service("staging", "termite"),
  ];
  const aggregates = ["helmfile.d/services/codfw/helmfile.yaml", "helmfile.d/services/staging/helmfile.yaml"];
  const result = await scanRepository(fixture("repository-2020"), defaults);
  const charts = ["charts/heron", "charts/parrot", "charts/termite"];
  expect(result).toEqual({
    helmfiles,
    aggregates,
    parts: new Map(),
    stateFiles: expect.anything(),
    states: expect.anything(),
    charts,
    lookalikes: [],
    notes: [],
  });
  expect([...result.stateFiles].sort()).toEqual([...helmfiles.map(({ path }) => path), ...aggregates].sort());
});

test("charts, those that are a part of another one or that git ignores aside", async () => {
  const { charts } = await scan(
    {
      "b/Chart.yaml": "name: b\n",
      "b/charts/part/Chart.yaml": "name: part\n",
      "charts/a/Chart.yaml": "name: a\n",
      "charts/a/templates/Chart.yml": "",
      ".hidden/c/Chart.yaml": "name: c\n",
      "skipped/d/Chart.yaml": "name: d\n",
      "e/Chart.yaml": "name: e\n",
      ".gitignore": "e\n",
    },
    { skip: ["skipped"] },
  );
  expect(charts).toEqual(["b", "charts/a"]);
});

describe("which files are helmfiles", () => {
  test("by their names", async () => {
    const tree = Object.fromEntries(
      [
        "helmfile.yaml",
        "a/helmfile.yaml",
        "b/helmfile.yaml.gotmpl",
        "c/helmfile.d/one.yaml",
        "c/helmfile.d/two.yaml.gotmpl",
        "c/helmfile.d/deeper/values.yaml",
        "d/my-helmfile.yaml",
        "d/helmfile.yml",
        "d/values.yaml",
      ].map((path) => [path, releases]),
    );
    expect(await pathsIn(tree)).toEqual([
      "a/helmfile.yaml",
      "b/helmfile.yaml.gotmpl",
      "c/helmfile.d/one.yaml",
      "c/helmfile.d/two.yaml.gotmpl",
      "helmfile.yaml",
    ]);
  });

  test("by the configuration, where they have other names", async () => {
    const tree = {
      "helmfile.yaml": releases,
      "helmfile-vault.yaml": releases,
      "apps/shop.yaml": releases,
      "apps/_old/shop.yaml": releases,
      "apps/values/shop.yaml": "a: 1\n",
    };
    const options = { helmfiles: ["helmfile-*.yaml", "apps/**/shop.yaml"], skip: ["**/_*/**", "apps/values"] };
    expect(await pathsIn(tree, options)).toEqual(["apps/shop.yaml", "helmfile-vault.yaml", "helmfile.yaml"]);
  });

  test.each<[string, Tree, Partial<ScanOptions>, string[]]>([
    ["one", { "helmfile-vault.yaml": releases }, {}, ["helmfile-vault.yaml is called like a helmfile"]],
    [
      "several",
      { "a/my.helmfile.yaml.gotmpl": releases, "b/Helmfile.yml": "helmfiles: [x.yaml]\n" },
      {},
      ["a/my.helmfile.yaml.gotmpl and 1 more are called like a helmfile"],
    ],
    ["one that is named", { "helmfile-vault.yaml": releases }, { helmfiles: ["*-vault.yaml"] }, []],
    ["one that is left out", { "helmfile-vault.yaml": releases }, { skip: ["*-vault.yaml"] }, []],
    [
      "one that a helmfile brings in, or has for a base",
      {
        "helmfile.yaml": `helmfiles: [helmfile-a.yaml]\nbases: [helmfile-base.yaml]\n${releases}`,
        "helmfile-a.yaml": releases,
        "helmfile-base.yaml": releases,
      },
      {},
      [],
    ],
    [
      "values, and what is no file of helmfile",
      { "values/helmfile.yaml/x": "", "values-helmfile.yaml": "a: 1\n" },
      {},
      [],
    ],
  ])("what is only called like one is said: %s", async (_, tree, options, expected) => {
    const { notes } = await scan({ "x/helmfile.yaml": releases, ...tree }, options);
    expect(notes.map((note) => note.replace(/, but not as.*/, ""))).toEqual(expected);
  });

  test("not those that git ignores, by the .gitignore of any folder", async () => {
    const tree = {
      ".gitignore": "/build/\n*-old\n",
      "build/helmfile.yaml": releases,
      "a-old/helmfile.yaml": releases,
      "b/.gitignore": "helmfile.yaml\n!kept/helmfile.yaml\n",
      "b/helmfile.yaml": releases,
      "b/kept/helmfile.yaml": releases,
      "c/build/helmfile.yaml": releases,
    };
    expect(await pathsIn(tree)).toEqual(["b/kept/helmfile.yaml", "c/build/helmfile.yaml"]);
  });

  test("not those in hidden folders and node_modules", async () => {
    const tree = {
      ".git/helmfile.yaml": releases,
      "a/.cache/helmfile.yaml": releases,
      "a/node_modules/b/helmfile.yaml": releases,
      "a/helmfile.yaml": releases,
    };
    expect(await pathsIn(tree)).toEqual(["a/helmfile.yaml"]);
  });

  test("not folders of that name", async () => {
    expect(await pathsIn({ "a/helmfile.yaml/file": "", "b/helmfile.yaml": releases })).toEqual(["b/helmfile.yaml"]);
  });

  test("not those in folders that start with _, unless the configuration says so", async () => {
    const tree = {
      "helmfile.d/services/_example_/helmfile.yaml": releases,
      "helmfile.d/services/_group/a/helmfile.yaml": releases,
      "helmfile.d/services/a/helmfile.yaml": releases,
      "helmfile.d/services/a_b/helmfile.yaml": releases,
    };
    expect(await pathsIn(tree)).toEqual([
      "helmfile.d/services/a/helmfile.yaml",
      "helmfile.d/services/a_b/helmfile.yaml",
    ]);
    expect(await pathsIn(tree, { skip: [] })).toEqual(Object.keys(tree));
    expect(await pathsIn(tree, { skip: ["**/_*/**", "helmfile.d/services/a/*"] })).toEqual([
      "helmfile.d/services/a_b/helmfile.yaml",
    ]);
  });
});

describe("what cannot be looked into is said", () => {
  /** A folder whose name is what `caf\u00e9` is in Latin-1. */
  function addLatin1(root: string, above: string, ...files: string[]): void {
    const folder = Buffer.concat([Buffer.from(`${root}/${above}/caf`), Buffer.of(0xe9)]);
    mkdirSync(folder, { recursive: true });
    for (const file of files) writeFileSync(Buffer.concat([folder, Buffer.from(`/${file}`)]), releases);
  }

  test("a folder whose name is no UTF-8", async () => {
    const root = makeTree({ "services/a/helmfile.yaml": releases, ".gitignore": "/build/\n" });
    for (const above of ["services", "services/_skipped", "build", ".hidden"]) addLatin1(root, above, "helmfile.yaml");
    const { helmfiles, notes } = await scanRepository(root, defaults);
    expect(helmfiles.map(({ path }) => path)).toEqual(["services/a/helmfile.yaml"]);
    expect(notes).toEqual(["services/caf\uFFFD: left out with all below it, since its name is no UTF-8: rename it"]);
  });

  test("a state file whose name is no UTF-8", async () => {
    const root = makeTree({ "helmfile.d/a.yaml": releases });
    writeFileSync(Buffer.concat([Buffer.from(`${root}/helmfile.d/`), Buffer.of(0xff), Buffer.from(".yaml")]), releases);
    expect((await scanRepository(root, defaults)).notes).toEqual([
      expect.stringMatching(/^helmfile\.d\/\uFFFD\.yaml: /),
    ]);
  });

  test("not a name with the character that stands for such bytes", async () => {
    const { helmfiles, notes } = await scan({ "services/caf\uFFFD/helmfile.yaml": releases });
    expect([helmfiles.length, notes]).toEqual([1, []]);
  });

  test.skipIf(process.getuid?.() === 0)("a folder that may not be read", async () => {
    const root = makeTree({ "services/a/helmfile.yaml": releases });
    chmodSync(`${root}/services/a`, 0);
    const { notes } = await scanRepository(root, defaults);
    chmodSync(`${root}/services/a`, 0o700);
    expect(notes).toEqual([
      "services/a: left out with all below it, since it cannot be read (EACCES): let it be read, or leave it out with `skip` in the configuration",
    ]);
  });
});

describe("links", () => {
  test("to folders are not followed: what they lead to is found in its own place", async () => {
    const outside = makeTree({ "helmfile.yaml": releases });
    const tree = { "a/helmfile.yaml": releases, b: "-> a", "c/up": "-> ..", outside: `-> ${outside}` };
    expect(await pathsIn(tree)).toEqual(["a/helmfile.yaml"]);
  });

  test("to a file within count as a helmfile of the folder that holds them", async () => {
    const { helmfiles } = await scan({ "a/helmfile.yaml": releases, "b/helmfile.yaml": "-> ../a/helmfile.yaml" });
    expect(helmfiles.map(({ service }) => service)).toEqual(["a", "b"]);
  });

  test("to files outside, and to nothing, are left out", async () => {
    const outside = makeTree({ "helmfile.yaml": releases });
    const result = await scan({
      "a/helmfile.yaml": `-> ${outside}/helmfile.yaml`,
      "b/helmfile.yaml": "-> none.yaml",
      "c/helmfile.yaml": "-> helmfile.yaml",
    });
    expect(result).toEqual({
      helmfiles: [],
      aggregates: [],
      parts: new Map(),
      stateFiles: [],
      states: expect.anything(),
      charts: [],
      lookalikes: [],
      notes: [],
    });
  });

  test("to a state file outside do not bring it in as a base", async () => {
    const outside = makeTree({ "base.yaml": "environments: {a: {}}\n" });
    const { helmfiles, stateFiles } = await scan({
      "a/helmfile.yaml": `bases: [base.yaml, ${outside}/base.yaml, ../../up.yaml]\n${releases}`,
      "a/base.yaml": `-> ${outside}/base.yaml`,
    });
    expect(helmfiles).toMatchObject([{ path: "a/helmfile.yaml", environments: [] }]);
    expect(stateFiles).toEqual(["a/helmfile.yaml"]);
  });
});

describe("how state files belong together", () => {
  test("a helmfile that only brings others together is an aggregate", async () => {
    const result = await scan({
      "helmfile.yaml": "helmfiles:\n- ./*/helmfile.yaml\n- path: extra/state.yaml\n",
      "a/helmfile.yaml": releases,
      "both/helmfile.yaml": `helmfiles: [../extra/state.yaml]\n${releases}`,
      "extra/state.yaml": releases,
      "nothing/helmfile.yaml": "",
    });
    expect(result.aggregates).toEqual(["helmfile.yaml"]);
    expect(result.helmfiles.map(({ path }) => path)).toEqual([
      "a/helmfile.yaml",
      "both/helmfile.yaml",
      "nothing/helmfile.yaml",
    ]);
    expect([...result.stateFiles].sort()).toEqual([
      "a/helmfile.yaml",
      "both/helmfile.yaml",
      "extra/state.yaml",
      "helmfile.yaml",
      "nothing/helmfile.yaml",
    ]);
  });

  test("what an aggregate brings in under other names beside helmfiles is a helmfile as well", async () => {
    const result = await scan({
      "helmfile.yaml":
        "helmfiles:\n- path: releases/*.yaml\n- more/all.yaml\n- c/helmfile.yaml\n- _skipped/a.yaml\n- none.yaml\n",
      "releases/a.yaml": `environments: {prod: {}}\n---\n${releases}`,
      "releases/b.yaml": `bases: [../bases/base.yaml]\n${releases}`,
      "more/all.yaml": "helmfiles: [deep/state.yaml.gotmpl]\n",
      "more/deep/state.yaml.gotmpl": releases,
      "c/helmfile.yaml": releases,
      "_skipped/a.yaml": releases,
      "bases/base.yaml": "environments: {test: {}}\n",
      "elsewhere/state.yaml": releases,
    });
    expect(result.helmfiles).toMatchObject([
      { path: "c/helmfile.yaml" },
      { path: "more/all.yaml", service: "more", environments: [] },
      { path: "releases/a.yaml", folder: "releases", environments: ["prod"] },
      { path: "releases/b.yaml", environments: ["test"] },
    ]);
    expect(result.aggregates).toEqual(["helmfile.yaml"]);
    expect([...result.parts]).toEqual([["more/deep/state.yaml.gotmpl", "more/all.yaml"]]);
  });

  test("a helmfile that brings in nothing else than files under other names is evaluated with these", async () => {
    const result = await scan({
      "helmfile.yaml": "environments: {prod: {}}\nhelmfiles:\n- path: releases/*.yaml\n",
      "releases/a.yaml": releases,
      "c/helmfile.yaml": releases,
    });
    expect(result.helmfiles).toMatchObject([
      { path: "c/helmfile.yaml" },
      { path: "helmfile.yaml", folder: ".", environments: ["prod"] },
    ]);
    expect([...result.parts]).toEqual([["releases/a.yaml", "helmfile.yaml"]]);
  });

  test("what is given values is a part of the helmfile that gives them", async () => {
    const result = await scan({
      "helmfile.yaml":
        "environments: {prod: {}}\n---\nhelmfiles:\n- path: apps/*/helmfile.yaml\n  values:\n  - {{ toYaml .Values | nindent 4 }}\n",
      "apps/a/helmfile.yaml": "helmfiles: [more.yaml]\n",
      "apps/a/more.yaml": releases,
      "apps/b/helmfile.yaml": releases,
      "others/c/helmfile.yaml": releases,
    });
    expect(result.helmfiles.map(({ path }) => path)).toEqual(["helmfile.yaml", "others/c/helmfile.yaml"]);
    expect(result.aggregates).toEqual([]);
    expect(new Set(result.parts)).toEqual(
      new Set(
        ["apps/a/helmfile.yaml", "apps/a/more.yaml", "apps/b/helmfile.yaml"].map((part) => [part, "helmfile.yaml"]),
      ),
    );
  });

  test("of helmfiles that bring each other in, the first counts", async () => {
    const giveTo = (path: string) => `helmfiles:\n- path: ${path}\n  values: [{a: 1}]\n`;
    const tree = {
      "a/helmfile.yaml": giveTo("../b/helmfile.yaml"),
      "b/helmfile.yaml": giveTo("../a/helmfile.yaml"),
      "self/helmfile.yaml": giveTo("helmfile.yaml"),
    };
    expect(await pathsIn(tree)).toEqual(["a/helmfile.yaml", "self/helmfile.yaml"]);
  });

  test("a chain of thousands is no matter", async () => {
    const tree = Object.fromEntries(
      Array.from({ length: 3000 }, (_, i) => [
        `a${i}/helmfile.yaml`,
        `helmfiles: [../a${i + 1}/helmfile.yaml]\n${releases}`,
      ]),
    );
    const { helmfiles, parts } = await scan(tree);
    expect([helmfiles.map(({ path }) => path), parts.size]).toEqual([["a0/helmfile.yaml"], 2999]);
  });

  test("a helmfile in the root is a service that is named like it", async () => {
    const root = makeTree({ "shop/helmfile.yaml": releases });
    const { helmfiles } = await scanRepository(`${root}/shop`, defaults);
    expect(helmfiles).toMatchObject([{ path: "helmfile.yaml", folder: ".", service: "shop" }]);
  });

  test("the base of another is no helmfile of its own, and its bases count as well", async () => {
    const result = await scan({
      "base/helmfile.yaml": "bases: [../deeper/helmfile.yaml]\nhelmDefaults: {wait: true}\n",
      "deeper/helmfile.yaml": "environments: {one: {}, two: {}}\n",
      "a/helmfile.yaml": `bases: [../base/helmfile.yaml]\nenvironments: {two: {}, three: {}}\n---\n${releases}`,
    });
    expect(result.helmfiles).toMatchObject([{ path: "a/helmfile.yaml", environments: ["one", "two", "three"] }]);
    expect([...result.stateFiles].sort()).toEqual(["a/helmfile.yaml", "base/helmfile.yaml", "deeper/helmfile.yaml"]);
  });

  test("state files that refer to each other in a circle end the scan nevertheless", async () => {
    const result = await scan({
      "a/helmfile.yaml": `bases: [../one.yaml]\n${releases}`,
      "one.yaml": "bases: [two.yaml]\nenvironments: {x: {}}\n",
      "two.yaml": "bases: [one.yaml]\nhelmfiles: [a/helmfile.yaml]\nenvironments: {y: {}}\n",
    });
    expect(result.helmfiles).toMatchObject([{ path: "a/helmfile.yaml", environments: ["y", "x"] }]);
    expect([...result.stateFiles].sort()).toEqual(["a/helmfile.yaml", "one.yaml", "two.yaml"]);
  });

  test("bases named by globs and template actions are found", async () => {
    const { helmfiles } = await scan({
      "a/helmfile.yaml": `bases:\n- ../env-{{ .Environment.Name }}.yaml\n- ../.more/*.yaml\n- none.yaml\n---\n${releases}`,
      "env-b.yaml": "environments: {b: {}}\n",
      "env-a.yaml": "environments: {a: {}}\n",
      ".more/c.yaml": "environments: {c: {}}\n",
    });
    expect(helmfiles).toMatchObject([{ environments: ["a", "b", "c"] }]);
  });

  test("where a template makes environments, those of what a helmfile brings in are known", async () => {
    const made = 'environments:\n{{ range list "x" }}\n  {{ . }}: {}\n{{ end }}\n';
    const { helmfiles } = await scan({
      "helmfile.yaml": `${made}  a: {}\n---\nhelmfiles: [parts/app.yaml]\n`,
      "parts/app.yaml": `bases: [../bases/environments.yaml]\n${releases}`,
      "bases/environments.yaml": "environments: {b: {}, a: {}}\n",
      "plain/helmfile.yaml": "environments: {c: {}}\n---\nhelmfiles: [app.yaml]\n",
      "plain/app.yaml": `environments: {c: {}, d: {}}\n---\n${releases}`,
    });
    expect(helmfiles).toMatchObject([
      { path: "helmfile.yaml", environments: ["a", "b"] },
      { path: "plain/helmfile.yaml", environments: ["c"] },
    ]);
  });

  test("what is no YAML is a helmfile all the same, so that its renderer can say why", async () => {
    expect(await pathsIn({ "a/helmfile.yaml": "releases: [\n", "b/helmfile.yaml": "a: *none\n" })).toEqual([
      "a/helmfile.yaml",
      "b/helmfile.yaml",
    ]);
  });
});
