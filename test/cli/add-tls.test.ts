import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeTree, readTree, type Tree } from "../helpers.ts";
import { copyFixture, runCli } from "./run.ts";

let folder: string;
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Case {
  readonly layout: string;
  readonly fixture: string;
  readonly chart: string;
  /** What lines have that are about TLS. */
  readonly call: string;
  /** The block of values.yaml that is. */
  readonly root: string;
  /** What is linked or copied. */
  readonly helpers: RegExp;
  readonly version: string;
}

describe.each<Case>([
  {
    layout: "of 2020",
    fixture: "charts-2020",
    chart: "wren",
    call: '"tls.',
    root: "tls",
    helpers: /_tls_helpers/,
    version: "0.0.10",
  },
  {
    layout: "of today",
    fixture: "charts-today",
    chart: "egret",
    call: '"mesh.',
    root: "mesh",
    helpers: /vendor\/mesh|package\.lock/,
    version: "0.1.1",
  },
])("a chart in the layout $layout", ({ fixture, chart, call, root, helpers, version }) => {
  let whole: Tree;
  const path = `charts/${chart}`;

  beforeEach(async () => {
    folder = await copyFixture(fixture);
    whole = readTree(join(folder, path));
    rmSync(join(folder, path), { recursive: true });
    makeTree(withoutTls(whole), join(folder, path));
  });

  /** A chart before somebody adds TLS to it. */
  function withoutTls(tree: Tree): Tree {
    const kept = Object.entries(tree).filter(([name]) => !helpers.test(name) && !name.startsWith(".fixtures/"));
    return Object.fromEntries(
      kept.map(([name, text]) => [name, name === "values.yaml" ? outside(text) : lacking(text)]),
    );
  }

  function lacking(text: string): string {
    const lines = text.split("\n").filter((line) => !line.includes(call));
    return lines.join("\n").replace(/,(\s*\])/, "$1");
  }

  function outside(values: string): string {
    return values.replace(new RegExp(`^${root}:\n(?: .*\n)+`, "m"), "");
  }

  test("becomes what people made of it", async () => {
    const { exitCode, stdout } = await runCli(folder, "add-tls", chart, "--port", "4010");
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    const { "values.yaml": values = "", "Chart.yaml": metadata, ...others } = readTree(join(folder, path));
    const { [".fixtures/tls_enabled.yaml"]: added = "", ...files } = others;
    const templates = Object.entries(whole).filter(([name]) => name.startsWith("templates/"));
    expect(Object.entries(files).filter(([name]) => name.startsWith("templates/"))).toEqual(templates);
    expect(metadata).toContain(`version: ${version}\n`);
    expect(values.startsWith(outside(whole["values.yaml"] ?? ""))).toBe(true);
    expect(values).toMatch(new RegExp(`^${root}:\n  enabled: false\n[^]*  public_port: 4010`, "m"));
    expect(added).toMatch(new RegExp(`^${root}:\n  enabled: true\n  public_port: 4010`));
  });

  test("has nothing left to find, and nothing to add the second time", async () => {
    await runCli(folder, "add-tls", path);
    const before = readTree(folder);
    expect(await runCli(folder, "lint", path)).toMatchObject({ exitCode: 0 });
    const { exitCode, stderr } = await runCli(folder, "add-tls", path);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: `${path} has all that it needs\n` });
    expect(readTree(folder)).toEqual(before);
  });

  test("stays as it is in a dry run, which prints a diff", async () => {
    const before = readTree(folder);
    const { exitCode, stdout } = await runCli(folder, "add-tls", chart, "--dry-run");
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`+++ b/${path}/templates/deployment.yaml`);
    expect(readTree(folder)).toEqual(before);
  });

  test("is told where a place is not certain, and gets the rest", async () => {
    const file = join(folder, path, "templates/deployment.yaml");
    const text = readFileSync(file, "utf8");
    const twice = text.replace(
      / {6}containers:\n/,
      "      {{- if .Values.debug }}\n$&        - name: debug\n      {{- else }}\n$&",
    );
    writeFileSync(file, twice.replace(/ {6}volumes:/, "      {{- end }}\n$&"));
    const { exitCode, stderr } = await runCli(folder, "add-tls", chart);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("templates/deployment.yaml has `containers:` below `template.spec` 2 times");
    expect(readFileSync(join(folder, path, "templates/service.yaml"), "utf8")).toContain(call);
  });
});

test("a chart that is not there is asked back, with the nearest name", async () => {
  folder = await copyFixture("charts-2020");
  const { exitCode, stderr } = await runCli(folder, "add-tls", "wern");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("there is no chart wern");
  expect(stderr).toContain("did you mean wren?");
});
