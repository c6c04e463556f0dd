#!/usr/bin/env node
// Records how dpkg orders the versions of fixtures/version-order/versions.json: a row for each version, and in it <, = or >
// for each version that it is compared with, in order.json.
//
//   node scripts/record-version-order.mjs [--check]
//
// Needs dpkg. --check writes nothing and exits 1 when the recorded order is stale.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../fixtures/version-order", import.meta.url));
const target = join(folder, "order.json");
const versions = JSON.parse(readFileSync(join(folder, "versions.json"), "utf8"));

const holds = (a, relation, b) => spawnSync("dpkg", ["--compare-versions", a, relation, b]).status === 0;
const compare = (a, b) => (holds(a, "lt", b) ? "<" : holds(a, "eq", b) ? "=" : ">");
const rows = versions.map((a) => versions.map((b) => compare(a, b)).join(""));
const text = `${JSON.stringify(rows, null, 2)}\n`;

if (!process.argv.includes("--check")) writeFileSync(target, text);
else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
  console.error("fixtures/version-order/order.json is stale: run node scripts/record-version-order.mjs");
  process.exitCode = 1;
}
