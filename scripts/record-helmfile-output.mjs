// Records what the real helmfile and helm, built by tools/build.sh, print for the state files in fixtures/helmfile-output:
// `build.yaml` where `helmfile build` succeeds, and `stderr.txt` where it or `helmfile template` fails. Whatever differs
// from machine to machine is replaced.
//
//   node scripts/record-helmfile-output.mjs
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { globbySync } from "globby";

const cache =
  process.env["BUMP_ENVOY_TOOLS"] ??
  join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "bump-envoy", "tools");
const helm = join(cache, "helm-v3.19.5", "helm");
const helmfile = join(cache, "helmfile-v0.167.1", "helmfile");
for (const tool of [helm, helmfile]) {
  if (!existsSync(tool)) throw new Error(`there is no ${tool}: run tools/build.sh first`);
}

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
  if (text === undefined) rmSync(target, { force: true });
  else writeFileSync(target, withoutMachine(text));
}

function withoutMachine(text) {
  return text
    .replaceAll(scratch, "/scratch")
    .replaceAll(helm, "/usr/bin/helm")
    .replace(/\/scratch\/helmfile\d+\/(\S+)-values-[0-9a-f]+/g, "/scratch/helmfile0/$1-values-0")
    .replace(/(\/scratch\/0\/helmfile)-[0-9a-f]+/g, "$1-0")
    .replace(/\(\d+ bytes\)/g, "(0 bytes)");
}
