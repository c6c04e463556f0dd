import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { readTree, temporaryFolder } from "../helpers.ts";
import { copyFixture, runCli, runCliWith } from "./run.ts";

const egret = "helmfile.d/services/egret";
let folder: string;
beforeEach(async () => {
  folder = await copyFixture("repository-today");
});

const staging = `${egret}
  envoy 1.26.4-1
    in staging: main
    mesh.image_version
      chart    charts/egret/values.yaml:8:18  image_version: latest
      values   ${egret}/values.yaml:5:18  image_version: 1.23.10-3
    > values   ${egret}/values-staging.yaml:2:18  image_version: 1.26.4-1
      to change it for the service, set it in values-staging.yaml or values-main.yaml (not there yet) or
      values-staging-main.yaml (not there yet)
`;
const production = `  envoy 1.23.10-3
    in eqiad, codfw: main, canary
    mesh.image_version
      chart    charts/egret/values.yaml:8:18  image_version: latest
    > values   ${egret}/values.yaml:5:18  image_version: 1.23.10-3
      to change it for the service, set it in values.yaml or values-{eqiad,codfw}.yaml (not there yet)
`;

test("prints the chain of every image, and changes nothing", async () => {
  const before = readTree(folder);
  expect(await runCli(folder, "explain")).toEqual({ exitCode: 0, stdout: staging + production, stderr: "5 images\n" });
  expect(readTree(folder)).toEqual(before);
});

test.each([
  ["a service", ["egret", "-e", "staging"], staging, "1 image\n"],
  ["a glob of services", ["services/eg*", "-e", "staging"], staging, "1 image\n"],
  ["images", ["--image", "e*y", "--image", "other", "-e", "staging"], staging, "1 image\n"],
  ["no such image", ["--image", "other"], "", "no release runs an image named other\n"],
])("selects %s", async (_, args, stdout, stderr) => {
  expect(await runCli(folder, "explain", ...args)).toEqual({ exitCode: 0, stdout, stderr });
});

test.each([
  [".", egret],
  ["..", `${egret}/../egret`],
  ["./egret", "helmfile.d/services"],
  ["helmfile.d/services", "."],
  [`./${egret}/helmfile.yaml`, "."],
])("takes the path %s in %s", async (path, cwd) => {
  const { exitCode, stdout } = await runCli(folder, "explain", path, "-C", cwd);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: staging + production });
});

test("refuses a path that is not there", async () => {
  const { exitCode, stderr } = await runCli(folder, "explain", "./egrte");
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: `error: there is no file or folder ${folder}/egrte\n  check the path, and -C DIR if it is given\n`,
  });
});

test("selects releases: where they are alone, their own files are named", async () => {
  const { stdout, stderr } = await runCli(folder, "explain", "--release", "canary");
  expect(stderr).toBe("2 images\n");
  expect(stdout).toContain("    in eqiad, codfw: canary\n");
  expect(stdout).toContain(" values-canary.yaml or values-{eqiad,codfw}-canary.yaml (not there yet)\n");
});

test("as JSON", async () => {
  const { exitCode, stdout, stderr } = await runCli(folder, "explain", "-e", "staging", "--format", "json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const { formatVersion, images, failures, summary } = JSON.parse(stdout);
  expect({ formatVersion, failures, summary }).toEqual({
    formatVersion: 1,
    failures: [],
    summary: { images: 1, traced: 1, untraced: 0, failures: 0 },
  });
  expect(images[0].keys[0].layers.map(({ decides }: { decides: boolean }) => decides)).toEqual([false, false, true]);
});

test("colours on demand", async () => {
  const { stdout } = await runCli(folder, "explain", "--color", "-e", "staging");
  expect(stdout).toContain("\u001B[32m>\u001B[39m values");
});

describe("exits with 1", () => {
  test("where something cannot be rendered; the rest is explained", async () => {
    writeFileSync(join(folder, egret, "values-staging.yaml"), "mesh: [");
    const { exitCode, stdout, stderr } = await runCli(folder, "explain");
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: `${egret}\n${production}` });
    expect(stderr).toMatch(
      /^! helmfile\.d\/services\/egret\/helmfile\.yaml \(staging\): release main: .*\n4 images, 1 failure\n$/,
    );
  });

  test("where a version comes from nowhere in the repository", async () => {
    writeFileSync(
      join(folder, "charts/egret/templates/deployment.yaml"),
      "kind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: tls, image: 'envoy:{{ .Release.Name }}'}]}\n",
    );
    const { exitCode, stdout, stderr } = await runCli(folder, "explain", "-e", "staging");
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "1 image, 1 of them without a known place\n" });
    expect(stdout).toBe(`${egret}\n  envoy main\n    in staging: main\n    nothing was found that decides it\n`);
  });
});

test("notes of the evaluation go to stderr", async () => {
  const helmfile = join(folder, egret, "helmfile.yaml");
  writeFileSync(
    helmfile,
    'releases: [{name: main, chart: wmf-stable/egret, values: [values.yaml], namespace: {{ env "NAME" | default "n" }}}]\n',
  );
  const { exitCode, stdout, stderr } = await runCli(folder, "explain");
  expect(stderr).toMatch(/^note: .*NAME.*\n1 image\n$/);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringContaining(`> values   ${egret}/values.yaml:5:18`),
  });
});

test.each([
  ["an unknown service", ["egert"], 'error: no service matches "egert"\n  did you mean egret?\n'],
  ["an unknown release", ["--release", "mian"], 'error: no release matches "mian"\n  did you mean main?\n'],
  ["an unknown environment", ["-e", "eqaid"], 'error: no environment matches "eqaid"\n  did you mean eqiad?\n'],
  ["a folder that does not exist", ["-C", "none"], "error: there is no folder FOLDER/none\n  check -C DIR\n"],
])("%s: a clear message, exit code 2", async (_, args, message) => {
  expect(await runCli(folder, "explain", ...args)).toEqual({
    ...{ exitCode: 2, stdout: "" },
    stderr: message.replace("FOLDER", folder),
  });
});

test("a repository without helmfiles", async () => {
  rmSync(join(folder, "helmfile.d"), { recursive: true });
  const { exitCode, stderr } = await runCli(folder, "explain");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("no helmfile found below");
});

describe("what earlier runs have found out counts no more", () => {
  test.each<[string, string, string]>([
    ["when a chart can be loaded again", "charts/egret/Chart.yaml", "name: [\n"],
    ["when a chart's values can be read again", "charts/egret/values.yaml", "a: [\n"],
    ["when a chart's schema can be read again", "charts/egret/values.schema.json", "{"],
    ["when a template can be read again", "charts/egret/templates/deployment.yaml", "{{ if }}\n"],
    ["when values can be read again", `${egret}/values.yaml`, "a: [\n"],
    ["when a state file can be read again", `${egret}/helmfile.yaml`, "releases: [\n"],
  ])("%s", async (_, file, broken) => {
    const cache = temporaryFolder();
    const explain = async () => {
      const { exitCode, stdout } = await runCliWith({ XDG_CACHE_HOME: cache }, folder, "explain");
      return { exitCode, stdout };
    };
    const path = join(folder, file);
    const before = existsSync(path) ? readFileSync(path) : undefined;
    writeFileSync(path, broken);
    expect((await explain()).exitCode).not.toBe(0);
    if (before === undefined) rmSync(path);
    else writeFileSync(path, before);
    expect(await explain()).toEqual({ exitCode: 0, stdout: staging + production });
  });
});
