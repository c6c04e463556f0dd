import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { openLint } from "../../src/commands/open-lint.ts";
import { loadConfig } from "../../src/config/load.ts";
import { layouts } from "../../src/layouts/registry.ts";
import type { Finding } from "../../src/lint/check.ts";
import { rules } from "../../src/lint/registry.ts";
import { createTracingRenderer } from "../../src/provenance/tracing-renderer.ts";
import { createRepositoryFiles } from "../../src/repository/files.ts";
import { standInRules } from "../../src/repository/stand-ins/preset.ts";
import { copyOfFixture, temporaryFolder } from "../helpers.ts";
import { casesOf, examplesOf, type FileChanges, ruleNames } from "./cases.ts";

test.each(ruleNames)("%s has a rule, a page with examples, and cases", (name) => {
  expect(rules.map(({ meta }) => meta.name)).toContain(name);
  expect(examplesOf(name).map(({ isFailing }) => isFailing)).toEqual(expect.arrayContaining([true, false]));
  expect(casesOf(name).some(({ problems }) => problems.length > 0)).toBe(true);
  expect(casesOf(name).some(({ problems }) => problems.length === 0)).toBe(true);
});

describe.each(ruleNames)("%s", (rule) => {
  test.each(casesOf(rule))("$name", async ({ base, files, config, problems }) => {
    const root = makeRepository(base, { ...files, ...(config !== undefined && { ".bump-envoy.yaml": config }) });
    const findings = await lint(root, rule);
    expect(findings.map(({ file, line, column }) => `${relative(root, file)}:${line}:${column}`)).toEqual(
      problems.map(({ place }) => expect.stringMatching(new RegExp(`^${quoted(place)}(?::|$)`))),
    );
    expect(findings.map(({ message }) => message)).toEqual(
      problems.map(({ message }) => expect.stringContaining(message)),
    );
  });

  test.each(examplesOf(rule))("its page: $name", async ({ base, files, isFailing }) => {
    const findings = await lint(makeRepository(base, files), rule);
    if (isFailing) expect(findings).not.toEqual([]);
    else expect(findings).toEqual([]);
  });
});

function makeRepository(base: string | undefined, files: FileChanges = {}): string {
  const root = base === undefined ? temporaryFolder() : copyOfFixture(base);
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    rmSync(file, { recursive: true, force: true });
    if (content === null) continue;
    mkdirSync(dirname(file), { recursive: true });
    if (content.startsWith("-> ")) symlinkSync(content.slice(3), file);
    else writeFileSync(file, content);
  }
  return root;
}

/** What one rule finds, at its own severity or, where that is off, as errors. */
async function lint(root: string, name: string): Promise<Finding[]> {
  const config = await loadConfig(root);
  const renderer = createTracingRenderer({
    root,
    charts: config.charts,
    standIns: standInRules(config, root),
    dropFields: config.dropFields,
    semantics: undefined,
    kubeVersion: undefined,
    strict: false,
    allowExec: false,
    variables: {},
    cacheFolder: undefined,
    concurrency: 1,
    note: () => {},
  });
  try {
    const linter = await openLint({
      root,
      config,
      ruleNames,
      directives: "warn",
      rules: rules.filter(({ meta }) => meta.name === name),
      layouts,
      severityOf: ({ meta }) => (meta.severity === "off" ? "error" : meta.severity),
      renderer,
    });
    return [...(await linter.check(createRepositoryFiles({ root }))).findings];
  } finally {
    await renderer.close();
  }
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
