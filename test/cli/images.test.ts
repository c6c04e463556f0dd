import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { readTree, temporaryFolder } from "../helpers.ts";
import { describeWithRealTools } from "../real-tools.ts";
import { copyFixture, runCli, runCliWith, runWithHelmfile } from "./run.ts";

const egret = "helmfile.d/services/egret";
const helmfile = `${egret}/helmfile.yaml`;
const registry = "registry.example.org";
const staging = `${helmfile}  staging  main    ${registry}/envoy:1.26.4-1\n`;
const production = ["eqiad  ", "codfw  "]
  .flatMap((environment) =>
    ["main  ", "canary"].map((name) => `${environment}  ${name}  ${registry}/envoy:1.23.10-3\n`),
  )
  .map((line) => `${helmfile}  ${line}`)
  .join("");
const alone = staging.replace("main    ", "main  ");

let folder: string;
beforeEach(async () => {
  folder = await copyFixture("repository-today");
});

test("prints a line for each image of a release, in columns, and changes nothing", async () => {
  const before = readTree(folder);
  expect(await runCli(folder, "images")).toEqual({
    exitCode: 0,
    stdout: staging + production,
    stderr: "5 releases of 1 helmfile run 2 images\n",
  });
  expect(readTree(folder)).toEqual(before);
});

test.each([
  ["a service", ["--service", "eg*", "-e", "staging"]],
  ["a path", [`./${egret}`, "-e", "staging"]],
  ["an image", ["--image", "e*y", "--image", "other", "-e", "staging"]],
])("selects %s", async (_, args) => {
  expect(await runCli(folder, "images", ...args)).toEqual({
    exitCode: 0,
    stdout: alone,
    stderr: "1 release of 1 helmfile runs 1 image\n",
  });
});

test("selects releases", async () => {
  const { stdout, stderr } = await runCli(folder, "images", "--release", "canary");
  expect(stderr).toBe("2 releases of 1 helmfile run 1 image\n");
  expect(stdout.match(/ canary /g)).toHaveLength(2);
});

test("all images are an inventory", async () => {
  const { exitCode, stdout } = await runCli(folder, "images", "--image", "*", "-e", "staging");
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: `${alone.replace("envoy:1.26.4-1", "example/egret:2025-03-04-101112")}${alone}`,
  });
});

test("that nothing is found is said, and is no failure", async () => {
  expect(await runCli(folder, "images", "--image", "other")).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: "no release runs an image named other\n",
  });
});

test("as JSON", async () => {
  const { exitCode, stdout, stderr } = await runCli(folder, "images", "-e", "staging", "--format", "json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(JSON.parse(stdout)).toEqual({
    formatVersion: 1,
    images: [
      {
        ...{ service: "egret", cluster: null, environment: "staging", release: "main", namespace: "egret", helmfile },
        ...{ object: "Deployment/egret-main", container: "main-tls-proxy" },
        ...{ image: `${registry}/envoy:1.26.4-1`, name: "envoy", tag: "1.26.4-1", digest: null },
        template: "egret/templates/deployment.yaml",
      },
    ],
    failures: [],
    summary: { images: 1, references: 1, releases: 1, helmfiles: 1, failures: 0 },
  });
});

test("exits with 1 where something cannot be rendered; the rest is listed", async () => {
  writeFileSync(join(folder, egret, "values-staging.yaml"), "mesh: [");
  const { exitCode, stdout, stderr } = await runCli(folder, "images");
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: production.replaceAll(/(eqiad|codfw) {2}/g, "$1") });
  expect(stderr).toMatch(
    /^! helmfile\.d\/services\/egret\/helmfile\.yaml \(staging\): release main: .*\n4 releases of 1 helmfile run 1 image, 1 failure\n$/,
  );
});

test("a release that renders only in part is listed with what is wrong; --strict leaves it out", async () => {
  writeFileSync(join(folder, "charts/egret/templates/broken.yaml"), '{{ fail "no" }}\n');
  const { exitCode, stdout, stderr } = await runCli(folder, "images", "-e", "staging");
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: alone });
  expect(stderr).toMatch(
    /^! .*: release main is rendered in part: .*broken\.yaml.*\n1 release of 1 helmfile runs 1 image, 1 failure\n$/,
  );
  const strict = await runCli(folder, "images", "-e", "staging", "--strict");
  expect({ exitCode: strict.exitCode, stdout: strict.stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(strict.stderr).toMatch(/\nnone of what could be rendered runs an image named envoy or envoy-\*, 1 failure\n$/);
});

test("what is known from another run is what the files say, whatever images are asked for", async () => {
  const environment = { XDG_CACHE_HOME: temporaryFolder() };
  const run = async (...args: string[]) => (await runCliWith(environment, folder, "images", ...args)).stdout;
  expect(await run("--image", "*")).toContain("example/egret:2025-03-04-101112");
  expect(await run()).toBe(staging + production);
  writeFileSync(join(folder, egret, "values-staging.yaml"), "mesh: {image_version: 1.27.0-1}\n");
  expect(await run("-e", "staging")).toBe(alone.replace("1.26.4-1", "1.27.0-1"));
});

test.each([
  ["an unknown service", ["--service", "egert"], 'error: no service matches "egert"\n  did you mean egret?\n'],
  ["an unknown release", ["--release", "mian"], 'error: no release matches "mian"\n  did you mean main?\n'],
])("%s: a clear message, exit code 2", async (_, args, stderr) => {
  expect(await runCli(folder, "images", ...args)).toEqual({ exitCode: 2, stdout: "", stderr });
});

test("a repository without helmfiles", async () => {
  rmSync(join(folder, "helmfile.d"), { recursive: true });
  const { exitCode, stderr } = await runCli(folder, "images");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("no helmfile found below");
});

describeWithRealTools("--renderer helmfile", () => {
  test.each(["text", "json"])("finds the same, as %s", async (format) => {
    const own = await runCli(folder, "images", "--image", "*", "--format", format);
    expect(await runWithHelmfile(folder, "images", "--image", "*", "--format", format)).toEqual(own);
  });
});
