import { describe, expect, test } from "vitest";
import { readStateOutline, type StateOutline } from "../../src/repository/state-outline.ts";

const nothing: StateOutline = {
  ...{ hasReleases: false, helmfiles: [], handsOnValues: false },
  ...{ bases: [], environments: [], makesEnvironments: false },
};

describe("plain YAML", () => {
  test.each<[string, string, Partial<StateOutline>]>([
    ["an empty file", "", {}],
    ["comments only", "# nothing\n", {}],
    ["releases", "releases:\n- name: a\n", { hasReleases: true }],
    ["releases without a value", "releases:\n", { hasReleases: true }],
    [
      "helmfiles as strings and maps",
      "helmfiles:\n- ./a/helmfile.yaml\n- path: b/*.yaml\n  selectors: [x=y]\n- environment: none\n- 5\n-\n",
      { helmfiles: ["./a/helmfile.yaml", "b/*.yaml"] },
    ],
    [
      "helmfiles that are given values",
      "helmfiles:\n- a.yaml\n- path: b.yaml\n  values:\n  - {{ toYaml .Values | nindent 4 }}\n",
      { helmfiles: ["a.yaml", "b.yaml"], handsOnValues: true },
    ],
    ["helmfiles that are no list", "helmfiles: a\nbases: {path: b}\n", {}],
    ["bases", "bases: [../global.yaml, env.yaml]\n", { bases: ["../global.yaml", "env.yaml"] }],
    ["environments", "environments:\n  staging:\n  eqiad: {values: [a]}\n", { environments: ["staging", "eqiad"] }],
    ["environments that are no map", "environments: [a]\n", {}],
    [
      "parts",
      "bases: [a]\n---\nbases: [b]\nenvironments: {x: {}}\n---\nreleases: []\n",
      { hasReleases: true, bases: ["a", "b"], environments: ["x"] },
    ],
    [
      "anchors and merge keys",
      "base: &base\n  bases: [a]\n  environments: &e {x: }\n<<: *base\nhelmfiles: &h [b]\nreleases: *h\n",
      { hasReleases: true, bases: ["a"], environments: ["x"], helmfiles: ["b"] },
    ],
    ["a key twice: the last one", "bases: [a]\nbases: [b]\n", { bases: ["b"] }],
    [
      "sections beside others",
      "# bases: [z]\nrepositories:\n- name: a\n  bases: [x]\nbases:\n- b\nreleases:\n- name: c\n  environments: {d: }\nenvironments:\n  e:\n",
      { hasReleases: true, bases: ["b"], environments: ["e"] },
    ],
    [
      "an anchor of another section",
      "templates:\n  bases: &b [a]\nbases: *b\nreleases: []\n",
      { hasReleases: true, bases: ["a"] },
    ],
    [
      "a key that is quoted, and a part that begins on its line",
      '--- {"bases": [a]}\n---\n"bases": [b]\nreleases: []\n',
      { hasReleases: true, bases: ["a", "b"] },
    ],
    ["a list", "- releases\n", {}],
    ["a word", "releases\n", {}],
  ])("%s", (_, text, outline) => {
    expect(readStateOutline(text)).toEqual({ ...nothing, ...outline });
  });
});

