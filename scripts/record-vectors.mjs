#!/usr/bin/env node
// Records the answers of the real thing: for each test/vectors/**/NAME.cases.json (an array of requests) the recorder's
// answers as NAME.answers.json, one a line and in the same order.
//
//   node scripts/record-vectors.mjs [--check] [FILE|FOLDER]...
//
// Without arguments it records everything. --check writes nothing and exits 1 when a recorded answer is stale.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const recorder = join(root, "tools", "recorder", "run");

/** @param {string} path */
function casesBelow(path) {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".cases.json")).map((name) => join(path, name));
}

/** @param {unknown[]} requests */
function record(requests) {
  const input = requests.map((request) => JSON.stringify(request)).join("\n");
  const { status, stdout, error } = spawnSync(recorder, {
    input,
    maxBuffer: 1 << 30,
    stdio: ["pipe", "pipe", "inherit"],
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`the recorder exited with status ${status}`);
  return stdout.toString().trimEnd().split("\n");
}

const args = process.argv.slice(2);
const check = args.includes("--check");
const paths = args.filter((arg) => arg !== "--check");
const files = (paths.length > 0 ? paths : [join(root, "test", "vectors")])
  .flatMap((path) => casesBelow(resolve(path)))
  .sort();

let stale = 0;
for (const file of files) {
  const requests = JSON.parse(readFileSync(file, "utf8"));
  const answers = record(requests);
  if (answers.length !== requests.length) {
    throw new Error(`${file}: ${requests.length} cases but ${answers.length} answers`);
  }
  const target = file.replace(/\.cases\.json$/, ".answers.json");
  const text = `[\n${answers.join(",\n")}\n]\n`;
  if (existsSync(target) && readFileSync(target, "utf8") === text) continue;
  stale += 1;
  console.error(`${relative(root, target)}: ${check ? "stale" : `${answers.length} answers`}`);
  if (!check) writeFileSync(target, text);
}
if (check && stale > 0) process.exitCode = 1;
