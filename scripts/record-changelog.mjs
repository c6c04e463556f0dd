#!/usr/bin/env node
// Records what dch of Debian's devscripts makes of fixtures/changelog/changelog in the cases of cases.json: the entry that it
// adds, or null where it refuses, in entries.json.
//
//   node scripts/record-changelog.mjs [--check]
//
// Needs dch. --check writes nothing and exits 1 when what is recorded is stale; without dch it checks nothing, and says so.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../fixtures/changelog", import.meta.url));
const target = join(folder, "entries.json");
const before = readFileSync(join(folder, "changelog"), "utf8");
const cases = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8"));

/** Lets a Perl program believe that it is another time. */
const fixedTime = `package FixedTime;
BEGIN { *CORE::GLOBAL::localtime = sub (;$) { CORE::localtime(@_ ? $_[0] : $ENV{FIXED_TIME}) }; }
1;
`;

function record({ version, messages, forced, environment, time, zone }, scratch) {
  const changelog = join(scratch, "changelog");
  writeFileSync(changelog, before);
  const [first, ...others] = messages;
  const runs = [
    ["-v", version, ...(forced ? ["-b"] : []), "--", first],
    ...others.map((message) => ["-a", "--", message]),
  ];
  for (const args of runs) {
    const { status } = spawnSync(
      "dch",
      ["--no-conf", "-D", "wikimedia", "--force-distribution", "-c", changelog, ...args],
      {
        cwd: scratch,
        env: {
          PATH: process.env.PATH,
          PERL5OPT: `-I${scratch} -MFixedTime`,
          FIXED_TIME: String(time ?? 1600000000),
          TZ: zone ?? "UTC",
          ...(environment ?? { DEBFULLNAME: "Robin Finch", DEBEMAIL: "robin@example.org" }),
        },
      },
    );
    if (status !== 0) return null;
  }
  const after = readFileSync(changelog, "utf8");
  if (!after.endsWith(before)) throw new Error(`dch changed other entries: ${after}`);
  return after.slice(0, after.length - before.length);
}

const isCheck = process.argv.includes("--check");
if (spawnSync("dch", ["--version"]).error) {
  console.error("dch is not installed (Debian's devscripts): what it makes of changelogs is not recorded or checked");
  process.exitCode = isCheck ? 0 : 1;
} else {
  const scratch = mkdtempSync(join(tmpdir(), "bump-envoy-record-"));
  try {
    writeFileSync(join(scratch, "FixedTime.pm"), fixedTime);
    const entries = cases.map((each) => [each.name, record(each, scratch)]);
    const text = `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
    if (!isCheck) writeFileSync(target, text);
    else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
      console.error("fixtures/changelog/entries.json is stale: run node scripts/record-changelog.mjs");
      process.exitCode = 1;
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
