// Records what the real helmfile and helm, built by tools/build.sh, print for the state files in fixtures/helmfile-output:
// `build.yaml` where `helmfile build` succeeds, and `stderr.txt` where it or `helmfile template` fails. Whatever differs
// from machine to machine is replaced.
//
//   node scripts/record-helmfile-output.mjs [--check]
//
// --check writes nothing and exits 1 when a recording is stale.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { globbySync } from "globby";
import { buildTools } from "./tools.mjs";

const tools = buildTools();
const helm = join(tools, "helm-v3.19.5", "helm");
const helmfile = join(tools, "helmfile-v0.167.1", "helmfile");
const check = process.argv.includes("--check");

const fixtures = fileURLToPath(new URL("../fixtures/helmfile-output", import.meta.url));
const scratch = realpathSync(mkdtempSync(join(tmpdir(), "bump-envoy-record-")));
try {
  const repository = join(scratch, "repository");
  cpSync(fixtures, repository, { recursive: true });
  for (const path of globbySync("*/helmfile.yaml", { cwd: repository }).sort()) {
    record(basename(dirname(path)), join(repository, path));
  }
} finally {
  rmSync(scratch, { recursive: true });
}

function record(name, file) {
  const build = run(file, ["build"]);
  keep(name, "build.yaml", build.status === 0 ? build.stdout : undefined);
  const failed = [build, run(file, ["template", "--output-dir", join(scratch, "0")])].find(
    ({ status }) => status !== 0,
  );
  keep(name, "stderr.txt", failed?.stderr);
}

function run(file, args) {
  const general = ["--file", file, "--helm-binary", helm, "--no-color", "--skip-deps"];
  return spawnSync(helmfile, [...general, ...args], {
    cwd: dirname(file),
    env: { ...process.env, TMPDIR: scratch, HELMFILE_UPGRADE_NOTICE_DISABLED: "true" },
    encoding: "utf8",
  });
}

/** Writes the text of a recording, or removes what was recorded before where there is none now. */
function keep(name, file, text) {
  const target = join(fixtures, name, file);
  const before = existsSync(target) ? readFileSync(target, "utf8") : undefined;
  const now = text === undefined ? undefined : withoutMachine(text);
  if (now === before) return;
  console.error(`${name}/${file}: ${check ? "stale" : "recorded"}`);
  if (check) process.exitCode = 1;
  else if (now === undefined) rmSync(target);
  else writeFileSync(target, now);
}

function withoutMachine(text) {
  return text
    .replaceAll(scratch, "/scratch")
    .replaceAll(helm, "/usr/bin/helm")
    .replace(/\/scratch\/helmfile\d+\/(\S+)-values-[0-9a-f]+/g, "/scratch/helmfile0/$1-values-0")
    .replace(/(\/scratch\/0\/helmfile)-[0-9a-f]+/g, "$1-0")
    .replace(/\(\d+ bytes\)/g, "(0 bytes)");
}
