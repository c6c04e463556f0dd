import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Selection, selectTargets } from "../../src/bump/selection.ts";
import { UserError } from "../../src/errors.ts";
import { errorOf } from "../helpers.ts";
import { helmfileAt } from "./fake-survey.ts";

const root = "/repository";
const everything: Selection = { paths: [], services: [], clusters: [], environments: [], releases: [] };

/** The 2020 layout, with two clusters, and today's, with environments and a service beside another group of services. */
const helmfiles = [
  helmfileAt("old/codfw/cxserver/helmfile.yaml"),
  helmfileAt("old/codfw/eventgate-main/helmfile.yaml"),
  helmfileAt("old/staging/cxserver/helmfile.yaml"),
  { ...helmfileAt("new/services/cxserver/helmfile.yaml", ["staging", "eqiad", "codfw"]), cluster: undefined },
  { ...helmfileAt("new/dse-k8s-services/updater/helmfile.yaml.gotmpl", ["staging", "dse"]), cluster: undefined },
];

/** The selected targets, as `FOLDER` or `FOLDER@ENVIRONMENT`. */
function selected(selection: Partial<Selection>, among = helmfiles): string[] {
  return selectTargets(among, { ...everything, ...selection }, root)
    .filter(({ isSelected }) => isSelected)
    .map(({ source, environment }) => source.folder + (environment === undefined ? "" : `@${environment}`));
}

const old = ["old/codfw/cxserver", "old/codfw/eventgate-main", "old/staging/cxserver"];
const cxserver = ["staging", "eqiad", "codfw"].map((name) => `new/services/cxserver@${name}`);
const updater = ["staging", "dse"].map((name) => `new/dse-k8s-services/updater@${name}`);

describe("what is selected", () => {
  test.each<[Partial<Selection>, string[]]>([
    [{}, [...old, ...cxserver, ...updater]],
    [{ services: ["cxserver"] }, ["old/codfw/cxserver", "old/staging/cxserver", ...cxserver]],
    [{ services: ["codfw/cxserver"] }, ["old/codfw/cxserver"]],
    [{ services: ["codfw/cxserver/"] }, ["old/codfw/cxserver"]],
    [{ services: ["old/codfw/cxserver"] }, ["old/codfw/cxserver"]],
    [{ services: ["dse-k8s-services/updater"] }, updater],
    [{ services: ["*server"] }, ["old/codfw/cxserver", "old/staging/cxserver", ...cxserver]],
    [{ services: ["event*"] }, ["old/codfw/eventgate-main"]],
    [{ services: ["codfw/*"] }, ["old/codfw/cxserver", "old/codfw/eventgate-main"]],
    [{ services: ["{updater,eventgate-main}"] }, ["old/codfw/eventgate-main", ...updater]],
    [{ services: ["updater", "staging/cxserver"] }, ["old/staging/cxserver", ...updater]],
    [{ clusters: ["codfw"] }, ["old/codfw/cxserver", "old/codfw/eventgate-main"]],
    [{ clusters: ["s*"] }, ["old/staging/cxserver"]],
    [{ clusters: ["codfw", "staging"], services: ["cxserver"] }, ["old/codfw/cxserver", "old/staging/cxserver"]],
    [{ environments: ["staging"] }, ["new/services/cxserver@staging", "new/dse-k8s-services/updater@staging"]],
    [{ environments: ["e*", "dse"] }, ["new/services/cxserver@eqiad", "new/dse-k8s-services/updater@dse"]],
    [{ environments: ["staging"], services: ["updater"] }, ["new/dse-k8s-services/updater@staging"]],
    [{ paths: [root] }, [...old, ...cxserver, ...updater]],
    [{ paths: ["/"] }, [...old, ...cxserver, ...updater]],
    [{ paths: [join(root, "old/codfw")] }, ["old/codfw/cxserver", "old/codfw/eventgate-main"]],
    [{ paths: [join(root, "old/staging/cxserver/helmfile.yaml")] }, ["old/staging/cxserver"]],
    [{ paths: [join(root, "old/staging"), join(root, "new/services")] }, ["old/staging/cxserver", ...cxserver]],
    [{ paths: [join(root, "old")], services: ["cxserver"] }, ["old/codfw/cxserver", "old/staging/cxserver"]],
  ])("%j", (selection, expected) => {
    expect(selected(selection)).toEqual(expected);
  });

  test("a path is no prefix of a name", () => {
    expect(
      selected({ paths: [join(root, "a")] }, [helmfileAt("a/helmfile.yaml"), helmfileAt("ab/helmfile.yaml")]),
    ).toEqual(["a"]);
  });

  test("hidden folders match globs as well", () => {
    expect(selected({ services: ["*"] }, [helmfileAt("a/.hidden/helmfile.yaml")])).toEqual(["a/.hidden"]);
  });
});

