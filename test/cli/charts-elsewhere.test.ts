import { beforeEach, describe, expect, test } from "vitest";
import { makeTree, readTree, type Tree } from "../helpers.ts";
import { commitAll, runCli } from "./run.ts";

const helmfile = `releases:
- {name: web, chart: ../../charts/app, values: [../shared.yaml, values.yaml]}
- {name: queue, chart: bitnami/redis, values: [queue.yaml]}
- {name: gate, chart: "oci://example.org/charts/gate", values: [../shared.yaml]}
`;
const tree: Tree = {
  "charts/app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 0.1.0\n",
  "charts/app/templates/pod.yaml":
    'kind: Pod\nmetadata: {name: app}\nspec: {containers: [{name: tls, image: "envoy:{{ .Values.mesh.image_version }}"}]}\n',
  "apps/shop/helmfile.yaml": helmfile,
  "apps/shop/values.yaml": "mesh:\n  image_version: 1.14.4-1\n",
  "apps/shop/queue.yaml": "replicas: 1\n",
  "apps/shared.yaml": "site: one\n",
};
const leftOut = "charts: {bitnami: false, oci://example.org/charts: false}\n";

async function makeRepository(more: Tree): Promise<string> {
  const folder = makeTree({ ...tree, ...more });
  await commitAll(folder);
  return folder;
}

describe("charts that lie elsewhere", () => {
  test("their releases are failures, and what to do about it is said", async () => {
    const folder = await makeRepository({});
    const { exitCode, stdout, stderr } = await runCli(folder, "images");
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("envoy:1.14.4-1") });
    for (const chart of ["bitnami/redis", "oci://example.org/charts/gate"]) {
      expect(stderr).toContain(`chart ${chart} is not in the repository, and nothing is fetched\n`);
    }
    expect(stderr.match(/^note: .*`NAME: false`/gm)).toHaveLength(1);
  });

  test("init proposes to leave them out", async () => {
    const folder = await makeRepository({});
    expect(await runCli(folder, "init", "--yes")).toMatchObject({ exitCode: 0 });
    const written = readTree(folder)[".bump-envoy.yaml"];
    expect(written).toContain("\n# charts:\n#   bitnami: false\n#   oci://example.org/charts: false\n");
    expect(written?.replace(/\n# /g, " ")).toContain("Charts of bitnami, oci://example.org/charts are not here");
  });
});

describe("charts that the configuration leaves out", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeRepository({ ".bump-envoy.yaml": leftOut });
  });

  test.each([["images"], ["explain"], ["status"], ["lint"], ["9.9.9", "--dry-run"]])(
    "%s has no failure",
    async (...args) => {
      const { exitCode, stderr } = await runCli(folder, ...args);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 0,
        stderr: expect.not.stringContaining("is not in the repository"),
      });
    },
  );

  test("their releases run nothing", async () => {
    const { stdout } = await runCli(folder, "images", "--image", "*", "--format", "json");
    expect(JSON.parse(stdout).images).toMatchObject([{ release: "web", image: "envoy:1.14.4-1" }]);
  });

  test("a bump edits what they do not read", async () => {
    expect(await runCli(folder, "1.15.0-1")).toMatchObject({ exitCode: 0 });
    expect(readTree(folder)).toMatchObject({ "apps/shop/values.yaml": "mesh:\n  image_version: 1.15.0-1\n" });
  });

  describe("what one of them reads", () => {
    const shared = "mesh:\n  image_version: 1.14.4-1\n";
    const bumped = "mesh:\n  image_version: 1.15.0-1\n";
    const config = { ".bump-envoy.yaml": leftOut, "apps/shared.yaml": shared };

    test("stays as it is, where another file serves", async () => {
      folder = await makeRepository({ ...config, "apps/shop/values.yaml": "replicas: 1\n" });
      expect(await runCli(folder, "1.15.0-1")).toMatchObject({ exitCode: 0 });
      expect(readTree(folder)).toMatchObject({
        "apps/shared.yaml": shared,
        "apps/shop/values.yaml": `replicas: 1\n\n${bumped}`,
      });
    });

    test("is not edited, since nobody knows what becomes of it, unless that is allowed", async () => {
      folder = await makeRepository({
        ...config,
        "apps/shop/helmfile.yaml": helmfile.replace(", values.yaml", ""),
      });
      const { exitCode, stderr } = await runCli(folder, "1.15.0-1");
      expect({ exitCode, stderr }).toEqual({
        exitCode: 1,
        stderr: expect.stringContaining("shop, release gate: it cannot be rendered"),
      });
      expect(stderr).toContain("gate is not in the repository, and `charts` in the configuration leaves it out");
      expect(readTree(folder)).toMatchObject({ "apps/shared.yaml": shared });
      expect(await runCli(folder, "1.15.0-1", "--allow-unverified")).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining("! not proved: shop, release gate"),
      });
      expect(readTree(folder)).toMatchObject({ "apps/shared.yaml": bumped });
    });
  });

  test("template prints none of them", async () => {
    const { exitCode, stderr } = await runCli(folder, "template", "-f", "apps/shop/helmfile.yaml");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining("chart bitnami/redis is not in"),
    });
  });
});
