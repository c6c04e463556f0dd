import { describe, expect, test } from "vitest";
import type { KeyWrite } from "../../src/bump/assign-files.ts";
import { type BumpRequest, makePlan } from "../../src/bump/make-plan.ts";
import type { BumpPlan } from "../../src/bump/plan.ts";
import type { Survey } from "../../src/bump/survey.ts";
import { type FakeImages, type FakeSurvey, fakeSurvey, outcomes } from "./fake-survey.ts";

interface Options extends Partial<BumpRequest> {
  readonly force?: boolean;
  /** Files that cannot be edited, with the reason. */
  readonly broken?: Readonly<Record<string, string>>;
}

/** The plan for 1.15.0-1, and what it writes: `FILE: KEY=VALUE`. */
function planOf(survey: Survey, { force = false, broken = {}, ...more }: Options = {}) {
  const writes = new Map<string, readonly KeyWrite[]>();
  const request = { image: "envoy", version: "1.15.0-1", allowDowngrade: false, ...more };
  const plan = makePlan(survey, request, {
    force,
    edit: (path, keys) => {
      const reason = broken[path];
      if (reason !== undefined) return { reason };
      writes.set(path, keys);
      return { path, before: "", after: path };
    },
  });
  return { plan, writes: writesOf(plan, writes) };
}

function writesOf({ edits }: BumpPlan, writes: ReadonlyMap<string, readonly KeyWrite[]>): string[] {
  return edits.map(({ path }) => {
    const keys = writes.get(path) ?? [];
    return `${path}: ${keys.map((write) => `${write.path.join(".")}=${write.value}`).join(" ")}`;
  });
}

/** The files that get the version. */
function filesOf(releases: FakeSurvey, options: Options = {}, images: FakeImages = {}): string[] {
  return planOf(fakeSurvey(releases, images), options).plan.edits.map(({ path }) => path);
}

/** Today's layout: what is inherited, the service's values, those of the environment, those of the release. */
const layersOf = (environment: string, release: string) => [
  "general=1.13.1-2",
  "values.yaml",
  `values-${environment}.yaml`,
  `values-${release}.yaml`,
];
const releases = [
  ["staging", "main"],
  ["eqiad", "main"],
  ["eqiad", "canary"],
  ["codfw", "main"],
  ["codfw", "canary"],
] as const;

/** A service whose releases are selected where both patterns match. */
function service(environment: RegExp, release: RegExp, change = (layers: string[], _id: string) => layers): FakeSurvey {
  return Object.fromEntries(
    releases.map(([env, name]) => {
      const isSelected = environment.test(env) && release.test(name);
      return [`${isSelected ? "" : "-"}s@${env}/${name}`, change(layersOf(env, name), `${env}/${name}`)];
    }),
  );
}

/** Layers in which some files say something else: `values.yaml` becomes `values.yaml=1.0`. */
const saying =
  (...texts: string[]) =>
  (layers: string[]) =>
    layers.map((layer) => texts.find((text) => text.split(/[=?]/)[0] === layer.split(/[=?]/)[0]) ?? layer);

const any = /./;

