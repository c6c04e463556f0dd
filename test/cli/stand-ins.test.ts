import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { copyOfFixture, fixture, makeTree, readTree, temporaryFolder } from "../helpers.ts";
import { runCli } from "./run.ts";

const puppet = fixture("puppet");
const ignored = "general-* clusterinfo-* services-* service_proxy.yaml"
  .replace(/\S+/g, ".fixtures/$&")
  .replaceAll(" ", "\n");

function repository(gitignore = ignored): string {
  return makeTree({ "helmfile.d/a": "", "charts/a": "", ".fixtures/kept.yaml": "a: 1\n", ".gitignore": gitignore });
}

test("writes the files, once", async () => {
  const folder = repository();
  const first = await runCli(folder, "stand-ins", "--puppet", puppet);
  expect(first).toMatchObject({ exitCode: 0, stderr: "19 stand-ins: 19 created, 0 changed, 0 unchanged\n" });
  expect(first.stdout).toContain(".fixtures/general-eqiad.yaml  created\n");
  const tree = readTree(folder);
  expect(Object.keys(tree)).toHaveLength(19 + 4);
  expect(tree[".fixtures/clusterinfo-eqiad.yaml"]).toBe('kubernetesVersion: "1.31"\n');

  writeFileSync(join(folder, ".fixtures/clusterinfo-eqiad.yaml"), "kubernetesVersion: 1.99\n");
  expect(await runCli(temporaryFolder(), "stand-ins", "--puppet", puppet, "-C", folder)).toEqual({
    exitCode: 0,
    stdout: ".fixtures/clusterinfo-eqiad.yaml  changed\n",
    stderr: "19 stand-ins: 0 created, 1 changed, 18 unchanged\n",
  });
  expect(readTree(folder)).toEqual(tree);
});

test("a dry run prints a diff and writes nothing", async () => {
  const folder = repository();
  const before = readTree(folder);
  const { exitCode, stdout, stderr } = await runCli(folder, "stand-ins", "--puppet", puppet, "--dry-run");
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: "19 stand-ins: 19 created, 0 changed, 0 unchanged (dry run)\n",
  });
  expect(stdout).toContain('+++ b/.fixtures/clusterinfo-eqiad.yaml\n@@ -0,0 +1,1 @@\n+kubernetesVersion: "1.31"\n');
  expect(readTree(folder)).toEqual(before);
});

test("as JSON", async () => {
  const { exitCode, stdout, stderr } = await runCli(repository(), "stand-ins", "--puppet", puppet, "--format", "json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const { files, ...rest } = JSON.parse(stdout);
  expect(rest).toEqual({ mode: "write", puppet, summary: { created: 19, changed: 0, unchanged: 0 } });
  expect(files[0]).toEqual({ path: ".fixtures/service_proxy.yaml", status: "created", ignored: true });
});

test("says what git does not ignore", async () => {
  const { stderr } = await runCli(repository(".fixtures/general-*\n"), "stand-ins", "--puppet", puppet);
  expect(stderr).toContain(
    "! git does not ignore .fixtures/service_proxy.yaml, .fixtures/clusterinfo-eqiad.yaml, " +
      ".fixtures/clusterinfo-codfw.yaml, 10 more: take care not to commit them\n",
  );
});

test("a checkout that lacks something: nothing is written", async () => {
  const folder = repository();
  const before = readTree(folder);
  const other = copyOfFixture("puppet");
  writeFileSync(join(other, "hieradata/common.yaml"), "zookeeper_clusters: {}\n");
  expect(await runCli(folder, "stand-ins", "--puppet", other)).toEqual({
    exitCode: 2,
    stdout: "",
    stderr:
      "error: hieradata/common.yaml: the key kafka_clusters is missing\n" +
      "  name a checkout of operations-puppet with --puppet; of an old deployment-charts, one of that time\n",
  });
  expect(readTree(folder)).toEqual(before);
});

test("a link that leads out of the repository is not written through", async () => {
  const folder = repository();
  const outside = makeTree({ "x.yaml": "a: 1\n" });
  symlinkSync(join(outside, "x.yaml"), join(folder, ".fixtures/general-eqiad.yaml"));
  const { exitCode, stderr } = await runCli(folder, "stand-ins", "--puppet", puppet);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(".fixtures/general-eqiad.yaml: the file is a link that leads out of the repository");
  expect(readFileSync(join(outside, "x.yaml"), "utf8")).toBe("a: 1\n");
});

test.each([
  ["no checkout", [], "required option '--puppet <dir>' not specified"],
  ["a checkout that does not exist", ["--puppet", "/no/puppet"], "there is no folder /no/puppet"],
  ["another repository", ["--puppet", puppet, "-C", fixture("charts")], "does not look like deployment-charts"],
])("%s: a clear message, exit code 2", async (_, args, message) => {
  const { exitCode, stderr } = await runCli(repository(), "stand-ins", ...args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});
