import { expect, test } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { checkStandIns } from "../../src/doctor/check-stand-ins.ts";
import { standInRules } from "../../src/repository/stand-ins/preset.ts";
import { makeTree, type Tree, temporaryFolder } from "../helpers.ts";

const preset = configSchema.parse({ preset: "deployment-charts" });
const stateFile = "helmfile.d/a/helmfile.yaml";

function check(tree: Tree, { config = preset, environments = ["eqiad", "codfw"] } = {}) {
  const root = makeTree(tree);
  return checkStandIns(root, standInRules(config, root), [stateFile], environments);
}

const general = 'values: ["/etc/helmfile-defaults/general-{{ .Environment.Name }}.yaml"]\n';

test("names what the rules name for each environment, present or missing", () => {
  expect(check({ [stateFile]: general, ".fixtures/general-eqiad.yaml": "a: 1\n" })).toEqual({
    present: [".fixtures/general-eqiad.yaml"],
    missing: [".fixtures/general-codfw.yaml"],
    hostFolders: [],
  });
});

test("of a list of files, one is enough", () => {
  expect(check({ [stateFile]: general, ".fixtures/service_proxy.yaml": "a: 1\n" })).toEqual({
    present: [".fixtures/service_proxy.yaml"],
    missing: [],
    hostFolders: [],
  });
});

test("what no state file names does not matter", () => {
  const cluster = 'values: ["/etc/helmfile-defaults/clusterinfo-eqiad.yaml"]\n';
  expect(check({ [stateFile]: cluster }, { environments: ["eqiad"] })).toMatchObject({
    missing: [".fixtures/clusterinfo-eqiad.yaml"],
  });
  expect(check({ [stateFile]: "releases: []\n" })).toEqual({ present: [], missing: [], hostFolders: [] });
});

test("a file for all environments is named once, a service's own not at all", () => {
  const config = configSchema.parse({
    standIns: [{ path: "/etc/all.d/x.yaml", files: ["x.yaml", "{service}/own.yaml"] }],
  });
  expect(check({ [stateFile]: "/etc/all.d/x.yaml" }, { config })).toMatchObject({ missing: ["x.yaml"] });
});

test("where the host's folder exists, nothing stands in for its files", () => {
  const host = temporaryFolder();
  const config = configSchema.parse({
    hostFolders: [host],
    standIns: [{ path: `${host}/{environment}.yaml`, files: ["{environment}.yaml"] }],
  });
  expect(check({ [stateFile]: `${host}/x.yaml` }, { config })).toEqual({
    present: [],
    missing: [],
    hostFolders: [host],
  });
});
