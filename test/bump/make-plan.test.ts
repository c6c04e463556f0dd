import { chmodSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { makePlan } from "../../src/bump/make-plan.ts";
import type { Selection } from "../../src/bump/selection.ts";
import { ValuesFiles } from "../../src/bump/values-files.ts";
import { findImages } from "../../src/render/images.ts";
import { errorOf, makeTree } from "../helpers.ts";
import { type FakeBump, fakeBump, helmfileAt, outcomes, texts, version } from "./fake-bump.ts";

const old = "tls:\n  image_version: 1.14.4-1\n";
const bumped = `tls:\n  image_version: ${version}\n`;
const other = "main_app:\n  version: a\n";
const added = `${other}\n${bumped}`;

interface PlanCase extends FakeBump {
  readonly title: string;
  readonly outcomes: readonly string[];
  readonly texts: Readonly<Record<string, string>>;
}

/** A case of one helmfile, `a/helmfile.yaml`, with one release `main` that reads these files. */
function oneRelease(
  title: string,
  tree: FakeBump["tree"],
  values: readonly (string | object)[],
  outcome: string,
  texts: Readonly<Record<string, string>> = {},
  more: Partial<FakeBump> = {},
): PlanCase {
  const releases = { "a/helmfile.yaml": [{ name: "main", values }] };
  return { title, tree, releases, outcomes: [`main: ${outcome}`], texts, ...more };
}

describe("which file gets the version", () => {
  test.each<PlanCase>([
    oneRelease("the one that sets the key", { "a/v.yaml": old }, ["a/v.yaml"], "bumped in a/v.yaml", {
      "a/v.yaml": bumped,
    }),
    oneRelease("the only one, which does not", { "a/v.yaml": other }, ["a/v.yaml"], "bumped in a/v.yaml", {
      "a/v.yaml": added,
    }),
    oneRelease(
      "of several the last that sets the key",
      { "a/1.yaml": old, "a/2.yaml": old, "a/3.yaml": other },
      ["a/1.yaml", "a/2.yaml", "a/3.yaml"],
      "bumped in a/2.yaml",
      { "a/2.yaml": bumped },
    ),
    oneRelease(
      "the first where none sets the key",
      { "a/1.yaml": other, "a/2.yaml": other },
      ["a/1.yaml", "a/2.yaml"],
      "bumped in a/1.yaml",
      { "a/1.yaml": added },
    ),
    oneRelease(
      "a file that gives the key no value counts as one that sets it",
      { "a/1.yaml": other, "a/2.yaml": "tls:\n  image_version:\n" },
      ["a/1.yaml", "a/2.yaml"],
      "bumped in a/2.yaml",
      { "a/2.yaml": bumped },
    ),
    oneRelease(
      "one that exists before one that is missing",
      { "a/2.yaml": other },
      ["a/1.yaml", "a/2.yaml"],
      "bumped in a/2.yaml",
      { "a/2.yaml": added },
      { create: true },
    ),
    oneRelease(
      "not a file of another folder, a template, or one outside",
      { "up.yaml": old, "ab/v.yaml": old, "a/v.yaml.gotmpl": old, "a/v.yaml": other },
      ["up.yaml", "ab/v.yaml", "/etc/none.yaml", "../beside.yaml", "a/v.yaml.gotmpl", { x: 1 }, "a/v.yaml"],
      "bumped in a/v.yaml",
      { "a/v.yaml": added },
    ),
    oneRelease(
      "not one that git ignores",
      { ".gitignore": "private/\n", "a/private/secrets.yaml": old, "a/v.yaml": other },
      ["a/private/secrets.yaml", "a/v.yaml"],
      "bumped in a/v.yaml",
      { "a/v.yaml": added },
    ),
    oneRelease(
      "what a link within the folder leads to",
      { "a/real.yaml": old, "a/v.yaml": "-> real.yaml" },
      ["a/v.yaml"],
      "bumped in a/real.yaml",
      { "a/real.yaml": bumped },
    ),
    oneRelease(
      "another key",
      { "a/v.yaml": old },
      ["a/v.yaml"],
      "bumped in a/v.yaml",
      {
        "a/v.yaml": `${old}\nmesh:\n  image_version: ${version}\n`,
      },
      {
        key: "mesh.image_version",
        releases: { "a/helmfile.yaml": [{ name: "main", values: ["a/v.yaml"], key: "mesh.image_version" }] },
      },
    ),
    {
      title: "in a repository of one service, any file but one outside",
      tree: { "values/v.yaml": old },
      releases: { "helmfile.yaml": [{ name: "main", values: ["/etc/none.yaml", "../up.yaml", "values/v.yaml"] }] },
      outcomes: ["main: bumped in values/v.yaml"],
      texts: { "values/v.yaml": bumped },
    },
    {
      title: "the one of each release",
      tree: { "a/values/test.yaml": other, "a/values/staging.yaml": old },
      releases: {
        "a/helmfile.yaml": [
          { name: "test", values: ["a/values/test.yaml"], image: "example.org/app" },
          { name: "staging", values: ["a/values/staging.yaml"] },
        ],
      },
      outcomes: ["staging: bumped in a/values/staging.yaml"],
      texts: { "a/values/staging.yaml": bumped },
    },
    {
      title: "one file for several releases",
      tree: { "a/v.yaml": old, "a/canary.yaml": other },
      releases: {
        "a/helmfile.yaml": [
          { name: "main", values: ["a/v.yaml"] },
          { name: "canary", values: ["a/v.yaml", "a/canary.yaml"] },
        ],
      },
      outcomes: ["main: bumped in a/v.yaml", "canary: bumped in a/v.yaml"],
      texts: { "a/v.yaml": bumped },
    },
    {
      title: "one file for several environments",
      tree: { "a/v.yaml": old, "a/v-staging.yaml": old },
      releases: {
        "a/helmfile.yaml@eqiad": [{ name: "main", values: ["a/v.yaml"] }],
        "a/helmfile.yaml@staging": [{ name: "main", values: ["a/v.yaml", "a/v-staging.yaml"] }],
      },
      outcomes: ["main (eqiad): bumped in a/v.yaml", "main (staging): bumped in a/v-staging.yaml"],
      texts: { "a/v-staging.yaml": bumped, "a/v.yaml": bumped },
    },
  ])("$title", async (planCase) => {
    const { plan } = await fakeBump(planCase);
    expect(outcomes(plan)).toEqual(planCase.outcomes);
    expect(texts(plan)).toEqual(planCase.texts);
  });
});

describe("a file that others read who are not selected", () => {
  const shared = (selection: Partial<Selection>, outcomes: string[], texts: Record<string, string>) => ({
    tree: { "a/v.yaml": old, "a/canary.yaml": other },
    releases: {
      "a/helmfile.yaml@eqiad": [
        { name: "main", values: ["a/v.yaml"] },
        { name: "canary", values: ["a/v.yaml", "a/canary.yaml"] },
      ],
      "a/helmfile.yaml@codfw": [{ name: "main", values: ["a/v.yaml"] }],
    },
    selection,
    outcomes,
    texts,
  });
  const stays = (reader: string) => `a/v.yaml is read by release ${reader} as well, which is not selected`;

  test.each<FakeBump & Pick<PlanCase, "outcomes" | "texts">>([
    shared(
      { releases: ["main"] },
      [`main (eqiad): ${stays("canary of a (eqiad)")}`, `main (codfw): ${stays("canary of a (eqiad)")}`],
      {},
    ),
    shared(
      { environments: ["eqiad"] },
      [`main (eqiad): ${stays("main of a (codfw)")}`, "canary (eqiad): bumped in a/canary.yaml"],
      { "a/canary.yaml": added },
    ),
    shared({ releases: ["canary"] }, ["canary (eqiad): bumped in a/canary.yaml"], { "a/canary.yaml": added }),
    shared(
      {},
      ["main (eqiad): bumped in a/v.yaml", "canary (eqiad): bumped in a/v.yaml", "main (codfw): bumped in a/v.yaml"],
      { "a/v.yaml": bumped },
    ),
    {
      tree: { "a/v.yaml": old, "a/link.yaml": "-> v.yaml" },
      releases: {
        "a/helmfile.yaml": [
          { name: "main", values: ["a/v.yaml"] },
          { name: "other", values: ["a/link.yaml"] },
        ],
      },
      selection: { releases: ["main"] },
      outcomes: [`main: ${stays("other of a")}`],
      texts: {},
    },
    {
      tree: { "a/v.yaml": old },
      releases: {
        "a/helmfile.yaml": [
          { name: "main", values: ["a/v.yaml"] },
          { name: "broken", values: ["a/v.yaml"], failure: "no chart" },
        ],
      },
      selection: { releases: ["main"] },
      outcomes: [`main: ${stays("broken of a")}`],
      texts: {},
    },
    {
      tree: { "a/v.yaml": old },
      releases: {
        "a/helmfile.yaml@eqiad": [{ name: "main", values: ["a/v.yaml"] }],
        "a/helmfile.yaml@codfw": [{ name: "main", values: ["a/v.yaml"], installed: false }],
      },
      selection: { environments: ["eqiad"] },
      outcomes: ["main (eqiad): bumped in a/v.yaml"],
      texts: { "a/v.yaml": bumped },
    },
  ])("$selection: $outcomes", async (planCase) => {
    const { plan } = await fakeBump(planCase);
    expect(outcomes(plan)).toEqual(planCase.outcomes);
    expect(texts(plan)).toEqual(planCase.texts);
  });
});

describe("a file to make", () => {
  const missing = { tree: {}, releases: { "a/helmfile.yaml": [{ name: "main", values: ["a/1.yaml", "a/2.yaml"] }] } };

  test("is made only where that is asked for, and is the first", async () => {
    const without = await fakeBump(missing);
    expect(outcomes(without.plan)).toEqual(["main: there is no a/1.yaml to write to; --create makes it"]);
    expect(without.plan.edits).toEqual([]);
    const { plan } = await fakeBump({ ...missing, create: true });
    expect(outcomes(plan)).toEqual(["main: bumped in a/1.yaml"]);
    expect(plan.edits).toEqual([{ path: "a/1.yaml", before: undefined, after: bumped }]);
  });
});

describe("what is left as it is, and why", () => {
  test.each<PlanCase>([
    oneRelease("the version that runs already", { "a/v.yaml": bumped }, ["a/v.yaml"], "current"),
    oneRelease(
      "no values file of its own",
      { "up.yaml": old },
      ["up.yaml", { a: 1 }],
      "its helmfile lists no values file of its own in a",
    ),
    oneRelease("no values at all", {}, [], "its helmfile lists no values file of its own in a"),
    oneRelease(
      "only a link to another service's file",
      { "b/v.yaml": old, "a/v.yaml": "-> ../b/v.yaml" },
      ["a/v.yaml"],
      "its helmfile lists no values file of its own in a",
    ),
    oneRelease(
      "only a file that git ignores",
      { ".gitignore": "/a/*.yaml\n", "a/v.yaml": old },
      ["a/v.yaml"],
      "its helmfile lists no values file of its own in a",
    ),
    oneRelease(
      "a digest",
      { "a/v.yaml": old },
      ["a/v.yaml"],
      "the digest in example.org/envoy@sha256:0 decides what runs",
      {},
      { releases: { "a/helmfile.yaml": [{ name: "main", values: ["a/v.yaml"], pinned: "@sha256:0" }] } },
    ),
    oneRelease(
      "the key is set already and does not decide",
      { "a/v.yaml": bumped },
      ["a/v.yaml"],
      `a/v.yaml sets tls.image_version to ${version} already, and what runs is example.org/envoy:1.0`,
      {},
      { releases: { "a/helmfile.yaml": [{ name: "main", values: ["a/v.yaml"], pinned: "1.0" }] } },
    ),
    oneRelease(
      "a key that holds no version",
      { "a/v.yaml": "# c\ntls: [1]\n" },
      ["a/v.yaml"],
      "a/v.yaml:2:6: tls is not a map",
    ),
    oneRelease(
      "a file with a key twice",
      { "a/v.yaml": "tls: {}\ntls: {}\n" },
      ["a/v.yaml"],
      "a/v.yaml:2:1: tls is there twice",
      {},
      { releases: { "a/helmfile.yaml": [{ name: "main", values: ["a/v.yaml"], pinned: "1.0" }] } },
    ),
  ])("$title", async (planCase) => {
    const { plan } = await fakeBump(planCase);
    expect(outcomes(plan)).toEqual(planCase.outcomes);
    expect(texts(plan)).toEqual({});
  });

  test("a file with a syntax error does not keep the others", async () => {
    const { plan } = await fakeBump({
      tree: { "a/v.yaml": "a: [\n", "b/v.yaml": old },
      releases: {
        "a/helmfile.yaml": [{ name: "main", values: ["a/v.yaml"], pinned: "1.0" }],
        "b/helmfile.yaml": [{ name: "main", values: ["b/v.yaml"] }],
      },
    });
    expect(outcomes(plan)).toEqual([
      "main: a/v.yaml:2:1: Flow sequence in block collection must be sufficiently indented and end with a ]",
      "main: bumped in b/v.yaml",
    ]);
    expect(texts(plan)).toEqual({ "b/v.yaml": bumped });
  });
});

test("a release comes with its namespace, its images, each once, and its helmfile", async () => {
  const { plan } = await fakeBump({
    tree: { "x/a/v.yaml": old },
    releases: { "x/a/helmfile.yaml": [{ name: "main", namespace: "n", values: ["x/a/v.yaml"] }] },
  });
  expect(plan).toEqual({
    edits: [{ path: "x/a/v.yaml", before: old, after: bumped }],
    releases: [
      {
        helmfile: helmfileAt("x/a/helmfile.yaml"),
        environment: undefined,
        name: "main",
        namespace: "n",
        images: ["example.org/envoy:1.14.4-1"],
        outcome: { kind: "bumped", file: "x/a/v.yaml" },
      },
    ],
    failures: [],
  });
});

test("edits are in the order of their paths", async () => {
  const release = (path: string) => [{ name: "main", values: [path] }];
  const { plan } = await fakeBump({
    tree: { "b/v.yaml": old, "a/v.yaml": old, "c/v.yaml": old },
    releases: {
      "b/helmfile.yaml": release("b/v.yaml"),
      "c/helmfile.yaml": release("c/v.yaml"),
      "a/helmfile.yaml": release("a/v.yaml"),
    },
  });
  expect(plan.edits.map(({ path }) => path)).toEqual(["a/v.yaml", "b/v.yaml", "c/v.yaml"]);
});

test("a file that cannot be read is an error", async () => {
  const root = makeTree({ "a/v.yaml": old });
  chmodSync(`${root}/a/v.yaml`, 0o200);
  const source = helmfileAt("a/helmfile.yaml");
  const images = findImages("containers: [{name: tls, image: envoy:1}]\n");
  const user = {
    target: { helmfile: source.path, environment: undefined, source, isSelected: true },
    release: {
      name: "main",
      namespace: "",
      chart: "c",
      installed: true,
      images,
      values: [{ kind: "file" as const, path: "a/v.yaml", exists: true }],
    },
    images,
  };
  const files = await ValuesFiles.of(root);
  const request = { root, version, key: ["tls", "image_version"], create: false };
  const selection = { users: [user], bystanders: [], failures: [] };
  expect(await errorOf(() => makePlan(selection, files, request))).toMatchObject({
    code: "file-unreadable",
    place: { file: "a/v.yaml" },
  });
});
