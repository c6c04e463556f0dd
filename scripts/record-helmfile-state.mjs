#!/usr/bin/env node
// Records what the real `helmfile template --skip-deps` answers to the cases of fixtures/helmfile, in TOPIC.recorded.json
// beside TOPIC.cases: one answer a line, in the order of the cases; where v0.167.1 and v1.8.0 agree they share a line.
//
//   node scripts/record-helmfile-state.mjs [--check] [TOPIC...]
//
// Each case runs in a scratch folder of its own, with nothing in its environment but PATH, HOME, TMPDIR and the variables of
// the case; in messages the folder is called /case. --check writes nothing and exits 1 when a recorded answer is stale.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join } from "node:path";
import pLimit from "p-limit";
import {
  helmfileRecording,
  helmfileTopics,
  layOutHelmfileCase,
  readHelmfileCases,
  splitArguments,
} from "./helmfile-cases.mjs";
import { buildTools } from "./tools.mjs";

/** @typedef {import("./helmfile-cases.d.mts").HelmfileCase} HelmfileCase */
/** @typedef {{ status: number, stdout: string, error?: string }} Answer */

const tools = buildTools();
const helm = join(tools, "helm-v3.19.5", "helm");
const helmfiles = {
  v0: join(tools, "helmfile-v0.167.1", "helmfile"),
  v1: join(tools, "helmfile-v1.8.0", "helmfile"),
};
/** v1 runs the files of a folder side by side, and their output comes in any order, unless it is told not to. */
const general = { v0: [], v1: ["--sequential-helmfiles"] };

const check = process.argv.includes("--check");
const named = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const limit = pLimit(availableParallelism());

for (const topic of named.length > 0 ? named : helmfileTopics()) {
  const path = helmfileRecording(topic);
  const now = await recordTopic(topic);
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  if (now === before) continue;
  console.error(`${basename(path)}: ${check ? "stale" : "recorded"}`);
  if (check) {
    for (const line of linesOf(now)) if (!linesOf(before).includes(line)) console.error(`  now: ${line}`);
    for (const line of linesOf(before)) if (!linesOf(now).includes(line)) console.error(`  was: ${line}`);
    process.exitCode = 1;
  } else if (now === undefined) rmSync(path);
  else writeFileSync(path, now);
}

/** @param {string | undefined} recording */
function linesOf(recording = "") {
  return recording.split(",\n");
}

/** @param {string} topic */
async function recordTopic(topic) {
  const cases = readHelmfileCases(topic).filter(({ refused, noted }) => (refused ?? noted) === undefined);
  const calls = cases.flatMap((helmfileCase) => helmfileCase.invocations.map((args) => ({ helmfileCase, args })));
  const lines = await Promise.all(calls.map(({ helmfileCase, args }) => limit(() => recordCall(helmfileCase, args))));
  return lines.length === 0 ? undefined : `[\n${lines.flat().join(",\n")}\n]\n`;
}

/** @param {HelmfileCase} helmfileCase @param {string} args */
async function recordCall(helmfileCase, args) {
  /** @type {{ semantics: string, answer: Answer }[]} */
  const answers = [];
  for (const semantics of helmfileCase.semantics) {
    const answer = await run(helmfileCase, args, semantics);
    const same = answers.find((other) => JSON.stringify(other.answer) === JSON.stringify(answer));
    if (same) same.semantics += ` ${semantics}`;
    else answers.push({ semantics, answer });
  }
  const { title } = helmfileCase;
  return answers.map(({ semantics, answer }) => JSON.stringify({ title, args, semantics, ...answer }));
}

/** @param {HelmfileCase} helmfileCase @param {string} args @param {"v0" | "v1"} semantics @returns {Promise<Answer>} */
async function run(helmfileCase, args, semantics) {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "record-helmfile-")));
  try {
    const folder = join(scratch, "case");
    const home = join(scratch, "home");
    for (const path of [folder, home, join(scratch, "tmp")]) mkdirSync(path);
    layOutHelmfileCase(helmfileCase, folder);
    const file = join(folder, helmfileCase.entry);
    const needed = { PATH: process.env["PATH"], HOME: home, TMPDIR: join(scratch, "tmp") };
    const env = { ...needed, ...Object.fromEntries(helmfileCase.variables) };
    const { status, stdout, stderr } = await execute(
      helmfiles[semantics],
      [
        ...["--helm-binary", helm, "--no-color", "--file", file, ...general[semantics]],
        ...["template", "--skip-deps", ...splitArguments(args)],
      ],
      { cwd: folder, env },
    );
    if (status === 0 || helmfileCase.onlyFailing) return { status, stdout };
    const text = stderr.replaceAll(folder, "/case").replaceAll(scratch, "/scratch");
    return { status, stdout, error: essential(text) };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** @param {string} file @param {string[]} args @param {import("node:child_process").ExecFileOptions} options */
function execute(file, args, options) {
  return new Promise((resolve) => {
    const child = execFile(file, args, { ...options, encoding: "utf8", timeout: 60_000 }, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/**
 * What a message comes down to, in one line: what helm said where helm failed, otherwise what helmfile said, without the
 * log before it and without the files that it was on the way to.
 * @param {string} stderr
 */
function essential(stderr) {
  const fromHelm = /^ {2}Error: (.*(?:\n {2}.*)*)/m.exec(stderr.split("COMBINED OUTPUT:\n")[1] ?? "")?.[1];
  const text = fromHelm ?? withoutLog(stderr);
  return text
    .replace(/^failed to parse \/scratch\/tmp\/helmfile\S*?-values-[0-9a-f]+: /, "")
    .replace(/(error calling include: template: [^>]*>: )\1+/g, "$1")
    .replace(/\/scratch\/tmp\/helmfile\d+/g, "/scratch/tmp/helmfile")
    .replace(/\s*Offending YAML:.*/s, "")
    .replace(/\s*Use --debug flag to render out invalid YAML/, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** @param {string} stderr */
function withoutLog(stderr) {
  const lines = stderr
    .split("\n")
    .filter((line) => !/^(Templating release=|WARNING: |skipping missing |warn: |no matches for )/.test(line));
  const start = lines.findIndex((line) => /^(in |err: |failed |Error: |panic: )/.test(line));
  const [first = "", ...rest] = lines.slice(Math.max(start, 0));
  const message = first.replace(/^(?:in \S+: )+|^err: /, "").replace(/^\[(.*)\]$/, "$1");
  return message.endsWith(":") ? [message, ...rest].join("\n") : message;
}
