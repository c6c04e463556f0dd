import { describe, expect, test } from "vitest";
import type { BumpPlan } from "../../src/bump/plan.ts";
import { makePromotionPlan } from "../../src/bump/promote.ts";
import { makeUnpinPlan } from "../../src/bump/unpin.ts";
import { errorOf } from "../helpers.ts";
import { type FakeSurvey, fakeSurvey, outcomes } from "./fake-survey.ts";

const general = "general=1.14.4-1";

const remove = (path: string, keys: readonly (readonly string[])[]) => {
  if (path.includes("broken")) return { reason: `${path}:1:1: an anchor` };
  return { path, before: "", after: `without ${keys.map((key) => key.join(".")).join(" ")}` };
};
const editsOf = ({ edits }: BumpPlan) => edits.map(({ path, after }) => `${path}: ${after}`);

describe("unpin", () => {
  const unpinned = (releases: FakeSurvey, all = false) =>
    makeUnpinPlan(fakeSurvey(releases), { image: "envoy", all, remove });

  test.each<[string, FakeSurvey, string | undefined]>([
    ["goes where other files are missing", { "s/a": [general, "values.yaml=1.14.4-1", "values-a.yaml?"] }, undefined],
    [
      "goes where other files are missing in another environment",
      {
        "s@staging/a": [general, "values.yaml=1.14.4-1", "values-staging.yaml"],
        "s@eqiad/a": ["values.yaml=1.14.4-1", general, "values-eqiad.yaml?"],
      },
      undefined,
    ],
    ["stays where none is missing", { "s/a": [general, "values.yaml=1.14.4-1"] }, ""],
    [
      "stays where none is missing of another release that reads it",
      { "s/a": [general, "values.yaml=1.14.4-1", "values-a.yaml?"], "s/b": [general, "values.yaml=1.14.4-1"] },
      "",
    ],
    ["stays where a link leads to it", { "s/a": [general, "values.yaml->real.yaml=1.14.4-1", "values-a.yaml?"] }, ""],
  ])("a file in which nothing else is %s", (_, releases, after) => {
    const survey = fakeSurvey(releases);
    const { edits } = makeUnpinPlan(survey, {
      ...{ image: "envoy", all: true },
      remove: (path) => ({ path, before: "tls: {}\n", after: "\n" }),
    });
    expect(edits.map((edit) => edit.after?.trim())).toEqual([after]);
  });

  test.each<[string, FakeSurvey, boolean, string[], string[]]>([
    [
      "what is inherited",
      { "s/a": [general, "values.yaml=1.14.4-1"] },
      false,
      ["s/values.yaml: without tls.image_version"],
      ["s/a: unpinned by s/values.yaml"],
    ],
    [
      "what is inherited from another override that goes as well",
      {
        "s@staging/a": [general, "values.yaml=1.14.4-1", "values-staging.yaml=1.14.4-1"],
        "s@eqiad/a": [general, "values.yaml=1.14.4-1"],
      },
      false,
      ["s/values-staging.yaml: without tls.image_version", "s/values.yaml: without tls.image_version"],
      ["s@staging/a: unpinned by s/values.yaml, s/values-staging.yaml", "s@eqiad/a: unpinned by s/values.yaml"],
    ],
    [
      "not what is inherited by some who read the file",
      { "s/a": [general, "values.yaml=1.14.4-1"], "s/b": ["general=1.13.1-2", "values.yaml=1.14.4-1"] },
      false,
      [],
      [
        "s/a: kept: s/values.yaml:2:5 sets 1.14.4-1, which is not inherited; --all removes it",
        "s/b: kept: s/values.yaml:2:5 sets 1.14.4-1, which is not inherited; --all removes it",
      ],
    ],
    [
      "not what makes a difference",
      { "s/a": [general, "values.yaml=1.15.0-1"] },
      false,
      [],
      ["s/a: kept: s/values.yaml:2:5 sets 1.15.0-1, which is not inherited; --all removes it"],
    ],
    [
      "what makes a difference, with --all",
      { "s/a": [general, "values.yaml=1.15.0-1"] },
      true,
      ["s/values.yaml: without tls.image_version"],
      ["s/a: bumped by s/values.yaml"],
    ],
    [
      "what a template's default stands in for, with --all",
      { "s/a": ["values.yaml=1.15.0-1"] },
      true,
      ["s/values.yaml: without tls.image_version"],
      ["s/a: bumped by s/values.yaml"],
    ],
    [
      "nothing where a release reads the file that is not selected",
      { "s/a": [general, "values.yaml=1.14.4-1"], "-s/b": [general, "values.yaml=1.14.4-1"] },
      true,
      [],
      ["s/a: kept: s/values.yaml:2:5 sets 1.14.4-1, and a release reads it that is not selected"],
    ],
    ["nothing of a shared file", { "s/a": [general, "common/values.yaml=1.14.4-1"] }, true, [], ["s/a: current"]],
    [
      "nothing where it cannot be removed",
      { "s/a": [general, "broken.yaml=1.14.4-1"] },
      false,
      [],
      ["s/a: skipped: s/broken.yaml:1:1: an anchor"],
    ],
  ])("%s", (_, releases, all, edits, expected) => {
    const plan = unpinned(releases, all);
    expect(editsOf(plan)).toEqual(edits);
    expect(outcomes(plan)).toEqual(expected);
  });

  describe("of the name as well", () => {
    const ofFuture = (releases: FakeSurvey, all: boolean) =>
      makeUnpinPlan(fakeSurvey(releases, { key: "mesh.image_version", nameKey: "mesh.image_name" }), {
        ...{ image: "envoy-future", all, remove },
      });

    test.each<[string, FakeSurvey, boolean, string[], string[]]>([
      [
        "what makes a difference, with --all",
        { "s/a": [general, "values.yaml=envoy-future:1.15.0-1"] },
        true,
        ["s/values.yaml: without mesh.image_version mesh.image_name"],
        ["s/a: bumped by s/values.yaml"],
      ],
      [
        "each where it is set",
        { "s/a": [general, "values.yaml=envoy-future:", "values-a.yaml=1.15.0-1"] },
        true,
        ["s/values-a.yaml: without mesh.image_version", "s/values.yaml: without mesh.image_name"],
        ["s/a: bumped by s/values-a.yaml, s/values.yaml"],
      ],
      [
        "not without --all",
        { "s/a": [general, "values.yaml=envoy-future:1.15.0-1"] },
        false,
        [],
        ["s/a: kept: s/values.yaml:2:5 sets 1.15.0-1, which is not inherited; --all removes it"],
      ],
      [
        "what is inherited",
        { "s/a": ["general=envoy-future:1.14.4-1", "values.yaml=envoy-future:1.15.0-1"] },
        false,
        ["s/values.yaml: without mesh.image_name"],
        ["s/a: unpinned by s/values.yaml"],
      ],
      [
        "the version alone, where that is inherited and the name is not",
        { "s/a": [general, "values.yaml=envoy-future:1.14.4-1"] },
        false,
        ["s/values.yaml: without mesh.image_version"],
        ["s/a: unpinned by s/values.yaml"],
      ],
      ["nothing of a shared file", { "s/a": ["common/values.yaml=envoy-future:1.0"] }, true, [], ["s/a: current"]],
    ])("%s", (_, releases, all, edits, expected) => {
      const plan = ofFuture(releases, all);
      expect(editsOf(plan)).toEqual(edits);
      expect(outcomes(plan)).toEqual(expected);
    });

    test.each<[string, readonly string[], readonly (string | undefined)[]]>([
      ["both known", ["general=envoy:1.14.4-1", "values.yaml=envoy-future:1.15.0-1"], ["envoy", "1.14.4-1"]],
      ["the name of the template", [general, "values.yaml=envoy-future:1.15.0-1"], [undefined, "1.14.4-1"]],
      ["neither known", ["values.yaml=envoy-future:1.15.0-1"], [undefined, undefined]],
      ["the name alone", ["general=envoy:1.15.0-1", "values.yaml=envoy-future:"], ["envoy", "1.15.0-1"]],
      ["the version alone", ["general=envoy-future:1.0", "values.yaml=1.15.0-1"], ["envoy-future", "1.0"]],
    ])("says what is inherited: %s", (_, layers, inherited) => {
      const { releases } = ofFuture({ "s/a": layers }, true);
      expect(releases.flatMap(({ changes }) => changes.map(({ name, version }) => [name, version]))).toEqual([
        inherited,
      ]);
    });
  });

  test("says which version is inherited, where that is known", () => {
    const versions = (releases: FakeSurvey) =>
      unpinned(releases, true).releases.flatMap(({ changes }) => changes.map(({ version }) => version));
    expect(versions({ "s/a": [general, "values.yaml=1.15.0-1"] })).toEqual(["1.14.4-1"]);
    expect(versions({ "s/a": ["values.yaml=1.15.0-1"] })).toEqual([undefined]);
  });
});

