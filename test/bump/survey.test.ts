import { describe, expect, test } from "vitest";
import { type SelectedTarget, selectTargets } from "../../src/bump/selection.ts";
import { type OriginSource, surveyTargets } from "../../src/bump/survey.ts";
import { ValuesFiles } from "../../src/bump/values-files.ts";
import type { ReleaseOrigins, TargetOrigins } from "../../src/provenance/origin.ts";
import type { Release, RenderTarget, TargetReads } from "../../src/render/renderer.ts";
import { errorOf, makeTree, type Tree } from "../helpers.ts";
import { helmfileAt } from "./fake-survey.ts";

interface FakeRelease {
  readonly name: string;
  readonly values?: readonly string[];
  readonly installed?: boolean;
  /** Why it cannot be rendered. */
  readonly failure?: string;
}

/** Releases by `FOLDER` or `FOLDER@ENVIRONMENT`; a text is why the target cannot be evaluated. */
type Fakes = Readonly<Record<string, readonly FakeRelease[] | string>>;

class FakeSource implements OriginSource {
  readonly traced: string[] = [];
  readonly #fakes: Fakes;

  constructor(fakes: Fakes) {
    this.#fakes = fakes;
  }

  async describe(target: RenderTarget) {
    const fakes = this.#fakes[idOf(target)] ?? [];
    return { releases: typeof fakes === "string" ? [] : fakes.map(describeRelease), reads: readsOf(target) };
  }

  async origins(target: RenderTarget): Promise<TargetOrigins> {
    this.traced.push(idOf(target));
    const fakes = this.#fakes[idOf(target)] ?? [];
    const reads = readsOf(target);
    if (typeof fakes === "string") return { releases: [], unrendered: [], reads, failures: [fakes] };
    const installed = fakes.filter((fake) => fake.installed !== false);
    return {
      reads,
      releases: installed
        .filter(({ failure }) => failure === undefined)
        .map((fake): ReleaseOrigins => ({ release: describeRelease(fake), images: [], others: [] })),
      unrendered: installed.filter(({ failure }) => failure !== undefined).map(describeRelease),
      failures: installed.flatMap(({ failure }) => (failure === undefined ? [] : [failure])),
    };
  }
}

function idOf({ helmfile, environment }: RenderTarget): string {
  const folder = helmfile.replace(/\/helmfile\.yaml$/, "");
  return environment === undefined ? folder : `${folder}@${environment}`;
}

/** Each target looks at a file that bears its name, and at another one through a link. */
function readsOf(target: RenderTarget): TargetReads {
  return { files: [`read/${idOf(target).replace("@", "-")}.yaml`, "link.yaml"], folders: [], charts: [] };
}

function describeRelease({ name, values = [], installed = true }: FakeRelease): Release {
  const files = values.map((path) => ({ kind: "file" as const, path, exists: true }));
  return { name, namespace: "n", chart: "charts/fake", installed, values: files };
}

interface Surveying {
  readonly environments?: readonly string[];
  readonly services?: readonly string[];
  readonly releases?: readonly string[];
  readonly tree?: Tree;
}

async function surveyed(fakes: Fakes, { environments = [], services = [], releases = [], tree = {} }: Surveying = {}) {
  const names = new Map<string, string[]>();
  for (const id of Object.keys(fakes)) {
    const [folder = "", environment] = id.split("@");
    names.set(folder, [...(names.get(folder) ?? []), ...(environment === undefined ? [] : [environment])]);
  }
  const helmfiles = [...names].map(([folder, list]) => helmfileAt(`${folder}/helmfile.yaml`, list));
  const targets = selectTargets(helmfiles, { paths: [], services, clusters: [], environments }, "/");
  const source = new FakeSource(fakes);
  const done: SelectedTarget[] = [];
  const request = { targets, releases, files: new ValuesFiles(makeTree(tree)) };
  const survey = await surveyTargets(source, request, (target) => done.push(target));
  expect(done).toEqual(targets.filter(({ isSelected }) => isSelected));
  return {
    releases: survey.releases.map(
      ({ target, release, isSelected }) => `${isSelected ? "" : "-"}${idOf(target)}/${release.name}`,
    ),
    files: survey.releases.map(({ files }) => files.map((file) => file && [file.realPath, file.isOwn])),
    failures: survey.failures.map(({ environment, message }) => (environment ? `${environment}: ${message}` : message)),
    traced: source.traced,
    readers: survey.readers,
  };
}

