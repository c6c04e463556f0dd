import { describe, expect, test } from "vitest";
import { renderSelection } from "../../src/bump/render-selection.ts";
import { type SelectedTarget, selectTargets } from "../../src/bump/selection.ts";
import { errorOf, temporaryFolder } from "../helpers.ts";
import { helmfileAt } from "./fake-bump.ts";
import { type FakeReleases, FakeRenderer } from "./fake-renderer.ts";

interface Rendering {
  readonly image?: string;
  readonly releases?: readonly string[];
  readonly environments?: readonly string[];
}

/** What is found among releases of `a/helmfile.yaml`, without an environment or in those that are named. */
async function rendered(fakes: FakeReleases, { image = "envoy", releases = [], environments = [] }: Rendering = {}) {
  const names = Object.keys(fakes).flatMap((id) => id.split("@").slice(1));
  const selection = { paths: [], services: [], clusters: [], environments, releases };
  const targets = selectTargets([helmfileAt("a/helmfile.yaml", names)], selection, "/");
  const renderer = new FakeRenderer(temporaryFolder(), fakes);
  const done: SelectedTarget[] = [];
  const result = await renderSelection(renderer, targets, image, releases, (target) => done.push(target));
  expect(new Set(done)).toEqual(new Set(targets));
  return {
    users: result.users.map(({ release, images }) => `${release.name} ${images.map(({ text }) => text).join(" ")}`),
    bystanders: result.bystanders.map(
      ({ release, target }) => `${release.name}${target.environment ? `@${target.environment}` : ""}`,
    ),
    failures: result.failures.map(({ environment, message }) => (environment ? `${environment}: ${message}` : message)),
    rendered: renderer.rendered,
  };
}

const three = {
  "a/helmfile.yaml": [
    { name: "main" },
    { name: "plain", image: "example.org/envoyproxy/other" },
    { name: "future", image: "example.org/envoy-future" },
  ],
};

describe("the releases that run the image", () => {
  test.each<[Rendering, string[], string[]]>([
    [{}, ["main example.org/envoy:default"], []],
    [{ image: "envoy-future" }, ["future example.org/envoy-future:default"], []],
    [{ image: "none" }, [], []],
    [{ releases: ["main"] }, ["main example.org/envoy:default"], ["plain", "future"]],
    [{ releases: ["p*", "main"] }, ["main example.org/envoy:default"], ["future"]],
    [{ releases: ["{plain,future}"] }, [], ["main"]],
  ])("%j", async (options, users, bystanders) => {
    expect(await rendered(three, options)).toMatchObject({ users, bystanders, failures: [] });
  });
});

test("of a target that is not selected the releases are listed and not rendered", async () => {
  const fakes = {
    "a/helmfile.yaml@x": [{ name: "main" }],
    "a/helmfile.yaml@y": [{ name: "main" }, { name: "off", installed: false }],
  };
  expect(await rendered(fakes, { environments: ["x"] })).toEqual({
    users: ["main example.org/envoy:default"],
    bystanders: ["main@y"],
    failures: [],
    rendered: ["a/helmfile.yaml@x"],
  });
});

test("what fails is listed beside what does not", async () => {
  const fakes = {
    "a/helmfile.yaml@x": [{ name: "main" }, { name: "broken", failure: "no version" }],
    "a/helmfile.yaml@y": "no such value",
  };
  expect(await rendered(fakes)).toMatchObject({
    users: ["main example.org/envoy:default"],
    bystanders: [],
    failures: ["x: no version", "y: no such value"],
  });
});

test("a release that cannot be rendered and is not selected stands by", async () => {
  const fakes = { "a/helmfile.yaml": [{ name: "main" }, { name: "broken", failure: "no version" }] };
  expect(await rendered(fakes, { releases: ["main"] })).toMatchObject({ bystanders: ["broken"] });
});

describe("the name of a release that nothing has", () => {
  test.each<[string, string]>([
    ["mian", "did you mean main?"],
    ["zzzzzzzz", "there are future, main, plain"],
  ])("%s", async (name, remedy) => {
    expect(await errorOf(() => rendered(three, { releases: ["main", name] }))).toMatchObject({
      code: "unknown-selection",
      message: `no release matches "${name}"`,
      remedy,
    });
  });

  test("is no error of one that cannot be rendered", async () => {
    const fakes = { "a/helmfile.yaml": [{ name: "broken", failure: "no version" }] };
    expect(await rendered(fakes, { releases: ["broken"] })).toMatchObject({ failures: ["no version"] });
  });

  test("does not hide that a helmfile failed, which may have it", async () => {
    expect(await rendered({ "a/helmfile.yaml": "no such value" }, { releases: ["main"] })).toMatchObject({
      failures: ["no such value"],
    });
  });
});
