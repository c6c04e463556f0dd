import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { explainFailure, readBuildOutput, saysNoReleases } from "../../src/render/helmfile-output.ts";
import { fixture } from "../helpers.ts";

/** A recording of the real tools; see the README in its folder. */
function recording(path: string): string {
  return readFileSync(fixture(`helmfile-output/${path}`), "utf8");
}

const scratch = "/scratch/repository";
const plain = {
  stateFile: `${scratch}/releases/helmfile.yaml`,
  namespace: "",
  chart: "../charts/small",
  installed: true,
  valuesPathPrefix: "",
  values: [],
};

describe("readBuildOutput", () => {
  test("every field of a release", () => {
    expect(readBuildOutput(recording("releases/build.yaml"))).toEqual([
      {
        ...plain,
        name: "everything",
        namespace: "one",
        valuesPathPrefix: "values/",
        values: ["a.yaml", { tls: { image_version: "1.14.4-1" } }, "*.yaml"],
      },
      { ...plain, name: "elsewhere", chart: "stable/small", condition: "small.enabled" },
      { ...plain, name: "away", namespace: "two", installed: false },
    ]);
  });

  test.each([
    ["of the last part that has some", "parts", ["parts second"]],
    ["its own and those of its helmfiles", "aggregate", ["parts second", "aggregate own"]],
  ])("the releases of a state file: %s", (_, name, releases) => {
    const found = readBuildOutput(recording(`${name}/build.yaml`)).map((release) => {
      return `${release.stateFile.replace(/^.*repository.(.*).helmfile.yaml$/, "$1")} ${release.name}`;
    });
    expect(found).toEqual(releases);
  });

  test.each([
    ["enabled: true", true],
    ["enabled: false", false],
    ["enabled: yes", false],
    ["other: true", false],
  ])("a condition on a value, %s: installed %j", (value, installed) => {
    const release = "{name: x, chart: y, condition: x.enabled}";
    const output = `---\n#  Source: a.yaml\n\nreleases: [${release}]\nrenderedvalues: {x: {${value}}}\n`;
    expect(readBuildOutput(output)).toMatchObject([{ name: "x", installed }]);
  });

  test("a condition without values", () => {
    const output = "---\n#  Source: a.yaml\n\nreleases: [{name: x, chart: y, condition: x.enabled}]\n";
    expect(readBuildOutput(output)).toMatchObject([{ installed: false }]);
  });

  test("a state file without releases, and no output", () => {
    expect(readBuildOutput("---\n#  Source: a.yaml\n\nfilepath: a.yaml\n")).toEqual([]);
    expect(readBuildOutput("---\n#  Source: a.yaml\n\nreleases: null\n")).toEqual([]);
    expect(readBuildOutput("---\n#  Source: a.yaml\n\n")).toEqual([]);
    expect(readBuildOutput("")).toEqual([]);
  });

  test("values that hold the separator of documents and hundreds of aliases", () => {
    const aliases = Array.from({ length: 200 }, () => "*a").join(", ");
    const values = `- text: |\n      ---\n      #  Source: b.yaml\n  - a: &a {b: c}\n    list: [${aliases}]`;
    const output = `---\n#  Source: a.yaml\n\nreleases:\n- name: x\n  chart: y\n  values:\n  ${values}\n`;
    expect(readBuildOutput(output)).toMatchObject([
      { values: [{ text: "---\n#  Source: b.yaml\n" }, { list: Array(200).fill({ b: "c" }) }] },
    ]);
  });

  test("a release without a name or a chart is an error", () => {
    expect(() => readBuildOutput("---\n#  Source: a.yaml\n\nreleases: [{name: x}]\n")).toThrow("chart");
  });
});

describe("explainFailure", () => {
  test.each([
    ["chart-fails", "execution error at (small/templates/pod.yaml:8:35): tls.image_version is required"],
    [
      "warnings",
      'template: small/templates/pod.yaml:8:83: executing "small/templates/pod.yaml" at <.Values.tls.image_version>: can\'t evaluate field image_version in type interface {}',
    ],
    ["no-chart", 'path "../charts/none" not found'],
    ["releases", "repo stable not found"],
    [
      "values-not-yaml",
      "failed to parse the values of broken: error converting YAML to JSON: yaml: line 2: did not find expected node content",
    ],
    ["no-values", 'in no-values/helmfile.yaml: values file matching "none.yaml" does not exist in "."'],
    [
      "not-yaml",
      "in not-yaml/helmfile.yaml: failed to read helmfile.yaml: reading document at index 1: yaml: line 1: did not find expected node content",
    ],
    [
      "unknown-field",
      "in unknown-field/helmfile.yaml: failed to read helmfile.yaml: reading document at index 1: yaml: unmarshal errors:\nline 2: field tillerNamespace not found in type state.HelmSpec",
    ],
    [
      "state-template",
      'in state-template/helmfile.yaml: error during helmfile.yaml.part.0 parsing: template: stringTemplate:2:20: executing "stringTemplate" at <.Values.missing.name>: map has no entry for key "missing"',
    ],
    ["state-fail", "in state-fail/helmfile.yaml: line 5: hooks within a flow map cannot be taken out"],
  ])("%s", (name, explained) => {
    expect(explainFailure(recording(`${name}/stderr.txt`), scratch)).toBe(explained);
  });

  test("says nothing where there is nothing to say", () => {
    expect(explainFailure("\nTemplating release=a, chart=b\nwrote /x/y.yaml\n\n", scratch)).toBe("");
  });

  test("is six lines at most", () => {
    expect(explainFailure("1\n2\n3\n4\n5\n6\n7\n8\n", scratch)).toBe("1\n2\n3\n4\n5\n6");
  });
});

test("a helmfile without releases is told from one that fails", () => {
  expect(saysNoReleases(recording("nothing/stderr.txt"))).toBe(true);
  expect(saysNoReleases(recording("no-values/stderr.txt"))).toBe(false);
});
