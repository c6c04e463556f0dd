#!/usr/bin/env node
// Records what the real `helm template` prints for the charts of fixtures/charts: for each case of cases.json the answer
// in answers.json, one a line and in the same order. Records the API versions that helm knows in src/helm as well.
//
//   node scripts/record-charts.mjs [--check]
//
// A case names a chart of the folder, or brings its files. It runs in a scratch folder, the chart's own, so that messages
// hold no path of this machine. --check writes nothing and exits 1 when a recorded answer is stale.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildTools } from "./tools.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const charts = join(root, "fixtures", "charts");
const helm = join(buildTools(), "helm-v3.19.5", "helm");

/** @param {{ chart?: string, files?: Record<string, string>, links?: Record<string, string>, args?: string[] }} chartCase */
function record(chartCase) {
  const scratch = mkdtempSync(join(tmpdir(), "record-charts-"));
  try {
    const folder = join(scratch, "chart");
    if (chartCase.files) {
      for (const [path, text] of Object.entries(chartCase.files)) write(join(folder, path), text);
      for (const [path, target] of Object.entries(chartCase.links ?? {})) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        symlinkSync(target, join(folder, path));
      }
    } else {
      cpSync(charts, scratch, { recursive: true, verbatimSymlinks: true });
    }
    const cwd = chartCase.files ? folder : join(scratch, chartCase.chart ?? "");
    const exists = chartCase.chart !== "none";
    const args = ["template", ...nameOf(chartCase.args ?? []), exists ? "." : "./none", ...(chartCase.args ?? [])];
    const { status, stdout, stderr } = spawnSync(helm, args, { cwd: exists ? cwd : scratch, encoding: "utf8" });
    return { status, stdout, stderr: sortWarnings(withoutRepetition(stderr.replaceAll(scratch, "/scratch"))) };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** The chain of a template that includes itself without end says the same a thousand times. @param {string} stderr */
function withoutRepetition(stderr) {
  return stderr.replace(/(error calling include: template: [^>]*>: )\1+/g, "$1");
}

/** Helm warns in the random order of Go's maps, and each time with the place in its sources. @param {string} stderr */
function sortWarnings(stderr) {
  const start = stderr.search(/^Error: /m);
  const end = start < 0 ? stderr.length : start;
  const warnings = stderr.slice(0, end).replace(/^[a-z_]+\.go:\d+: /gm, "").split("\n").slice(0, -1).sort();
  return warnings.map((line) => `${line}\n`).join("") + stderr.slice(end);
}

/** @param {string[]} args */
function nameOf(args) {
  return args.includes("--name-template") ? [] : ["release-name"];
}

/** @param {string} path @param {string} text */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function recordAnswers() {
  const cases = JSON.parse(readFileSync(join(charts, "cases.json"), "utf8"));
  return `[\n${cases.map((/** @type {object} */ each) => JSON.stringify(record(each))).join(",\n")}\n]\n`;
}

function recordApiVersions() {
  const template = "versions: {{ toJson .Capabilities.APIVersions }}\n";
  const files = { "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "templates/t.yaml": template };
  const [, json = ""] = /^versions: (.*)$/m.exec(record({ files }).stdout) ?? [];
  const lines = JSON.parse(json).map((/** @type {string} */ version) => `  ${JSON.stringify(version)},\n`);
  return `/** The API versions that helm v3.19.5 takes for known, recorded by scripts/record-charts.mjs. */
export const knownApiVersions: readonly string[] = [\n${lines.join("")}];\n`;
}

const recordings = [
  { path: "fixtures/charts/answers.json", text: recordAnswers() },
  { path: "src/helm/api-versions.ts", text: recordApiVersions() },
];
for (const { path, text } of recordings) {
  if (!process.argv.includes("--check")) {
    writeFileSync(join(root, path), text);
  } else if (readFileSync(join(root, path), "utf8") !== text) {
    console.error(`${path}: stale`);
    process.exitCode = 1;
  }
}
