#!/usr/bin/env node
// Records what the real `helm template` prints for the charts of fixtures/charts: for each case of cases.json the answer
// in answers.json, one a line and in the same order.
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

const charts = join(dirname(dirname(fileURLToPath(import.meta.url))), "fixtures", "charts");
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
    // Go's log prints the place in helm's sources before each warning.
    const plain = stderr.replaceAll(scratch, "/scratch").replace(/^[a-z_]+\.go:\d+: /gm, "");
    return { status, stdout, stderr: plain };
  } finally {
    rmSync(scratch, { recursive: true });
  }
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

const cases = JSON.parse(readFileSync(join(charts, "cases.json"), "utf8"));
const text = `[\n${cases.map((/** @type {object} */ each) => JSON.stringify(record(each))).join(",\n")}\n]\n`;
const target = join(charts, "answers.json");
if (!process.argv.includes("--check")) {
  writeFileSync(target, text);
} else if (readFileSync(target, "utf8") !== text) {
  console.error("fixtures/charts/answers.json: stale");
  process.exitCode = 1;
}