describe("the file that gets the version", () => {
  test.each<[string, FakeSurvey, string[]]>([
    ["a whole service: its values.yaml", service(any, any), ["s/values.yaml"]],
    ["one environment: its file", service(/staging/, any), ["s/values-staging.yaml"]],
    ["one release in all environments: its file", service(any, /canary/), ["s/values-canary.yaml"]],
    ["two environments of three: theirs", service(/eqiad|codfw/, any), ["s/values-codfw.yaml", "s/values-eqiad.yaml"]],
    ["where it is set already", service(any, any, saying("values.yaml=1.14.4-1")), ["s/values.yaml"]],
    [
      "where it is set and decides, all of them",
      service(any, any, saying("values.yaml=1.14.4-1", "values-staging.yaml=1.13.1-2")),
      ["s/values-staging.yaml", "s/values.yaml"],
    ],
    [
      "an earlier one has no effect",
      service(/staging/, any, saying("values.yaml=1.14.4-1", "values-main.yaml=1.14.4-1")),
      [],
    ],
    [
      "for one environment, where the service's own file sets it for all: the environment's",
      service(/staging/, any, saying("values.yaml=1.14.4-1")),
      ["s/values-staging.yaml"],
    ],
    [
      "a file that a current release reads, which overrides it",
      service(any, any, saying("values-staging.yaml=1.15.0-1")),
      ["s/values.yaml"],
    ],
    [
      "one that does not exist, where nothing else does",
      service(/staging/, any, saying("values-staging.yaml?")),
      ["s/values-staging.yaml"],
    ],
    [
      "one that does not exist, where the others would not do for all",
      { "s@a/x": ["values-a.yaml", "values-x.yaml?"], "s@b/x": ["values-b.yaml?", "values-x.yaml?"] },
      ["s/values-x.yaml"],
    ],
    [
      "existing ones first",
      { "s/a": ["values.yaml?", "values-a.yaml"], "s/b": ["values.yaml?", "values-b.yaml"] },
      ["s/values-a.yaml", "s/values-b.yaml"],
    ],
    [
      "a new one like those that others have",
      {
        "s@a/x": ["values.yaml", "more-a.yaml?", "values-a.yaml?"],
        "-s@b/x": ["values.yaml", "more-b.yaml?", "values-b.yaml"],
      },
      ["s/values-a.yaml"],
    ],
    ["the first of those that are read by the same", { "s/a": ["values.yaml", "more.yaml"] }, ["s/values.yaml"]],
    [
      "a shared file where all who read it are selected and it is set",
      { "s/a": ["common/v.yaml=1.0", "values.yaml"], "t/a": ["common/v.yaml=1.0", "values.yaml"] },
      ["common/v.yaml"],
    ],
    [
      "not a shared file where it is not set",
      { "s/a": ["common/v.yaml", "values.yaml"], "t/a": ["common/v.yaml", "values.yaml"] },
      ["s/values.yaml", "t/values.yaml"],
    ],
    [
      "a shared file that one reads who is not selected is left alone",
      { "s/a": ["common/v.yaml=1.0", "values.yaml"], "-t/a": ["common/v.yaml=1.0", "values.yaml"] },
      ["s/values.yaml"],
    ],
    [
      "a file that another service links to, both selected",
      { "s/a": ["values.yaml=1.0"], "t/a": ["values.yaml->s/values.yaml=1.0"] },
      ["s/values.yaml"],
    ],
    ["an assignment decides", { "s/a": ["values.yaml=1.0", "set=1.1"] }, []],
    ["a default of the chart is overridden", { "s/a": ["chart=1.0", "values.yaml"] }, ["s/values.yaml"]],
    ["nothing sets it", { "s/a": ["values.yaml"] }, ["s/values.yaml"]],
    ["no file", { "s/a": ["chart=1.0"] }, []],
    ["no file that can be edited", { "s/a": ["general=1.0"] }, []],
  ])("%s", (_, survey, files) => {
    expect(filesOf(survey)).toEqual(files);
  });

  test("has the keys of each release", () => {
    const survey = fakeSurvey(
      { "s/app": ["values.yaml"], "s/main": ["values.yaml"] },
      { keys: { app: "main_app.version", main: "mesh.image_version" } },
    );
    expect(planOf(survey).writes).toEqual(["s/values.yaml: main_app.version=1.15.0-1 mesh.image_version=1.15.0-1"]);
  });

  test("is no other where the first cannot be edited", () => {
    const survey = fakeSurvey({ "s/a": ["values.yaml=1.0", "more.yaml"], "t/a": ["values.yaml=1.0"] });
    const { plan } = planOf(survey, { broken: { "s/values.yaml": "s/values.yaml:1:1: an anchor" } });
    expect(outcomes(plan)).toEqual(["s/a: skipped: s/values.yaml:1:1: an anchor", "t/a: bumped by t/values.yaml"]);
  });
});

