import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../../src/config/parse.ts";
import { nodeFiles } from "../../../src/helm/index.ts";
import { standInRules } from "../../../src/repository/stand-ins/preset.ts";
import { StandIns } from "../../../src/repository/stand-ins/stand-ins.ts";
import { makeTree, type Tree } from "../../helpers.ts";

const shape = { "helmfile.d/services/s/helmfile.yaml": "", "charts/readme": "" };

describe("whether the preset of deployment-charts is on", () => {
  test.each<[string, Tree, string, boolean]>([
    ["by its fixtures", { ...shape, ".fixtures/a": "" }, "", true],
    ["by its tests", { ...shape, ".rake_modules/a": "" }, "", true],
    ["not without either", shape, "", false],
    ["not without charts", { "helmfile.d/a": "", ".fixtures/a": "" }, "", false],
    ["not without helmfiles", { "charts/a": "", ".fixtures/a": "" }, "", false],
    ["asked for", {}, "preset: deployment-charts", true],
    ["turned off", { ...shape, ".fixtures/a": "" }, "preset: none", false],
  ])("%s", (_, tree, config, expected) => {
    const { standIns, hostFolders } = standInRules(parseConfig(config, "f"), makeTree(tree));
    expect(standIns.length > 0).toBe(expected);
    expect(hostFolders).toEqual(expected ? ["/etc/helmfile-defaults"] : []);
  });
});

test("what the configuration says comes first", () => {
  const config = parseConfig(
    "standIns: [{path: '/etc/helmfile-defaults/general-{environment}.yaml'}]\nhostFolders: [/srv]\npreset: deployment-charts",
    "f",
  );
  const { standIns, hostFolders } = standInRules(config, "/");
  expect(standIns[0]).toEqual(config.standIns[0]);
  expect(standIns.length).toBeGreaterThan(1);
  expect(hostFolders).toEqual(["/srv", "/etc/helmfile-defaults"]);
});

describe("the preset maps as the CI of deployment-charts does", () => {
  const tree = {
    ...shape,
    ".fixtures/general-eqiad.yaml": "general: eqiad\nown: none\n",
    ".fixtures/services-eqiad.yaml": "services: {a: {}}\nown: none\n",
    ".fixtures/clusterinfo-eqiad.yaml": "kubernetesVersion: '1.30'\n",
    ".fixtures/service_proxy.yaml": "services_proxy: {}\n",
    "helmfile.d/services/s/.fixtures.yaml": "own: s\n",
    "helmfile.d/services/t/.fixtures.yaml": "own: t\n",
    "helmfile.d/services/t/.fixtures/eqiad.yaml": "own: t in eqiad\n",
    "helmfile.d/services/u/values.yaml": "",
  };
  const root = makeTree(tree);
  const rules = { ...standInRules(parseConfig("", "f"), root), hostFolders: [] };
  const read = (service: string, name: string) => {
    const view = new StandIns(root, rules).over(nodeFiles({ root }), join(root, "helmfile.d/services", service));
    return Buffer.from(view.read(`/etc/helmfile-defaults/${name}`)).toString();
  };

  test.each([
    ["s", "general-eqiad.yaml", "general: eqiad\nown: s\n"],
    ["t", "general-eqiad.yaml", "general: eqiad\nown: t in eqiad\n"],
    ["u", "general-eqiad.yaml", "general: eqiad\nown: none\n"],
    ["u", "general-staging.yaml", "services_proxy: {}\n"],
    ["t", "general-codfw.yaml", "services_proxy: {}\nown: t\n"],
    ["s", "services-eqiad.yaml", "services:\n  a: {}\nown: s\n"],
    ["u", "services-staging.yaml", "{}\n"],
    ["s", "clusterinfo-eqiad.yaml", "kubernetesVersion: '1.30'\n"],
    ["s", "clusterinfo-codfw.yaml", '{"kubernetesVersion":"1.31.2"}\n'],
    ["s", "private/admin/codfw.yaml", "own: s\n"],
    ["t", "private/admin/calico/eqiad.yaml", "own: t in eqiad\n"],
  ])("%s: %s", (service, name, expected) => {
    expect(read(service, name)).toBe(expected);
  });

  test.each([
    ["u", "private/admin/calico/eqiad.yaml"],
    ["s", "private/main_services/s/eqiad.yaml"],
    ["s", "mediawiki/httpd.yaml"],
  ])("%s: %s does not exist", (service, name) => {
    expect(() => read(service, name)).toThrow("no such file");
  });
});
