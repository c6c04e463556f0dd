import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { parseConfig } from "../../src/config/parse.ts";
import { configJsonSchema } from "../../src/config/schema.ts";
import { defaultStages } from "../../src/config/stages.ts";
import { formatPlace, UserError } from "../../src/errors.ts";
import { errorOf, makeTree, temporaryFolder } from "../helpers.ts";

const defaults = {
  image: "envoy",
  charts: { stable: "charts", "wmf-stable": "charts" },
  preset: "auto",
  standIns: [],
  hostFolders: [],
  helmfiles: [],
  skip: ["**/_*/**"],
  services: ["helmfile.d/*/{cluster}/{service}", "helmfile.d/*/{service}", "**/{service}"],
  dropFields: ["tillerNamespace", "tillerless", "helmBinary"],
  timeout: 60,
  rules: {},
  overrides: [],
  verifyImage: false,
  commit: { per: "service" },
  stages: defaultStages,
};

function makeFile(root: string): string {
  const path = join(root, ".bump-envoy.yaml");
  writeFileSync(path, "");
  return path;
}

describe("loadConfig", () => {
  test("without a file: the defaults", async () => {
    expect(await loadConfig(temporaryFolder())).toEqual(defaults);
  });

  test("reads .bump-envoy.yaml in the root", async () => {
    const root = makeTree({ ".bump-envoy.yaml": "image: envoy-future\n" });
    expect(await loadConfig(root)).toEqual({ ...defaults, image: "envoy-future" });
  });

  test("reads the file that is named and not the one in the root", async () => {
    const root = makeTree({ ".bump-envoy.yaml": "image: [\n", "other.yaml": "timeout: 5\n" });
    expect(await loadConfig(root, join(root, "other.yaml"))).toEqual({ ...defaults, timeout: 5 });
  });

  test("a file in the root is called by its name in messages", async () => {
    const root = makeTree({ ".bump-envoy.yaml": "imagee: x\n" });
    expect(await errorOf(() => loadConfig(root))).toMatchObject({ place: { file: ".bump-envoy.yaml" } });
  });

  test("a named file that is missing is an error", async () => {
    const file = join(temporaryFolder(), "none.yaml");
    const error = (await errorOf(() => loadConfig("/", file))) as UserError;
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      code: "config-unreadable",
      remedy: "name an existing file with --config, or leave the option out",
    });
    expect(error.message).toMatch(`cannot read the configuration ${file}: ENOENT`);
  });

  test("a file in the root may be a link within the repository", async () => {
    const root = makeTree({ ".bump-envoy.yaml": "-> conf/it.yaml", "conf/it.yaml": "timeout: 5\n" });
    expect(await loadConfig(root)).toEqual({ ...defaults, timeout: 5 });
  });

  test.each<[string, (root: string) => void, string]>([
    [
      "a link that leads out",
      (root) => symlinkSync("/etc/passwd", join(root, ".bump-envoy.yaml")),
      "it is a link that leads",
    ],
    ["a device", (root) => symlinkSync("/dev/zero", join(root, ".bump-envoy.yaml")), "it is a link that leads"],
    ["a pipe", (root) => execFileSync("mkfifo", [join(root, ".bump-envoy.yaml")]), "it is no file"],
    ["large", (root) => truncateSync(makeFile(root), 2 ** 40), "it is larger than 64 KiB"],
  ])("a file in the root that is %s is an error", async (_, make, reason) => {
    const root = temporaryFolder();
    make(root);
    const error = (await errorOf(() => loadConfig(root))) as UserError;
    expect(error).toMatchObject({
      code: "config-unreadable",
      remedy: "make it a file of the repository, or name another one with --config",
    });
    expect(error.message).toMatch(`cannot read the configuration .bump-envoy.yaml: ${reason}`);
  });

  test("a repository cannot say which files outside of it are read, unless it is trusted", async () => {
    const root = makeTree({ ".bump-envoy.yaml": "timeout: 5\nhostFolders: [/etc]\n" });
    const error = (await errorOf(() => loadConfig(root))) as UserError;
    expect(error).toMatchObject({
      code: "config-invalid",
      place: { file: ".bump-envoy.yaml", line: 2, column: 1 },
      remedy: "if you trust it: --config .bump-envoy.yaml",
    });
    expect(await loadConfig(root, ".bump-envoy.yaml", root)).toMatchObject({ hostFolders: ["/etc"] });
  });

  test("a folder in its place is an error", async () => {
    const root = makeTree({ ".bump-envoy.yaml/file": "" });
    const error = (await errorOf(() => loadConfig(root))) as UserError;
    expect(error).toMatchObject({ code: "config-unreadable" });
    expect(error.message).toMatch("cannot read the configuration .bump-envoy.yaml: EISDIR");
  });
});