test("the others are targets as well, since they may read the same files", () => {
  const targets = selectTargets(helmfiles, { ...everything, environments: ["eqiad"] }, root);
  expect(targets.map(({ source, environment, isSelected }) => [source.folder, environment, isSelected])).toEqual([
    ...old.map((folder) => [folder, undefined, false]),
    ...["staging", "eqiad", "codfw"].map((name) => ["new/services/cxserver", name, name === "eqiad"]),
    ...["staging", "dse"].map((name) => ["new/dse-k8s-services/updater", name, false]),
  ]);
});

describe("names that nothing has", () => {
  test.each<[Partial<Selection>, string, string]>([
    [{ services: ["cxservre"] }, 'no service matches "cxservre"', "did you mean cxserver?"],
    [{ services: ["cxserver", "eventgate"] }, 'no service matches "eventgate"', "did you mean eventgate-main?"],
    [{ services: ["codfw/cxservre"] }, 'no service matches "codfw/cxservre"', "did you mean codfw/cxserver?"],
    [{ services: ["x*"] }, 'no service matches "x*"', "there are cxserver, eventgate-main, updater"],
    [{ services: ["server"] }, 'no service matches "server"', "did you mean cxserver?"],
    [{ clusters: ["cofdw"] }, 'no cluster matches "cofdw"', "did you mean codfw?"],
    [{ environments: ["stagin"] }, 'no environment matches "stagin"', "did you mean staging?"],
    [{ environments: ["production"] }, 'no environment matches "production"', "there are codfw, dse, eqiad, staging"],
    [
      { services: ["updater"], clusters: ["nowhere-at-all"] },
      'no cluster matches "nowhere-at-all"',
      "there are codfw, staging",
    ],
  ])("%j", async (selection, message, remedy) => {
    const error = (await errorOf(() => selected(selection))) as UserError;
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: "unknown-selection", message, remedy });
  });

  test("where there are none at all", async () => {
    const [cxserver] = helmfiles;
    const error = await errorOf(() => selected({ environments: ["x"] }, cxserver && [cxserver]));
    expect(error).toMatchObject({ remedy: "there are none" });
  });

  test("where there are many: ten of them", async () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      helmfileAt(`s/service-${String(index).padStart(2, "0")}/helmfile.yaml`),
    );
    const names = many
      .slice(0, 10)
      .map(({ service }) => service)
      .join(", ");
    expect(await errorOf(() => selected({ services: ["zotero"] }, many))).toMatchObject({
      remedy: `there are ${names} and 2 more`,
    });
  });
});

test.each<[Partial<Selection>, string]>([
  [{ paths: [join(root, "nothing")] }, "nothing"],
  [{ paths: [process.cwd()] }, "no helmfile found below ."],
])("paths without helmfiles: %j", async (selection, message) => {
  const error = (await errorOf(() => selected(selection))) as UserError;
  expect(error).toMatchObject({
    code: "no-helmfiles",
    remedy:
      "run it in a Helmfile repository, or name one with -C DIR; in the configuration `helmfiles` says how they are called, and `skip` leaves some out",
  });
  expect(error.message).toContain(message);
});
