#!/usr/bin/env node
// Renders charts with the real helm and with this renderer, and tells where they differ.
//
//   npm run compare -- [--values FILE]... [--report FILE] [--diffs N] DIR...
//
// Every chart below the folders is rendered without a values file and with each one in its ci/ or .fixtures/ folder.
//
//   --values FILE   values for every render, before those of the chart (stand-ins for what only production has)
//   --report FILE   writes the result of every render as JSON
//   --diffs N       prints at most N lines of each difference; default: 12
//
// Exits 1 when a render differs. Where helm's output is not the same twice (passwords, certificates, dates), only the
// lines that are the same twice are compared.
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { structuredPatch } from "diff";
import pLimit from "p-limit";
import { runTemplate } from "../dist/commands/template.js";
import { loadChart, mergeValueOptions, renderChart } from "../dist/helm/index.js";
import { buildTools } from "./tools.mjs";

/** @typedef {{ chart: string, values: string[] }} Run */
/** @typedef {{ stdout: string, stderr: string, exitCode: number }} Output */
/** @typedef {"identical" | "same error" | "different" | "different error"} Verdict */

const helm = join(buildTools(), "helm-v3.19.5", "helm");
const parallel = 2;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    values: { type: "string", multiple: true, default: [] },
    report: { type: "string" },
    diffs: { type: "string", default: "12" },
  },
});

/** The charts below a folder, without the subcharts that lie in one. @param {string} folder @returns {string[]} */
function chartsBelow(folder) {
  if (existsSync(join(folder, "Chart.yaml"))) return [folder];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) =>
    entry.isDirectory() && entry.name !== "node_modules" && entry.name !== ".git"
      ? chartsBelow(join(folder, entry.name))
      : [],
  );
}

/** @param {string} chart @returns {Run[]} */
function runsOf(chart) {
  const own = ["ci", ".fixtures"]
    .map((name) => join(chart, name))
    .filter((folder) => existsSync(folder) && statSync(folder).isDirectory())
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
        .map((name) => join(folder, name)),
    );
  return [[], ...own.map((file) => [file])].map((values) => ({ chart, values: [...flags.values, ...values] }));
}

/** @param {Run} run @returns {Promise<Output>} */
function renderWithHelm({ chart, values }) {
  const args = ["template", "release-name", chart, ...values.flatMap((file) => ["-f", file])];
  return new Promise((done) => {
    execFile(helm, args, { maxBuffer: 1 << 30, timeout: 120_000 }, (error, stdout, stderr) =>
      done({ stdout, stderr, exitCode: error ? 1 : 0 }),
    );
  });
}

/** @param {Run} run @returns {Promise<Output>} */
async function renderHere(run) {
  try {
    return await runTemplate(run);
  } catch (error) {
    return { stdout: "", stderr: `crash: ${error instanceof Error ? error.stack : error}`, exitCode: 70 };
  }
}

/** The message behind `Error: `, without what stands behind it. @param {Output} output */
function errorOf({ stderr }) {
  const message = /^(?:Error|crash): ([\s\S]*)/m.exec(stderr)?.[1] ?? stderr;
  const plain = message.replace("\n\nUse --debug flag to render out invalid YAML", "").trim();
  // What does not meet a schema comes in the random order of Go's maps.
  return plain.startsWith("values don't meet the specifications") ? plain.split("\n").sort().join("\n") : plain;
}

/** Masks the lines that are not the same in two runs of helm. @param {string} text @param {string[]} a @param {string[]} b */
function masked(text, a, b) {
  const lines = text.split("\n");
  return lines.length === a.length ? lines.map((line, i) => (a[i] === b[i] ? line : "(random)")).join("\n") : text;
}

/** @param {Run} run @returns {Promise<{ run: Run, verdict: Verdict, theirs: string, ours: string, random: boolean }>} */
async function compare(run) {
  const [theirs, ours] = [await renderWithHelm(run), await renderHere(run)];
  if (theirs.exitCode !== 0 || ours.exitCode !== 0) {
    const [a, b] = [theirs, ours].map((output) => (output.exitCode === 0 ? "(no error)" : errorOf(output)));
    return { run, verdict: a === b ? "same error" : "different error", theirs: a ?? "", ours: b ?? "", random: false };
  }
  if (theirs.stdout === ours.stdout) return { run, verdict: "identical", theirs: "", ours: "", random: false };
  const again = await renderWithHelm(run);
  const [first, second] = [theirs.stdout.split("\n"), again.stdout.split("\n")];
  const [a, b] = [masked(theirs.stdout, first, second), masked(ours.stdout, first, second)];
  return {
    run,
    verdict: a === b ? "identical" : "different",
    theirs: a,
    ours: b,
    random: theirs.stdout !== again.stdout,
  };
}

/** The milliseconds of one more render of a chart that is loaded and parsed. @param {Run} run */
async function warmTime({ chart, values }) {
  const files = values.map((name) => ({ name, read: () => readFileSync(name, "utf8") }));
  const loaded = await loadChart(chart);
  const options = { values: mergeValueOptions({ files }) };
  const times = Array.from({ length: 4 }, () => {
    const start = performance.now();
    renderChart(loaded, options);
    return performance.now() - start;
  });
  return Math.min(...times);
}

/** @param {string} theirs @param {string} ours */
function shortDiff(theirs, ours) {
  const { hunks } = structuredPatch("helm", "here", theirs, ours, undefined, undefined, {
    context: 1,
    timeout: 2000,
  }) ?? {
    hunks: [],
  };
  const lines = hunks.flatMap((hunk) => [`@@ line ${hunk.oldStart}`, ...hunk.lines]);
  const most = Number(flags.diffs);
  return [...lines.slice(0, most), ...(lines.length > most ? [`... ${lines.length - most} more lines`] : [])];
}

/** @param {Run} run */
function nameOf({ chart, values }) {
  const own = values.slice(flags.values.length).map((file) => basename(file));
  return [relative(process.cwd(), chart), ...own].join(" -f ");
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const runs = positionals.flatMap((folder) => chartsBelow(resolve(folder)).flatMap(runsOf));
const limit = pLimit(parallel);
/** @type {Map<Verdict, number>} */
const counts = new Map();
/** @type {number[]} */
const times = [];
const report = await Promise.all(
  runs.map((run) =>
    limit(async () => {
      const { verdict, theirs, ours, random } = await compare(run);
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      // What is random is mostly keys, and making those takes longer than all the rest.
      const time = verdict === "identical" && !random ? await warmTime(run) : undefined;
      if (time !== undefined) times.push(time);
      const difference = verdict.startsWith("different");
      if (difference) console.log([`${verdict}: ${nameOf(run)}`, ...shortDiff(theirs, ours)].join("\n"), "\n");
      return {
        chart: run.chart,
        values: run.values,
        verdict,
        random,
        milliseconds: time,
        ...(difference && { theirs, ours }),
      };
    }),
  ),
);
const summary = [...counts].sort().map(([verdict, count]) => `${count} ${verdict}`);
console.log(`${runs.length} renders: ${summary.join(", ")}; median of a warm render: ${median(times).toFixed(2)} ms`);
if (flags.report) writeFileSync(flags.report, `${JSON.stringify(report, undefined, 1)}\n`);
process.exitCode = report.some(({ verdict }) => verdict.startsWith("different")) ? 1 : 0;