describe("parseConfig", () => {
  test.each([
    ["an empty file", ""],
    ["comments only", "# nothing yet\n"],
    ["null", "null\n"],
    ["an empty map", "{}\n"],
  ])("%s: the defaults", (_, text) => {
    expect(parseConfig(text, "f")).toEqual(defaults);
  });

  test.each([
    ["$schema: https://example.org/schema.json", { $schema: "https://example.org/schema.json" }],
    ["image: envoy-future", { image: "envoy-future" }],
    ["key: mesh.image_version", { key: "mesh.image_version" }],
    ["key: version", { key: "version" }],
    ["charts: {example: helm/charts}", { charts: { example: "helm/charts" } }],
    ["charts: {}", { charts: {} }],
    ["preset: none", { preset: "none" }],
    ["hostFolders: [/srv]", { hostFolders: ["/srv"] }],
    ["standIns: [{path: /srv/a.yaml}]", { standIns: [{ path: "/srv/a.yaml", files: [] }] }],
    [
      "standIns: [{path: '/srv/{environment}/*', files: [a, ['{service}/{environment}', b]], default: {c: [1]}}]",
      {
        standIns: [
          { path: "/srv/{environment}/*", files: ["a", ["{service}/{environment}", "b"]], default: { c: [1] } },
        ],
      },
    ],
    ["skip: []", { skip: [] }],
    ["services: ['{cluster}/{service}']", { services: ["{cluster}/{service}"] }],
    ["dropFields: [tillerNamespace]", { dropFields: ["tillerNamespace"] }],
    ["timeout: 0.5", { timeout: 0.5 }],
    ["registry: docker-registry.example.org:5000", { registry: "docker-registry.example.org:5000" }],
    ["registry: https://[::1]:5000\nverifyImage: true", { registry: "https://[::1]:5000", verifyImage: true }],
    [
      "stages: [{name: a}, {note: b}]",
      {
        stages: [
          { name: "a", select: [] },
          { note: "b", select: [] },
        ],
      },
    ],
    ["commit: {}", { commit: { per: "service" } }],
    [
      "commit: {message: '{service}: {image} {version}', per: all}",
      { commit: { message: "{service}: {image} {version}", per: "all" } },
    ],
    ["\uFEFFimage: x\r\ntimeout: 1\r\n", { image: "x", timeout: 1 }],
  ])("%j", (text, changed) => {
    expect(parseConfig(text, "f")).toEqual({ ...defaults, ...changed });
  });

  const keys =
    "the keys are $schema, image, version, key, charts, preset, standIns, hostFolders, helmfiles, skip, services, dropFields, timeout, rules, overrides, registry, verifyImage, commit, stages";
  test.each<[string, string, string, string?]>([
    ["image: x\nimagee: y\n", "2:1", 'unknown key "imagee"', 'did you mean "image"?'],
    ["# c\n\ndropfields: []\n", "3:1", 'unknown key "dropfields"', 'did you mean "dropFields"?'],
    ["zzzzzzzzzz: 1\n", "1:1", 'unknown key "zzzzzzzzzz"', keys],
    ["1: 2\n", "1:1", 'unknown key "1"', keys],
    ["{image: x, b: 1}\n", "1:12", 'unknown key "b"', keys],
    ["image: 5\n", "1:1", "image: Invalid input: expected string, received number"],
    ["image: ''\n", "1:1", "image: Too small: expected string to have >=1 characters"],
    ["image:\n", "1:1", "image: Invalid input: expected string, received null"],
    ["timeout: 1\nkey: a b\n", "2:1", "key: a key path is names joined by dots, such as tls.image_version"],
    ["key: tls.\n", "1:1", "key: a key path is names joined by dots, such as tls.image_version"],
    ["charts: {stable: 5}\n", "1:10", "charts.stable: where charts lie is a folder, or false"],
    ["charts: {stable: true}\n", "1:10", "charts.stable: where charts lie is a folder, or false"],
    ["charts:\n  a: b\n  c: []\n", "3:3", "charts.c: where charts lie is a folder, or false"],
    ["preset: other\n", "1:1", 'preset: Invalid option: expected one of "auto"|"deployment-charts"|"none"'],
    ["hostFolders: [etc]\n", "1:15", "hostFolders.0: a host folder is an absolute path"],
    ["standIns:\n  - paths: /srv/a\n", "2:5", "standIns.0.path: Invalid input: expected string, received undefined"],
    ["standIns: [{path: /srv/a, file: b}]\n", "1:27", 'unknown key "file"', 'did you mean "files"?'],
    [
      "standIns: [{path: srv/a}]\n",
      "1:13",
      "standIns.0.path: a production path is absolute, and its first folder has a name",
    ],
    [
      "standIns: [{path: /*/a}]\n",
      "1:13",
      "standIns.0.path: a production path is absolute, and its first folder has a name",
    ],
    ["standIns: [{path: '/srv/{service}'}]\n", "1:13", "standIns.0.path: the placeholder of a path is {environment}"],
    [
      "standIns: [{path: /srv/a, files: [../a]}]\n",
      "1:35",
      "standIns.0.files.0: a file is named relative to the root, without ..",
    ],
    [
      "standIns: [{path: /srv/a, files: ['{env}']}]\n",
      "1:35",
      "standIns.0.files.0: the placeholders of a file are {environment} and {service}",
    ],
    [
      "standIns: [{path: /srv/a, files: ['{environment}']}]\n",
      "1:27",
      "standIns.0.files: files can name {environment} only where the path does",
    ],
    [
      "commit:\n  per: all\n  message: '{servis}: new'\n",
      "3:3",
      "commit.message: unknown placeholder {servis}: did you mean {service}?",
    ],
    ["commit: {message: ' '}\n", "1:10", "commit.message: a message says something"],
    ["commit: {mesage: x}\n", "1:10", 'unknown key "mesage"', 'did you mean "message"?'],
    ["commit: {per: file}\n", "1:10", 'commit.per: Invalid option: expected one of "service"|"stage"|"all"'],
    ["skip: x\n", "1:1", "skip: Invalid input: expected array, received string"],
    ["skip:\n  - a\n  - 5\n", "3:5", "skip.1: Invalid input: expected string, received number"],
    ["services: {}\n", "1:1", "services: Invalid input: expected array, received object"],
    [`skip: [${"a,".repeat(200)}]\n`, "1:1", "skip: Too big: expected array to have <=100 items"],
    [
      "services: ['a', '*a*a*a*/{service}']\n",
      "1:17",
      "services.1: a pattern has no more than two ** and, between slashes, few * and placeholders",
    ],
    [
      "services: ['**/**/**/{service}']\n",
      "1:12",
      "services.0: a pattern has no more than two ** and, between slashes, few * and placeholders",
    ],
    [
      "standIns: [{path: '/srv/a*a*a*a*'}]\n",
      "1:13",
      "standIns.0.path: a pattern has no more than two ** and, between slashes, few * and placeholders",
    ],
    ["timeout: 0\n", "1:1", "timeout: Too small: expected number to be >0"],
    ["timeout: soon\n", "1:1", "timeout: Invalid input: expected number, received string"],
    [
      "registry: http://example.org\n",
      "1:1",
      "registry: a registry is a host with or without a port; it is asked by HTTPS",
    ],
    ["[image]\n", "1:1", "Invalid input: expected object, received array"],
    ["\n  image\n", "2:3", "Invalid input: expected object, received string"],
    ["image: a\nimage: b\n", "2:1", "Map keys must be unique"],
    ["image: *a\n", "1:8", "the anchor of the alias *a is missing"],
    ["image: a\n---\nimage: b\n", "2:1", "the file holds more than one document"],
    ["a: [\n", "2:1", "Flow sequence in block collection must be sufficiently indented and end with a ]"],
    ["timeout: 1\n\tskip: []\n", "2:1", "Tabs are not allowed as indentation"],
  ])("%j is refused at %s", async (text, place, message, remedy) => {
    const error = (await errorOf(() => parseConfig(text, "conf.yaml"))) as UserError;
    expect(error).toBeInstanceOf(UserError);
    expect(error.code).toBe("config-invalid");
    expect(error.message).toBe(message);
    expect(error.place && formatPlace(error.place)).toBe(`conf.yaml:${place}`);
    expect(error.remedy).toBe(remedy);
  });
});

test.each([
  [
    "aliases that stand for too much",
    `a: &a [${"x,".repeat(20)}]\nb: &b [${"*a,".repeat(20)}]\nc: [${"*b,".repeat(20)}]\n`,
    "its aliases stand for too much: Excessive alias count indicates a resource exhaustion attack",
  ],
  ["lists that nest too deeply", "[".repeat(60_000), "the file nests too deeply"],
])("%s are refused", async (_, text, message) => {
  expect(await errorOf(() => parseConfig(text, "conf.yaml"))).toMatchObject({ code: "config-invalid", message });
});

test("the published schema.json is that of the configuration", () => {
  const published = readFileSync(new URL("../../schema.json", import.meta.url), "utf8");
  expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(configJsonSchema())));
});
