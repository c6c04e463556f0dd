import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { makeTree, readTree, temporaryFolder } from "../helpers.ts";

const root = new URL("../..", import.meta.url).pathname;

test("what is generated from rules and layouts is not stale", async () => {
  const { exitCode, stdout } = await execa("node", ["scripts/generate.mjs", "--check"], { cwd: root, reject: false });
  expect({ exitCode, stale: stdout }).toEqual({ exitCode: 0, stale: "" });
});

/** A layout that is told by a file, whose helpers are called `proxy.*`. */
const layout = `import type { Layout } from "../layout.ts";

export const layout: Layout = {
  name: "third",
  description: "Charts with a PROXY file link helpers called proxy.*.",
  detect: (chart) => chart.read("PROXY") !== undefined,
  helpers: {
    kind: "links",
    folder: "proxies",
    files: [{ file: "templates/_proxy.tpl", prefixes: ["proxy."], isForTls: true }],
    versionKey: "scaffold",
  },
  calls: [],
  values: {
    root: "proxy",
    enabled: ["proxy", "on"],
    publicPort: ["proxy", "port"],
    imageVersion: ["proxy", "version"],
    keys: [],
    switches: [],
    listener: undefined,
    block: "",
    fixture: "",
    defaults: { port: 4000, version: "1.0.0" },
  },
};
`;

const rule = `import type { Rule } from "../../src/lint/rule.ts";

export const rule: Rule = {
  meta: {
    name: "proxy-note",
    description: "A chart of the third layout has a note.",
    severity: "warn",
    fixable: true,
    since: "9.9.9",
    layouts: ["third"],
  },

  *checkChart({ read, layout }) {
    const note = read("PROXY");
    if (note === undefined || note.text === "") return;
    const edits = [{ kind: "replace" as const, file: note.path, start: 0, end: note.text.length, text: "" }];
    yield {
      message: \`the note of the \${layout?.name} layout says something\`,
      file: note.path,
      line: 1,
      column: 1,
      fix: { title: "empty it", edits, isSafe: true },
    };
  },
};
`;

describe("a third layout and a new rule, each one folder", () => {
  let project: string;
  let repository: string;
  const run = (...args: string[]) =>
    execa(process.execPath, [join(project, "dist/cli.js"), "lint", "--no-cache", ...args], {
      cwd: repository,
      reject: false,
    });

  beforeAll(async () => {
    project = temporaryFolder();
    for (const name of [
      "src",
      "rules",
      "scripts",
      "docs",
      "package.json",
      "rolldown.config.mjs",
      "tsconfig.json",
      "biome.json",
      ".gitignore",
    ]) {
      cpSync(join(root, name), join(project, name), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
    const before = readTree(project);
    makeTree({ "src/layouts/third/layout.ts": layout, "rules/proxy-note/rule.ts": rule }, project);
    await execa("node", ["scripts/generate.mjs"], { cwd: project });

    // Nothing else changes but what is generated.
    const changed = Object.entries(readTree(project)).filter(([path, text]) => before[path] !== text);
    expect(changed.map(([path]) => path).filter((path) => !path.startsWith("node_modules"))).toEqual([
      "docs/rules.md",
      "rules/proxy-note/README.md",
      "rules/proxy-note/rule.ts",
      "src/config/rules.ts",
      "src/layouts/registry.ts",
      "src/layouts/third/layout.ts",
      "src/lint/registry.ts",
    ]);
    await execa(join(root, "node_modules/.bin/rolldown"), ["-c", "--log-level", "warn"], { cwd: project });

    repository = makeTree({
      ".git/HEAD": "ref: refs/heads/main\n",
      ".bump-envoy.yaml": "rules: { proxy-note: error }\n",
      "proxies/1/_proxy.tpl": '{{ define "proxy.text" }}text{{ end }}\n',
      "charts/ibis/Chart.yaml": "apiVersion: v2\nname: ibis\nversion: 0.1.0\n",
      "charts/ibis/PROXY": "a note\n",
      "charts/ibis/values.yaml": "scaffold: 1\nproxy: { on: true, port: 4000, version: 1.0.0 }\n",
      "charts/ibis/templates/configmap.yaml":
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { text: {{ include "proxy.text" . }} }\n',
      "charts/other/Chart.yaml": "apiVersion: v2\nname: other\nversion: 0.1.0\n",
      "charts/other/templates/configmap.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n",
    });
  });

  test("are asked, and configured", async () => {
    const { stdout } = await run("-f", "json");
    const found = JSON.parse(stdout).findings.map(({ rule: name, severity, file }: Record<string, string>) => [
      name,
      severity,
      file,
    ]);
    // The rules that were there before know the layout by its description.
    expect(found).toEqual(
      expect.arrayContaining([
        ["proxy-note", "error", "charts/ibis/PROXY"],
        ["helpers-link", "error", "charts/ibis/templates/_proxy.tpl"],
      ]),
    );
    expect(found.every(([, , file]: string[]) => file?.startsWith("charts/ibis/"))).toBe(true);
  });

  test("are fixed", async () => {
    const { stderr } = await run("--fix");
    expect(stderr).toBe("fixed: 2 problems");
    const { "charts/ibis/PROXY": note, "charts/ibis/templates/_proxy.tpl": link } = readTree(repository);
    expect([note, link]).toEqual(["", "-> ../../../proxies/1/_proxy.tpl"]);
  });

  test("are looked at again where the helpers of the layout change", async () => {
    const { stdout } = await run("-f", "json", "proxies/1/_proxy.tpl");
    expect(JSON.parse(stdout).summary).toMatchObject({ charts: 2 });
  });
});
