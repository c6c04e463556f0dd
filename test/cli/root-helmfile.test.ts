import { beforeEach, describe, expect, test } from "vitest";
import { makeTree, readTree, type Tree, temporaryFolder } from "../helpers.ts";
import { commitAll, runCli, runWithHelmfile } from "./run.ts";

const chart: Tree = {
  "charts/app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 0.1.0\n",
  "charts/app/templates/pod.yaml":
    'kind: Pod\nmetadata: {name: app}\nspec: {containers: [{name: tls, image: "envoy:{{ .Values.mesh.image_version }}"}]}\n',
};
const values = "# what all share\nmesh:\n  image_version: 1.14.4-1\n";

/** A git repository in a folder that bears the name of a service. */
async function makeRepository(tree: Tree): Promise<string> {
  const folder = makeTree({ ...chart, ...tree }, `${temporaryFolder()}/shop`);
  await commitAll(folder);
  return folder;
}

describe("a helmfile in the root of its repository", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeRepository({
      "helmfile.yaml":
        "environments: {test: {}, prod: {}}\n---\nreleases: [{name: app, chart: charts/app, values: [values.yaml, 'env/{{ .Environment.Name }}.yaml']}]\n",
      "values.yaml": values,
      "env/test.yaml": "replicas: 1\n",
      "env/prod.yaml": "replicas: 2\n",
    });
  });

  test("explain names its files from the root", async () => {
    expect(await runCli(folder, "explain")).toEqual({
      exitCode: 0,
      stdout: `.
  envoy 1.14.4-1
    in test, prod: app
    mesh.image_version
    > values   values.yaml:3:18  image_version: 1.14.4-1
      to change it for the service, set it in values.yaml or env/{test,prod}.yaml
`,
      stderr: "2 images\n",
    });
  });

  test("a bump writes them, and names the service like the repository", async () => {
    const { exitCode, stderr } = await runCli(folder, "1.15.0-1", "-e", "test", "--verbose");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining("shop (test), release app") });
    expect(readTree(folder)).toMatchObject({
      "env/test.yaml": "replicas: 1\n\nmesh:\n  image_version: 1.15.0-1\n",
      "values.yaml": values,
    });
  });

  test("it is selected by that name", async () => {
    const { exitCode, stderr } = await runCli(folder, "explain", "shop", "-e", "prod");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "1 image\n" });
  });

  test("status names it likewise, now and then", async () => {
    const now = await runCli(folder, "status", "-f", "csv");
    const then = await runCli(folder, "status", "-f", "csv", "--at", "HEAD");
    expect(now.stdout).toMatch(/^shop,/m);
    expect(then.stdout).toMatch(/^shop,/m);
  });

  test("a rollout deploys it from where one is", async () => {
    const { stdout } = await runCli(folder, "rollout", "1.15.0-1", "--plan");
    expect(stdout).toMatch(/^ {4}values\.yaml$/m);
    expect(stdout).toMatch(/^ {4}helmfile -e test -i apply\n(?:.*\n)+ {4}helmfile -e prod -i apply$/m);
  });
});

describe("a helmfile that brings in others", () => {
  const app = "environments: {prod: {}}\n---\nreleases: [{name: app, chart: ../charts/app, values: [app.yaml]}]\n";

  test("under names that helmfile does not look for", async () => {
    const folder = await makeRepository({
      "helmfile.yaml": "environments: {prod: {}}\n---\nhelmfiles: [releases/*.yaml.gotmpl]\n",
      "releases/app.yaml.gotmpl": app,
      "releases/app.yaml": values,
    });
    const { exitCode, stderr } = await runCli(folder, "1.15.0-1");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining("1 file changed") });
    expect(readTree(folder)["releases/app.yaml"]).toBe(values.replace("1.14.4-1", "1.15.0-1"));
  });

  test("and gives them values is run for all of them", async () => {
    const folder = await makeRepository({
      "helmfile.yaml": `environments: {prod: {values: [{name: shop}]}}
---
helmfiles:
- path: apps/*/helmfile.yaml
  values:
  - {{ toYaml .Values | nindent 4 }}
`,
      "apps/web/helmfile.yaml":
        "releases: [{name: '{{ .Values.name }}-web', chart: ../../charts/app, values: [values.yaml]}]\n",
      "apps/web/values.yaml": values,
    });
    const all = await runCli(folder, "explain");
    expect({ exitCode: all.exitCode, stderr: all.stderr }).toEqual({ exitCode: 0, stderr: "1 image\n" });
    expect(all.stdout).toContain("in prod: shop-web\n");
    const images = await runCli(folder, "images");
    expect(images.stdout).toBe("helmfile.yaml  prod  shop-web  envoy:1.14.4-1\n");
    expect(await runWithHelmfile(folder, "images")).toEqual(images);
    const bump = await runWithHelmfile(folder, "1.15.0-1", "--dry-run");
    expect(await runCli(folder, "1.15.0-1", "--dry-run")).toEqual(bump);
    expect(bump.stdout).toContain("+++ b/apps/web/values.yaml\n");
    expect(await runCli(folder, "explain", "-C", "apps/web")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringMatching(
        /^error: no helmfile found below .*\n {2}apps\/web\/helmfile\.yaml is evaluated as a part of helmfile\.yaml, which brings it in: run it for that one\n$/,
      ),
    });
  });
});