describe("promote", () => {
  const promote = (releases: FakeSurvey, from = "canary") =>
    makePromotionPlan(
      fakeSurvey(releases),
      { image: "envoy", from, allowDowngrade: false, remove },
      {
        force: false,
        edit: (path, keys) => ({ path, before: "", after: keys.map(({ value }) => value).join(" ") }),
      },
    );

  test.each<[string, FakeSurvey, string[], string[]]>([
    [
      "the service gets the version of its canary, whose override goes",
      {
        "s@eqiad/main": [general, "values.yaml=1.14.4-1", "values-main.yaml"],
        "s@eqiad/canary": [general, "values.yaml=1.14.4-1", "values-canary.yaml=1.15.0-1"],
      },
      ["s/values-canary.yaml: without tls.image_version", "s/values.yaml: 1.15.0-1"],
      ["s@eqiad/main: bumped by s/values.yaml", "s@eqiad/canary: unpinned by s/values-canary.yaml, s/values.yaml"],
    ],
    [
      "a service that sets nothing gets it in the file of all",
      {
        "s@eqiad/main": [general, "values.yaml", "values-main.yaml"],
        "s@eqiad/canary": [general, "values.yaml", "values-canary.yaml=1.15.0-1"],
      },
      ["s/values-canary.yaml: without tls.image_version", "s/values.yaml: 1.15.0-1"],
      ["s@eqiad/main: bumped by s/values.yaml", "s@eqiad/canary: unpinned by s/values-canary.yaml, s/values.yaml"],
    ],
    [
      "the override stays where the others cannot change",
      {
        "s@eqiad/main": [general, "values.yaml", "set=1.14.4-1"],
        "s@eqiad/canary": [general, "values.yaml", "values-canary.yaml=1.15.0-1"],
      },
      [],
      [
        "s@eqiad/main: skipped: tls.image_version is set in set:2:5 (set), which comes after every values file that can be edited",
        "s@eqiad/canary: current",
      ],
    ],
    [
      "canaries that run several versions",
      {
        "s@eqiad/main": ["values.yaml=1.14.4-1"],
        "s@eqiad/canary": ["values-canary.yaml=1.15.0-1"],
        "s@codfw/canary": ["values-canary-codfw.yaml=1.15.0-2"],
      },
      [],
      [
        "s@eqiad/main: skipped: releases named canary run several versions: 1.15.0-1, 1.15.0-2",
        "s@eqiad/canary: skipped: releases named canary run several versions: 1.15.0-1, 1.15.0-2",
        "s@codfw/canary: skipped: releases named canary run several versions: 1.15.0-1, 1.15.0-2",
      ],
    ],
    [
      "services without one are not meant",
      { "t/main": ["values.yaml=1.0"], "s/canary": ["values.yaml=1.0"] },
      [],
      ["s/canary: current"],
    ],
  ])("%s", (_, releases, edits, expected) => {
    const plan = promote(releases);
    expect(editsOf(plan)).toEqual(edits);
    expect(outcomes(plan)).toEqual(expected);
  });

  test("a name that nothing has", async () => {
    expect(await errorOf(() => promote({ "s/canary": ["values.yaml=1.0"] }, "canery"))).toMatchObject({
      code: "unknown-selection",
      message: 'no release matches "canery"',
      remedy: "did you mean canary?",
    });
  });
});
