import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { makeTree, readTree } from "../helpers.ts";
import { commitAll, runCli, runWithHelmfile } from "./run.ts";

const chart = (name: string, more = "") => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${more}`;
const pod = `kind: Pod
metadata: {name: {{ .Release.Name }}}
spec: {containers: [{name: tls, image: "envoy:{{ include "library.version" . }}"}]}
`;

describe("charts that have a library from elsewhere in the repository", () => {
  let folder: string;
  beforeEach(async () => {
    folder = makeTree({
      "charts/app/Chart.yaml": chart(
        "app",
        "dependencies:\n- {name: library, version: 1.x, repository: file://../../libraries/library}\n",
      ),
      "charts/app/templates/pod.yaml": pod,
      "charts/other/Chart.yaml": chart("other"),
      "charts/other/templates/configmap.yaml": 'kind: ConfigMap\nmetadata: {name: {{ include "gone" . }}}\n',
      "libraries/library/Chart.yaml": chart("library", "type: library\n"),
      "libraries/library/templates/_version.tpl":
        '{{- define "library.version" }}{{ .Values.mesh.image_version }}{{ end }}\n',
      "apps/shop/helmfile.yaml": "releases: [{name: web, chart: ../../charts/app, values: [values.yaml]}]\n",
      "apps/shop/values.yaml": "mesh:\n  image_version: 1.14.4-1\n",
    });
    await commitAll(folder);
  });

  test("are rendered with it, and bumped", async () => {
    expect(await runCli(folder, "1.15.0-1")).toMatchObject({ exitCode: 0 });
    expect(readTree(folder)).toMatchObject({ "apps/shop/values.yaml": "mesh:\n  image_version: 1.15.0-1\n" });
  });

  test("are rendered with it by the real helmfile as well, in its copy", async () => {
    expect(await runWithHelmfile(folder, "1.15.0-1")).toMatchObject({ exitCode: 0 });
    expect(readTree(folder)).toMatchObject({ "apps/shop/values.yaml": "mesh:\n  image_version: 1.15.0-1\n" });
    expect(Object.keys(readTree(folder)).filter((path) => path.startsWith("charts/app/charts"))).toEqual([]);
  });

  test("so are those of old, which say so in a requirements.yaml", async () => {
    const dependencies = "dependencies:\n- {name: library, version: 1.x, repository: file://../../libraries/library}\n";
    const old = {
      "charts/app/Chart.yaml": "apiVersion: v1\nname: app\nversion: 1.0.0\n",
      "charts/app/requirements.yaml": dependencies,
    };
    for (const [path, text] of Object.entries(old)) writeFileSync(join(folder, path), text);
    await commitAll(folder);
    for (const run of [runCli, runWithHelmfile]) {
      expect((await run(folder, "images")).stdout).toContain("envoy:1.14.4-1");
    }
  });

  test("lint knows what it defines", async () => {
    const { exitCode, stdout } = await runCli(folder, "lint", "charts/app");
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
  });

  test("a change of it affects them and their releases, and no other chart", async () => {
    const template = "libraries/library/templates/_version.tpl";
    writeFileSync(join(folder, template), "");
    const { stdout } = await runCli(folder, "lint", template, "--format", "json");
    const report = JSON.parse(stdout);
    expect(report.findings.map(({ file, rule }: { file: string; rule: string }) => `${file} ${rule}`)).toEqual([
      "charts/app/templates/pod.yaml unknown-template",
    ]);
    expect(report.summary).toMatchObject({ charts: 2 });
  });

  test("what is kept of a release does not outlive a change of it", async () => {
    const version = async () => (await runCli(folder, "images", "--cache-location", join(folder, "cache"))).stdout;
    expect(await version()).toContain("envoy:1.14.4-1");
    writeFileSync(
      join(folder, "libraries/library/templates/_version.tpl"),
      '{{- define "library.version" }}1.2.3{{ end }}\n',
    );
    expect(await version()).toContain("envoy:1.2.3");
  });

  test("without it, the release cannot be rendered, and lint does not guess", async () => {
    rmSync(join(folder, "libraries"), { recursive: true });
    const { exitCode, stderr } = await runCli(folder, "images");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining("found in Chart.yaml, but missing in charts/ directory: library"),
    });
    expect(await runCli(folder, "lint", "charts/app")).toMatchObject({ exitCode: 0, stdout: "" });
  });
});