describe("who is surveyed", () => {
  test.each<[Surveying, string[]]>([
    [{}, ["a/main", "a/canary", "b/main"]],
    [{ releases: ["main"] }, ["a/main", "-a/canary", "b/main"]],
    [{ releases: ["c*"] }, ["-a/main", "a/canary", "-b/main"]],
    [{ services: ["b"] }, ["b/main"]],
  ])("%j", async (options, releases) => {
    const fakes = { a: [{ name: "main" }, { name: "canary" }], b: [{ name: "main" }] };
    expect((await surveyed(fakes, options)).releases).toEqual(releases);
  });

  test("targets that are not selected, where they read a file that a selected one reads", async () => {
    const fakes = {
      "a@x": [{ name: "main", values: ["a/values.yaml", "a/x.yaml"] }],
      "a@y": [{ name: "main", values: ["a/values.yaml", "a/y.yaml"] }],
      "a@z": [{ name: "main", values: ["a/z.yaml"] }],
      "b@y": [{ name: "linked", values: ["b/values.yaml"] }],
      "c@y": [{ name: "off", values: ["a/values.yaml"], installed: false }],
    };
    const tree = { "a/values.yaml": "", "b/values.yaml": "-> ../a/values.yaml" };
    expect(await surveyed(fakes, { environments: ["x"], tree })).toMatchObject({
      releases: ["a@x/main", "-a@y/main", "-b@y/linked"],
      traced: ["a@x", "a@y", "b@y"],
    });
  });

  test("what every target looks at, whether or not it is surveyed", async () => {
    const fakes = { "a@x": [{ name: "main" }], "a@y": "no such value", "b@x": [] };
    const tree = { "link.yaml": "-> real.yaml", "real.yaml": "" };
    const { readers } = await surveyed(fakes, { services: ["a"], environments: ["x"], tree });
    const of = (path: string) => [...readers.of({ path })].map(idOf);
    expect(["read/a-x.yaml", "read/a-y.yaml", "read/b-x.yaml", "real.yaml", "link.yaml"].map(of)).toEqual([
      ["a@x"],
      ["a@y"],
      ["b@x"],
      ["a@x", "a@y", "b@x"],
      [],
    ]);
  });

  test("what cannot be rendered, since it reads files all the same", async () => {
    const fakes = {
      "a@x": [{ name: "main" }, { name: "broken", failure: "no version" }, { name: "off", installed: false }],
      "a@y": "no such value",
    };
    expect(await surveyed(fakes)).toMatchObject({
      releases: ["a@x/main", "a@x/broken"],
      failures: ["x: no version", "y: no such value"],
    });
  });
});

test("which files can be edited, and which are the service's own", async () => {
  const values = [
    "a/values.yaml",
    "a/secret.yaml",
    "a/v.yaml.gotmpl",
    "a/link.yaml",
    "a/to-template.yaml",
    "c.yaml",
    "/etc/x.yaml",
    "a/out.yaml",
  ];
  const tree = {
    ".gitignore": "secret.yaml\n",
    "a/values.yaml": "",
    "a/secret.yaml": "",
    "a/v.yaml.gotmpl": "",
    "b/values.yaml": "",
    "a/link.yaml": "-> ../b/values.yaml",
    "a/to-template.yaml": "-> v.yaml.gotmpl",
    "a/out.yaml": "-> /etc/hostname",
    "c.yaml": "",
  };
  expect((await surveyed({ a: [{ name: "main", values }] }, { tree })).files).toEqual([
    [
      ["a/values.yaml", true],
      undefined,
      undefined,
      ["b/values.yaml", false],
      undefined,
      ["c.yaml", false],
      undefined,
      undefined,
    ],
  ]);
});

test("a file that does not exist, in a folder that is a link, is the same for all", async () => {
  const fakes = {
    a: [{ name: "main", values: ["a/sub/new.yaml"] }],
    b: [{ name: "main", values: ["shared/new.yaml"] }],
  };
  const tree = { "shared/x.yaml": "", "a/sub": "-> ../shared" };
  expect((await surveyed(fakes, { tree })).files).toEqual([[["shared/new.yaml", false]], [["shared/new.yaml", false]]]);
});

describe("the name of a release that nothing has", () => {
  const three = { a: [{ name: "main" }, { name: "plain" }, { name: "future" }] };

  test.each<[string, string]>([
    ["mian", "did you mean main?"],
    ["zzzzzzzz", "there are future, main, plain"],
  ])("%s", async (name, remedy) => {
    expect(await errorOf(() => surveyed(three, { releases: ["main", name] }))).toMatchObject({
      code: "unknown-selection",
      message: `no release matches "${name}"`,
      remedy,
    });
  });

  test("is no error of one that cannot be rendered", async () => {
    const fakes = { a: [{ name: "broken", failure: "no version" }] };
    expect(await surveyed(fakes, { releases: ["broken"] })).toMatchObject({ failures: ["no version"] });
  });

  test("does not hide that a helmfile failed, which may have it", async () => {
    expect(await surveyed({ a: "no such value" }, { releases: ["main"] })).toMatchObject({
      failures: ["no such value"],
    });
  });
});
