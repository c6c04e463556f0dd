import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openLint } from "../../src/commands/open-lint.ts";
import { loadConfig } from "../../src/config/load.ts";
import { layouts } from "../../src/layouts/registry.ts";
import { proveFix } from "../../src/lint/chart/prove-fix.ts";
import type { Finding } from "../../src/lint/check.ts";
import { type FixOutcome, fixFindings } from "../../src/lint/fixes/fix.ts";
import { rules } from "../../src/lint/registry.ts";
import { createTracingRenderer, type TracingRenderer } from "../../src/provenance/tracing-renderer.ts";
import { createRepositoryFiles, type FileChangeTo } from "../../src/repository/files.ts";
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
  test.each(casesOf(rule))("$name", async ({ base, files, config, problems, fixed }) => {
    const root = makeRepository(base, { ...files, ...(config !== undefined && { ".bump-envoy.yaml": config }) });
    const { findings, fix } = await lint(root, rule);
    expect(findings.map(({ file, line, column }) => `${relative(root, file)}:${line}:${column}`)).toEqual(
      problems.map(({ place }) => expect.stringMatching(new RegExp(`^${quoted(place)}(?::|$)`))),
    );
    expect(findings.map(({ message }) => message)).toEqual(
      problems.map(({ message }) => expect.stringContaining(message)),
    );
    if (fixed !== undefined) expect(Object.fromEntries((await fix()).changes)).toEqual(toChanges(fixed));
  });

  test.each(examplesOf(rule))("its page: $name", async ({ base, files, isFailing }) => {
    const { findings } = await lint(makeRepository(base, files), rule);
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

/** What files become, as the cases write it, in the engine's terms. */
function toChanges(files: FileChanges): Record<string, FileChangeTo> {
  const change = (content: string | null): FileChangeTo => {
    if (content === null) return undefined;
    return content.startsWith("-> ") ? { link: content.slice(3) } : content;
  };
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [path, change(content)]));
}

const renderers: TracingRenderer[] = [];
afterAll(() => Promise.all(renderers.map((renderer) => renderer.close())));

/** What one rule finds, at its own severity or, where that is off, as errors. */
async function lint(
  root: string,
  name: string,
): Promise<{ findings: readonly Finding[]; fix: () => Promise<FixOutcome> }> {
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
  renderers.push(renderer);
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
  const files = createRepositoryFiles({ root });
  const result = await linter.check(files);
  const fix = () => fixFindings(result, { linter, files, renderer, proveChart: proveFix });
  return { findings: result.findings, fix };
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
