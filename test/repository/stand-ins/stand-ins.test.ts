import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { standInSchema } from "../../../src/config/schema.ts";
import { unmarshal } from "../../../src/goyaml/index.ts";
import { type ChartFiles, nodeFiles } from "../../../src/helm/index.ts";
import { StandIns } from "../../../src/repository/stand-ins/stand-ins.ts";
import { errorOf, makeTree, type Tree } from "../../helpers.ts";

const rules = {
  standIns: [
    {
      path: "/host/general-{environment}.yaml",
      files: ["general-{environment}.yaml", ["{service}/own/{environment}.yaml", "{service}/own.yaml"]],
      default: { none: true },
    },
    { path: "/host/secret/*/{environment}.yaml", files: ["{service}/own.yaml"] },
    { path: "/host/secret/off/*", files: ["general-eqiad.yaml"] },
    { path: "/host/nothing.yaml" },
    { path: "/host/not*.yaml", files: ["general-eqiad.yaml"] },
    { path: "/host/{environment}/{environment}.yaml", files: ["general-{environment}.yaml"] },
  ].map((rule) => standInSchema.parse(rule)),
  hostFolders: [],
};

const tree = {
  "general-eqiad.yaml": "a: {x: general, list: [1, 2]}\nb: {kept: 1.10}\nversion: '1.31'\n",
  "s/own.yaml": "---\n# a service's own\na: {x: own, list: [3]}\n",
  "s/own/codfw.yaml": "a: {x: codfw}\n",
  "t/readme": "",
  "linked/own.yaml": "-> ../s/own.yaml",
  "empty/own.yaml": "# nothing yet\n",
  "broken/own.yaml": "a: [\n",
};

function viewOf(service: string, files: Tree = tree, hostFolders: readonly string[] = []): ChartFiles {
  const root = makeTree(files);
  return new StandIns(root, { ...rules, hostFolders }).over(nodeFiles({ root }), join(root, service));
}

const read = (view: ChartFiles, path: string) => Buffer.from(view.read(path)).toString();

describe("what stands in for a file of the host", () => {
  test.each([
    ["the one file that is there, as it is", "t", "/host/general-eqiad.yaml", tree["general-eqiad.yaml"]],
    ["the service's own file, as it is", "s", "/host/general-staging.yaml", tree["s/own.yaml"]],
    ["the first of several files", "s", "/host/general-codfw.yaml", tree["s/own/codfw.yaml"]],
    [
      "files merged in their order",
      "s",
      "/host/general-eqiad.yaml",
      "{a: {x: own, list: [3]}, b: {kept: 1.1}, version: '1.31'}",
    ],
    ["a file behind a link", "linked", "/host/general-staging.yaml", tree["s/own.yaml"]],
    ["an empty file changes nothing", "empty", "/host/general-eqiad.yaml", tree["general-eqiad.yaml"]],
    ["the default where no file is there", "t", "/host/general-staging.yaml", "{none: true}"],
    ["a path with a wildcard", "s", "/host/secret/any/eqiad.yaml", tree["s/own.yaml"]],
    ["an environment that is named twice", "s", "/host/eqiad/eqiad.yaml", tree["general-eqiad.yaml"]],
  ])("%s", (_, service, path, expected) => {
    const view = viewOf(service);
    expect(unmarshal(read(view, path))).toEqual(unmarshal(expected));
    expect(view.stat(path)).toEqual({ kind: "file", size: view.read(path).length });
    expect(view.realpath(path)).toBe(path);
  });

  test("what comes from one file is not printed anew", () => {
    expect(read(viewOf("s"), "/host/general-staging.yaml")).toBe(tree["s/own.yaml"]);
  });

  test.each([
    ["without a file and without a default", "t", "/host/secret/any/eqiad.yaml"],
    ["whose rule names no files, though a later one would match", "s", "/host/nothing.yaml"],
    ["that a wildcard would have to cross a folder for", "s", "/host/secret/a/b/eqiad.yaml"],
    ["that names two environments where one is meant", "s", "/host/eqiad/codfw.yaml"],
    ["that no rule matches", "s", "/host/other.yaml"],
    ["whose environment leads out of the repository", "s", "/host/general-..yaml/../../../x.yaml"],
  ])("a path %s does not exist", (_, service, path) => {
    const view = viewOf(service);
    for (const ask of [view.stat, view.read, view.realpath]) {
      expect(() => ask(path)).toThrow(expect.objectContaining({ code: "ENOENT" }));
    }
  });

  test("a file that is no YAML is named where it has to be merged", async () => {
    const view = viewOf("broken");
    expect(String(await errorOf(() => view.read("/host/general-eqiad.yaml")))).toMatch(
      /failed to read .*\/broken\/own.yaml: error converting YAML to JSON: yaml: line/,
    );
  });

  test.each([
    ["file", "own.yaml", "s/own.yaml"],
    ["folder", "", "s"],
  ])("a %s that is a link out of the repository is refused", (_, target, link) => {
    const outside = makeTree({ "own.yaml": "a: secret\n" });
    const view = viewOf("s", { [link]: `-> ${join(outside, target)}` });
    expect(() => view.read("/host/general-eqiad.yaml")).toThrow("the path leaves the tree that may be read");
  });
});

