import { describe, expect, test } from "vitest";
import type { BumpedRelease, BumpPlan, ImageChange, Outcome } from "../../src/bump/plan.ts";
import { type CommitSettings, planCommits } from "../../src/bump/plan-commits.ts";

const settings: CommitSettings = {
  per: "service",
  message: "{service}: Update {image} to {version}",
  bugs: [],
  image: "envoy",
  version: "2",
  stage: undefined,
};

interface Run {
  readonly service: string;
  readonly files: readonly string[];
  readonly cluster?: string;
  readonly environment?: string;
  readonly name?: string;
  readonly kind?: "bumped" | "unpinned";
  /** The versions that its images get; `undefined`: what is inherited. */
  readonly versions?: readonly (string | undefined)[];
  readonly imageName?: string;
}

/** A plan that edits the files of some releases. */
function planOf(...runs: readonly Run[]): BumpPlan {
  const paths = new Set(runs.flatMap(({ files }) => files));
  return {
    edits: [...paths].map((path) => ({ path, before: "v: 1\n", after: "v: 2\n" })),
    releases: runs.map(releaseOf),
    flavours: [],
    failures: [],
  };
}

function releaseOf(run: Run): BumpedRelease {
  const { service, cluster, environment, name = "main", files, kind = "bumped", versions = ["2"], imageName } = run;
  const folder = cluster === undefined ? service : `${cluster}/${service}`;
  const outcome: Outcome = { kind, files };
  const changes = versions.map(
    (version): ImageChange => ({ object: "Pod/p", container: "c", from: "envoy:1", version, name: imageName }),
  );
  return {
    helmfile: { path: `${folder}/helmfile.yaml`, folder, service, cluster, environments: [] },
    environment,
    name,
    namespace: "n",
    images: ["r.example.org/envoy:1"],
    outcome,
    changes: kind === "bumped" ? changes : [],
  };
}

/** The subjects of commits with their files. */
function subjects(plan: BumpPlan, more: Partial<CommitSettings> = {}): [string, readonly string[]][] {
  return planCommits(plan, { ...settings, ...more }).map(({ message, files }) => [message, files]);
}

const parrot = { service: "parrot", files: ["parrot/values.yaml"] };
const heron = { service: "heron", files: ["heron/values.yaml"] };

describe("what one commit is for", () => {
  test.each<[string, BumpPlan, Partial<CommitSettings>, [string, string[]][]]>([
    [
      "a service",
      planOf(parrot, heron),
      {},
      [
        ["parrot: Update envoy to 2", ["parrot/values.yaml"]],
        ["heron: Update envoy to 2", ["heron/values.yaml"]],
      ],
    ],
    [
      "a service in several clusters",
      planOf(
        { ...parrot, cluster: "codfw", files: ["codfw/parrot/values.yaml"] },
        { ...heron, cluster: "codfw" },
        { ...parrot, cluster: "eqiad", files: ["eqiad/parrot/values.yaml"] },
      ),
      { message: "{service}: {cluster}" },
      [
        ["parrot: codfw, eqiad", ["codfw/parrot/values.yaml", "eqiad/parrot/values.yaml"]],
        ["heron: codfw", ["heron/values.yaml"]],
      ],
    ],
    [
      "the services that share a file, apart from their own files",
      planOf(
        { ...parrot, files: ["parrot/values.yaml", "shared.yaml"] },
        { ...heron, files: ["shared.yaml"] },
        { service: "auk", files: ["auk/values.yaml", "others.yaml"] },
        { service: "parrot", environment: "eqiad", files: ["others.yaml"] },
      ),
      {},
      [
        ["parrot: Update envoy to 2", ["parrot/values.yaml"]],
        ["heron, parrot: Update envoy to 2", ["shared.yaml"]],
        ["auk: Update envoy to 2", ["auk/values.yaml"]],
        ["auk, parrot: Update envoy to 2", ["others.yaml"]],
      ],
    ],
    ["nothing", planOf(), {}, []],
    [
      "all",
      planOf(parrot, heron),
      { per: "all" },
      [["heron, parrot: Update envoy to 2", ["parrot/values.yaml", "heron/values.yaml"]]],
    ],
    [
      "a stage",
      planOf(parrot, heron),
      { per: "stage", stage: "codfw", message: "{stage}: {version}" },
      [["codfw: 2", ["parrot/values.yaml", "heron/values.yaml"]]],
    ],
    [
      "a service of which a release is skipped for another file",
      { ...planOf(parrot), releases: [] },
      {},
      [["parrot: Update envoy to 2", ["parrot/values.yaml"]]],
    ],
  ])("%s", (_, plan, more, expected) => {
    expect(subjects(plan, more)).toEqual(expected);
  });
});

describe("a message names", () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `s${index + 1}`);
  const shared = (count: number) => planOf(...names(count).map((service) => ({ service, files: ["shared.yaml"] })));

  test.each<[string, BumpPlan, Partial<CommitSettings>, string]>([
    ["three services", shared(3), {}, "s1, s2, s3: Update envoy to 2"],
    ["more in its text", shared(5), {}, "5 services: Update envoy to 2\n\nServices: s1, s2, s3, s4, s5"],
    [
      "more in its text, before trailers",
      shared(4),
      { message: "{service}: 2\n\nDepends-On: I1", bugs: ["T1"] },
      "4 services: 2\n\nServices: s1, s2, s3, s4\n\nBug: T1\nDepends-On: I1",
    ],
    ["no services where it is not asked to", shared(5), { message: "Update {image}" }, "Update envoy"],
    ["tasks", planOf(parrot), { bugs: ["T1", "T2"] }, "parrot: Update envoy to 2\n\nBug: T1\nBug: T2"],
    [
      "environments and releases",
      planOf(
        { ...parrot, environment: "staging", name: "canary" },
        { ...parrot, environment: "eqiad", name: "main" },
        { ...parrot, environment: "eqiad", name: "canary" },
      ),
      { message: "{environment}: {release}" },
      "eqiad, staging: canary, main",
    ],
    [
      "how many there are",
      planOf(...["a", "b", "c", "d"].map((environment) => ({ ...parrot, environment, name: `in-${environment}` }))),
      { message: "{environment} of {release}" },
      "4 environments of 4 releases",
    ],
    ["the environment that helmfile takes without one", planOf(parrot), { message: "{environment}" }, "default"],
    ["several versions", planOf({ ...parrot, versions: ["3", "2", "3"] }), {}, "parrot: Update envoy to 2, 3"],
    [
      "what is inherited",
      planOf({ ...parrot, versions: [undefined] }),
      {},
      "parrot: Update envoy to the inherited version",
    ],
    ["the version that stays", planOf({ ...parrot, kind: "unpinned" }), {}, "parrot: Update envoy to 1"],
    ["another image", planOf({ ...parrot, imageName: "envoy-future" }), {}, "parrot: Update envoy-future to 2"],
    [
      "folders as they are called, on one line",
      planOf({ service: "par\nBug: T666\n\nrot", files: ["x"] }),
      {},
      "par\\nBug: T666\\n\\nrot: Update envoy to 2",
    ],
  ])("%s", (_, plan, more, expected) => {
    expect(subjects(plan, more).map(([message]) => message)).toEqual([expected]);
  });

  test.each(["{stage}", "{cluster}"])("no %s where there is none", (placeholder) => {
    expect(() => subjects(planOf(parrot), { message: `x ${placeholder}` })).toThrow(
      `the message of the commit of parrot names ${placeholder}, and there is none`,
    );
  });
});
