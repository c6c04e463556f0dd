#!/usr/bin/env node
// Records what the real `helm template` prints for the charts of fixtures/charts: for each case of cases.json the answer
// in answers.json, one a line and in the same order. Records the API versions that helm knows in src/helm as well.
//
//   node scripts/record-charts.mjs [--check]
//
// A case names a chart of the folder, or brings its files; one that `builds` has helm package its dependencies first. It runs in a scratch folder, the chart's own, so that messages
// hold no path of this machine. --check writes nothing and exits 1 when a recorded answer is stale.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { buildTools } from "./tools.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const charts = join(root, "fixtures", "charts");
const helm = join(buildTools(), "helm-v3.19.5", "helm");

/** @typedef {Record<string, string>} Texts */
/** @typedef {{ chart?: string, files?: Texts, links?: Texts, archives?: Record<string, Texts>, builds?: boolean, args?: string[] }} ChartCase */

/** @param {ChartCase} chartCase */
async function record(chartCase) {
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
    for (const [path, entries] of Object.entries(chartCase.archives ?? {})) {
      write(join(chartCase.files ? folder : scratch, path), await packaged(entries));
    }
    const chart = chartCase.files ? folder : join(scratch, chartCase.chart ?? "");
    if (chartCase.builds) buildDependencies(chart);
    const isFolder = existsSync(join(chart, "Chart.yaml")) || chartCase.files !== undefined;
    const { args = [] } = chartCase;
    const { status, stdout, stderr } = spawnSync(
      helm,
      ["template", ...nameOf(args), isFolder ? "." : `./${chartCase.chart}`, ...args],
      { cwd: isFolder ? chart : scratch, encoding: "utf8" },
    );
    return { status, stdout, stderr: sortWarnings(withoutRepetition(stderr.replaceAll(scratch, "/scratch"))) };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** What cannot be built stays as it is, which helm says then. @param {string} chart */
function buildDependencies(chart) {
  spawnSync(helm, ["dependency", "build", "--skip-refresh", chart]);
}

/** The chain of a template that includes itself without end says the same a thousand times. @param {string} stderr */
function withoutRepetition(stderr) {
  return stderr.replace(/(error calling include: template: [^>]*>: )\1+/g, "$1");
}

/** Helm warns in the random order of Go's maps, and each time with the place in its sources. @param {string} stderr */
function sortWarnings(stderr) {
  const start = stderr.search(/^Error: /m);
  const end = start < 0 ? stderr.length : start;
  const warnings = stderr
    .slice(0, end)
    .replace(/^[a-z_]+\.go:\d+: /gm, "")
    .split("\n")
    .slice(0, -1)
    .sort();
  return warnings.map((line) => `${line}\n`).join("") + stderr.slice(end);
}

/** @param {string[]} args */
function nameOf(args) {
  return args.includes("--name-template") ? [] : ["release-name"];
}

/** A gzipped tar archive. @param {Texts} entries */
async function packaged(entries) {
  const archive = pack();
  for (const [name, text] of Object.entries(entries)) archive.entry({ name }, text);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

/** @param {string} path @param {string | Uint8Array} text */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

async function recordAnswers() {
  /** @type {ChartCase[]} */
  const cases = JSON.parse(readFileSync(join(charts, "cases.json"), "utf8"));
  const lines = [];
  for (const chartCase of cases) lines.push(JSON.stringify(await record(chartCase)));
  return `[\n${lines.join(",\n")}\n]\n`;
}

async function recordApiVersions() {
  const template = "versions: {{ toJson .Capabilities.APIVersions }}\n";
  const files = { "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "templates/t.yaml": template };
  const [, json = ""] = /^versions: (.*)$/m.exec((await record({ files })).stdout) ?? [];
  const lines = JSON.parse(json).map((/** @type {string} */ version) => `  ${JSON.stringify(version)},\n`);
  return `/** The API versions that helm v3.19.5 takes for known, recorded by scripts/record-charts.mjs. */
export const knownApiVersions: readonly string[] = [\n${lines.join("")}];\n`;
}

const recordings = [
  { path: "fixtures/charts/answers.json", text: await recordAnswers() },
  { path: "src/helm/engine/api-versions.ts", text: await recordApiVersions() },
];
for (const { path, text } of recordings) {
  if (!process.argv.includes("--check")) {
    writeFileSync(join(root, path), text);
  } else if (readFileSync(join(root, path), "utf8") !== text) {
    console.error(`${path}: stale`);
    process.exitCode = 1;
  }
}