test("files of the repository are those of the other view", () => {
  const root = makeTree(tree);
  const view = new StandIns(root, rules).over(nodeFiles({ root }), join(root, "s"));
  expect(read(view, join(root, "s/own.yaml"))).toBe(tree["s/own.yaml"]);
  expect(view.list(join(root, "s")).sort()).toEqual(["own", "own.yaml"]);
  expect(view.stat(join(root, "linked/own.yaml")).kind).toBe("link");
  expect(view.realpath(join(root, "linked/own.yaml"))).toBe(join(root, "s/own.yaml"));
});

describe("on the deployment host", () => {
  const host = makeTree({
    "host/general-eqiad.yaml": "real: true\n",
    "host/link.yaml": "-> ../elsewhere",
    elsewhere: "x: 1\n",
  });
  const standIns = [{ path: `${host}/host/general-{environment}.yaml`, files: ["general-{environment}.yaml"] }];
  const root = makeTree({ "general-eqiad.yaml": "real: false\n", "general-codfw.yaml": "real: false\n" });
  const viewWith = (hostFolders: string[]) =>
    new StandIns(root, { standIns: standIns.map((rule) => standInSchema.parse(rule)), hostFolders }).over(
      nodeFiles({ root }),
      root,
    );

  test("the real files are read, and nothing stands in for one that is missing", () => {
    const view = viewWith([`${host}/host`]);
    expect(read(view, `${host}/host/general-eqiad.yaml`)).toBe("real: true\n");
    expect(read(view, `${host}/host/link.yaml`)).toBe("x: 1\n");
    expect(view.stat(`${host}/host/link.yaml`)).toEqual({ kind: "file", size: 5 });
    expect(view.list(`${host}/host`).sort()).toEqual(["general-eqiad.yaml", "link.yaml"]);
    expect(() => view.stat(`${host}/host/general-codfw.yaml`)).toThrow("no such file");
  });

  test.each([
    ["not named", []],
    ["not on this machine", [`${host}/none`]],
  ])("a folder that is %s changes nothing", (_, hostFolders) => {
    expect(read(viewWith(hostFolders), `${host}/host/general-eqiad.yaml`)).toBe("real: false\n");
  });
});

describe("services share the work", () => {
  const big = `x: {${Array.from({ length: 500 }, (_, index) => `key${index}: {a: [1, 2, 3]}`).join(", ")}}\n`;
  const services = Array.from({ length: 40 }, (_, index) => `services/${index}`);
  const files = {
    "general-eqiad.yaml": big,
    ...Object.fromEntries(services.map((name) => [`${name}/own.yaml`, "y: 1\n"])),
  };

  test("the same content is the same object", () => {
    const root = makeTree({ "general-eqiad.yaml": big, "a/b": "", "c/d": "" });
    const standIns = new StandIns(root, rules);
    const contents = ["a", "c"].map((name) =>
      standIns.over(nodeFiles({ root }), join(root, name)).read("/host/general-eqiad.yaml"),
    );
    expect(contents[0]).toBe(contents[1]);
  });

  test("a file that has changed since is read again", () => {
    const root = makeTree({ "general-eqiad.yaml": "a: 1\nb: {c: 1}\n", "s/own.yaml": "x: 1\n" });
    const standIns = new StandIns(root, rules);
    const view = () => standIns.over(nodeFiles({ root }), join(root, "s"));
    expect(read(view(), "/host/general-eqiad.yaml")).toBe("a: 1\nb:\n  c: 1\nx: 1\n");
    makeTree({ "s/own.yaml": "a: 2\n" }, root);
    expect(read(view(), "/host/general-eqiad.yaml")).toBe("a: 2\nb:\n  c: 1\n");
  });

  test("a view asks for each file once", () => {
    const root = makeTree(files);
    const inner = nodeFiles({ root });
    const asked: string[] = [];
    const read = (path: string) => {
      asked.push(path);
      return inner.read(path);
    };
    const counting = { ...inner, read };
    const view = new StandIns(root, rules).over(counting, join(root, "services/0"));
    for (let times = 0; times < 3; times++) {
      view.stat("/host/general-eqiad.yaml");
      view.read("/host/general-eqiad.yaml");
    }
    expect(asked).toEqual([join(root, "general-eqiad.yaml"), join(root, "services/0/own.yaml")]);
  });
});