describe("templates", () => {
  test.each<[string, string, Partial<StateOutline>]>([
    [
      "actions alone on a line",
      'environments:\n{{ if true }}\n  a:\n  {{- else -}}\n  b:\n{{ end }}\r\nreleases:\n{{ template "x" }}',
      { hasReleases: true, environments: ["a", "b"] },
    ],
    ["several actions on a line", "bases:\n{{ if true }} {{ if false }}\n- a\n{{ end }}{{ end }}\n", { bases: ["a"] }],
    [
      "an action over several lines",
      'bases:\n{{ range list\n  "a"\n  "b" }}\n- c\n{{ end }}\nreleases: []\n',
      { hasReleases: true, bases: ["c"] },
    ],
    [
      "a comment over several lines",
      "{{/* releases:\n  helmfiles: [a]\n*/}}\nbases: [b]\n{{- /* } and { */ -}}\n",
      { bases: ["b"] },
    ],
    [
      "actions within a value",
      'helmfiles:\n- {{ .a }}/helmfile.yaml\n- "b/{{ .c }}-{{ .d }}.yaml"\nbases: [{{ .e }}, f.yaml]\n',
      { helmfiles: ["*/helmfile.yaml", "b/*-*.yaml"], bases: ["*", "f.yaml"] },
    ],
    [
      "environments made by a range",
      'environments:\n{{ range list "a" "b" }}\n  {{ . }}:\n    values: [x]\n{{ end }}\n  c:\n',
      { environments: ["c"], makesEnvironments: true },
    ],
    [
      "actions within quotes and braces within actions",
      'releases:\n- hooks:\n  - args: ["{{`{{.HelmfileCommand}}`}}", "[{{`{{ env \\"X\\" | default \\"Y\\" }}`}}]"]\nbases: [a]\n',
      { hasReleases: true, bases: ["a"] },
    ],
    ["a single brace in an action", "bases: ['{{ \"}\" }}.yaml']\n", { bases: ["*.yaml"] }],
    [
      "an action in the place of a whole block",
      "releases:\n{{ toYaml .releases | indent 2 }}\nbases: [a]\n",
      { hasReleases: true, bases: ["a"] },
    ],
    ["an action in the place of a merged map", "<<: {{ toYaml .base }}\nbases: [a]\n", { bases: ["a"] }],
  ])("%s", (_, text, outline) => {
    expect(readStateOutline(text)).toEqual({ ...nothing, ...outline });
  });
});

describe("what is no YAML counts as absent", () => {
  test.each<[string, string, Partial<StateOutline>]>([
    ["brackets that stay open", "[\n{", {}],
    ["no text at all", "\u0000\u0001", {}],
    ["an alias without an anchor", "bases: *none\n", {}],
    ["a merge key that merges no map", "<<: 5\nreleases: []\n", {}],
    ["one part of several", "bases: [a]\n---\nbases: [b, *none]\n---\nbases: [c]\n", { bases: ["a", "c"] }],
    [
      "sections that say nothing of it",
      "a: *none\nb: c: d\nbases: [a]\nreleases: *none\n",
      { hasReleases: true, bases: ["a"] },
    ],
    ["an action that is not closed", "bases: [a]\n{{ if\n", { bases: ["a"] }],
  ])("%s", (_, text, outline) => {
    expect(readStateOutline(text)).toEqual({ ...nothing, ...outline });
  });
});

test("many aliases are no reason to give up", () => {
  const aliases = Array.from({ length: 300 }, (_, index) => `  r${index}: {<<: *base}\n`).join("");
  const text = `base: &base {a: {b: {c: [1, 2, 3]}}}\nall:\n${aliases}releases: []\n`;
  expect(readStateOutline(text)).toEqual({ ...nothing, hasReleases: true });
});

/** Lists of a list each, all of the same one in the end. */
const aliases = (depth: number) =>
  `a0: &a0 [x]\n${Array.from({ length: depth }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]\n`).join("")}`;
const mergedAliases = Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}]}\n`).join("");

describe("what is more than anybody writes", () => {
  test.each<[string, string, Partial<StateOutline>]>([
    ["actions that do not end", `bases: [a]\n# ${"{{".repeat(100_000)}`, { bases: ["a"] }],
    ["actions", `bases: [a]\n${"{{}}\n".repeat(100_000)}`, { bases: ["a"] }],
    ["blanks before actions", `bases: [a]\n${`${" ".repeat(1000)}{{x}} y\n`.repeat(200)}`, { bases: ["a"] }],
    ["blanks before merged actions", `bases: [a]\n#${`<<:${" ".repeat(500)}`.repeat(500)}`, { bases: ["a"] }],
    ["no YAML, and lists that nest too deeply", `a: b: c\n${"[".repeat(100_000)}`, {}],
    ["no YAML, and long", `bases:\n${"- a: b: c\n".repeat(100_000)}`, { hasReleases: true }],
    ["aliases", `${aliases(12)}bases: [a, *a12]\n`, {}],
    ["no YAML, and aliases", `${aliases(12)}bases: [a, *a12]\nhelmfiles: e: f\n`, {}],
    ["no YAML, and merge keys", `a0: &a0 {x: y}\n${mergedAliases}bases: [a, *a60]\nhelmfiles: e: f\n`, {}],
    ["merge keys", `a0: &a0 {x: y}\n${mergedAliases}bases: [a, *a60]\n`, {}],
  ])("%s", (_, text, outline) => {
    expect(readStateOutline(text)).toEqual({ ...nothing, ...outline });
  });
});