describe("why a release is skipped", () => {
  test.each<[string, FakeSurvey, Options, string]>([
    [
      "others would change",
      service(/eqiad/, /main/, (layers) => layers.slice(0, 3)),
      {},
      "s@eqiad/main: skipped: with tls.image_version in s/values-eqiad.yaml, release canary of s (eqiad) would change as well",
    ],
    [
      "many others would change",
      {
        "s@a/x": ["values.yaml"],
        "-s@b/x": ["values.yaml"],
        "-s@c/x": ["values.yaml"],
        "-s@d/x": ["values.yaml"],
        "-s@e/x": ["values.yaml"],
      },
      {},
      "s@a/x: skipped: with tls.image_version in s/values.yaml, releases x of s (b), x of s (c), x of s (d) and 1 more would change as well",
    ],
    [
      "a link",
      { "s/a": ["values.yaml->t/values.yaml"], "-t/a": ["values.yaml"] },
      {},
      "s/a: skipped: with tls.image_version in s/values.yaml (a link to t/values.yaml), release a of t would change as well",
    ],
    [
      "an assignment comes last",
      { "s/a": ["values.yaml=1.0", "set=1.1"] },
      {},
      "s/a: skipped: tls.image_version is set in set:2:5 (set), which comes after every values file that can be edited",
    ],
    [
      "no file",
      { "s/a": ["general=1.0"] },
      {},
      "s/a: skipped: its helmfile lists no values file in s that could set tls.image_version",
    ],
    [
      "a template of its own",
      { "s/a": ["values.yaml.gotmpl=1.0", "values.yaml"] },
      {},
      "s/a: skipped: tls.image_version comes from s/values.yaml.gotmpl:2:5, and templates are not edited: change it there",
    ],
    [
      "it would inherit the version",
      { "s/a": ["general=1.15.0-1", "values.yaml=1.0"] },
      {},
      "s/a: skipped: it would inherit 1.15.0-1 from general:2:5 without the tls.image_version in s/values.yaml:2:5: remove it with bump-envoy unpin --all, or replace it with --force",
    ],
    [
      "it would inherit the version, forced",
      { "s/a": ["general=1.15.0-1", "values.yaml=1.0"] },
      { force: true },
      "s/a: bumped by s/values.yaml",
    ],
    [
      "a newer one runs",
      { "s/a": ["values.yaml=1.15.0-10"] },
      {},
      "s/a: skipped: it runs 1.15.0-10, which is newer than 1.15.0-1; --allow-downgrade sets it all the same",
    ],
    [
      "a newer one runs, allowed",
      { "s/a": ["values.yaml=1.15.0-10"] },
      { allowDowngrade: true },
      "s/a: bumped by s/values.yaml",
    ],
    ["what cannot be ordered is no downgrade", { "s/a": ["values.yaml=latest"] }, {}, "s/a: bumped by s/values.yaml"],
    [
      "another version than is meant runs",
      { "s/a": ["values.yaml=1.0"] },
      { from: "1.1" },
      "s/a: kept: it runs 1.0, not 1.1",
    ],
    ["the version that is meant runs", { "s/a": ["values.yaml=1.1"] }, { from: "1.1" }, "s/a: bumped by s/values.yaml"],
    ["the version runs already", { "s/a": ["values.yaml=1.15.0-1"] }, {}, "s/a: current"],
    [
      "another key is asked for",
      { "s/a": ["values.yaml=1.0"] },
      { key: ["mesh", "image_version"] },
      "s/a: skipped: tls.image_version decides the tag of example.org/envoy:1.0, not mesh.image_version: leave out --key",
    ],
    [
      "the key that decides is asked for",
      { "s/a": ["values.yaml=1.0"] },
      { key: ["tls", "image_version"] },
      "s/a: bumped by s/values.yaml",
    ],
  ])("%s", (_, survey, options, outcome) => {
    expect(outcomes(planOf(fakeSurvey(survey), options).plan)).toEqual([outcome]);
  });

  test("a release that is skipped keeps what it has, which counts for the others", () => {
    const survey = service(any, any, (layers, id) =>
      id.startsWith("staging") ? ["general=1.16.0-1", ...layers.slice(1)] : layers,
    );
    const { plan } = planOf(fakeSurvey(survey));
    expect(plan.edits.map(({ path }) => path)).toEqual(["s/values-codfw.yaml", "s/values-eqiad.yaml"]);
  });

  test("a release with an image that cannot be bumped is skipped as a whole", () => {
    const images = { "s/a": ["example.org/envoy:1.0", `example.org/envoy@sha256:${"0".repeat(64)}`] };
    const { plan } = planOf(fakeSurvey({ "s/a": ["values.yaml=1.0"] }, { images }));
    expect(outcomes(plan)).toEqual([
      `s/a: skipped: the digest in example.org/envoy@sha256:${"0".repeat(64)} decides what runs`,
    ]);
    expect(plan.edits).toEqual([]);
  });
});

describe("other flavours", () => {
  const images = { "s/a": ["example.org/envoy-future:1.0"], "s/b": ["example.org/envoy:1.0"] };

  test("are listed and left alone", () => {
    const { plan } = planOf(fakeSurvey({ "s/a": ["a.yaml=1.0"], "s/b": ["b.yaml=1.0"] }, { images }));
    expect(outcomes(plan)).toEqual(["s/b: bumped by s/b.yaml"]);
    expect(plan.flavours.map(({ release, image }) => [release, image])).toEqual([
      ["a", "example.org/envoy-future:1.0"],
    ]);
  });

  test("keep a file from being edited that they read as well", () => {
    const { plan } = planOf(fakeSurvey({ "s/a": ["values.yaml=1.0"], "s/b": ["values.yaml=1.0"] }, { images }));
    expect(outcomes(plan)).toEqual([
      "s/b: skipped: with tls.image_version in s/values.yaml, release a of s would change as well",
    ]);
  });

  test("are bumped by their own name", () => {
    const survey = fakeSurvey({ "s/a": ["a.yaml=1.0"], "s/b": ["b.yaml=1.0"] }, { images });
    expect(outcomes(planOf(survey, { image: "envoy-future" }).plan)).toEqual(["s/a: bumped by s/a.yaml"]);
  });

  test("run in the place of the image where that is asked for, and get the version where they do already", () => {
    const survey = fakeSurvey(
      { "s/a": ["a.yaml=1.0"], "s/b": ["b.yaml=1.0"] },
      { images, key: "mesh.image_version", nameKey: "mesh.image_name" },
    );
    expect(planOf(survey, { imageName: "envoy-future" }).writes).toEqual([
      "s/a.yaml: mesh.image_version=1.15.0-1",
      "s/b.yaml: mesh.image_version=1.15.0-1 mesh.image_name=envoy-future",
    ]);
  });
});

test("what is not selected, or runs no such image, is not in the plan", () => {
  const images = { "s/b": [] };
  const { plan } = planOf(fakeSurvey({ "-s/a": ["a.yaml=1.0"], "s/b": ["b.yaml=1.0"] }, { images }));
  expect(plan).toEqual({ edits: [], releases: [], flavours: [], failures: [] });
});
