#!/usr/bin/env node
// Replays a sweep that people made by hand, service by service, as a rollout in stages: lays out the tree before it, runs
// `bump-envoy rollout VERSION --next --commit` until no stage is left, then `bump-envoy unpin` as it says, and compares the
// values files with those that people ended up with.
//
//   node scripts/replay-rollout.mjs [--version V] [--from COMMIT] [--to COMMIT] [--config FILE] [--keep] GITDIR
//
// The defaults are the sweep of July 2020 in Wikimedia's deployment-charts. Prints the stages with their commits, then a line
// for each file in which either side sets the version: `same` (every byte), `same but for blank lines`, `same but for other
// changes` (what people changed beside it since then is named), `equal values` (the line stands elsewhere), or `DIFFERENT`.
// Exits 1 where a file of a service is different that people bumped.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "yaml";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    version: { type: "string", default: "1.14.4-1" },
    from: { type: "string", default: "026bfec5b" },
    to: { type: "string", default: "1676e872f" },
    config: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});
const [gitDir] = positionals;
const { version, from, to } = options;
const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
/** More stages than anybody has. */
const mostStages = 50;

const git = (...args) => execFileSync("git", ["--git-dir", gitDir, ...args], { encoding: "utf8", maxBuffer: 1 << 30 });
const folder = mkdtempSync(join(tmpdir(), "replay-rollout-"));
const own = (...args) => execFileSync("git", ["-C", folder, ...args], { encoding: "utf8", maxBuffer: 1 << 28 }).trim();
try {
  layOut();
  const start = own("rev-parse", "HEAD");
  rollOut();
  unpin();
  if (own("status", "--porcelain") !== "") throw new Error("something is written and not committed");
  process.exitCode = compare(start) ? 0 : 1;
} finally {
  if (options.keep) console.log(folder);
  else rmSync(folder, { recursive: true });
}

/** The tree before, as a repository of its own. */
function layOut() {
  const archive = execFileSync("git", ["--git-dir", gitDir, "archive", from], { maxBuffer: 1 << 30 });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  if (options.config) copyFileSync(options.config, join(folder, ".bump-envoy.yaml"));
  own("init", "--quiet");
  own("config", "user.name", "replay");
  own("config", "user.email", "replay@example.org");
  own("add", "--all");
  own("commit", "--quiet", "--message", "before");
}

function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: "utf8" });
  if (status === 2) throw new Error(`bump-envoy ${args.join(" ")}\n${stderr}`);
  return stdout;
}

/** Does one stage after the other, a commit for each service. */
function rollOut() {
  for (let i = 0; i < mostStages; i += 1) {
    const before = own("rev-parse", "HEAD");
    const { stage, files, summary, proof } = JSON.parse(run("rollout", version, "--next", "--commit", "-f", "json"));
    if (stage === null) {
      console.log(`no stage is left: ${summary.current} releases run it, ${summary.skipped} are skipped`);
      return;
    }
    const subjects = own("log", "--reverse", "--format=%s", `${before}..HEAD`).split("\n");
    const services = subjects.map((subject) => subject.split(":")[0]);
    console.log(
      `stage ${stage}: ${summary.bumped} releases in ${files.length} files, ${proof.rendered} rendered, ${subjects.length} commits: ${services.join(", ")}`,
    );
  }
  throw new Error(`${mostStages} stages, and there is no end`);
}

/** Removes what the stages of a part of a service leave, once the last one has set the version for all of it. */
function unpin() {
  const { files } = JSON.parse(run("unpin", "--commit", "--per", "all", "-f", "json"));
  console.log(`unpin: ${files.length} files: ${files.map(({ path }) => path).join(", ")}`);
}

/** Compares files with those of people; whether all of a service that they bumped are as they should be. */
function compare(start) {
  const changedByPeople = git("diff", "--name-only", from, to, "--", "helmfile.d").split("\n").filter(Boolean);
  const changed = own("diff", "--name-only", start, "HEAD").split("\n").filter(Boolean);
  const theirs = changedByPeople.filter((name) => versionIn(textAt(to, name)) === version);
  const bumped = new Set(theirs.map((name) => serviceOf(name)));
  const counts = new Map();
  let isGood = true;
  for (const name of [...new Set([...changed, ...theirs])].sort()) {
    const outcome = compareFile(name, bumped.has(serviceOf(name)));
    counts.set(outcome.kind, (counts.get(outcome.kind) ?? 0) + 1);
    if (outcome.kind === "DIFFERENT" && bumped.has(serviceOf(name))) isGood = false;
    console.log(`${outcome.kind}  ${name}${outcome.why ? `: ${outcome.why}` : ""}`);
  }
  console.log([...counts].map(([kind, count]) => `${count} ${kind}`).join(", "));
  return isGood;
}

function compareFile(name, isBumped) {
  const [before, expected] = [textAt(from, name), textAt(to, name)];
  const actual = existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : "";
  if (actual === expected) return { kind: "same" };
  if (withoutBlanks(actual) === withoutBlanks(expected)) return { kind: "same but for blank lines" };
  const why = otherChanges(name);
  if (withVersionOf(expected, before) === actual) return { kind: "same but for other changes", why };
  if (sameValues(actual, expected)) return { kind: "equal values", why: "the line stands elsewhere" };
  if (versionIn(actual) === versionIn(expected)) return { kind: "same but for other changes", why };
  return {
    kind: "DIFFERENT",
    why: isBumped
      ? `it says ${versionIn(actual)}, theirs ${versionIn(expected)}`
      : "people had not bumped this service",
  };
}

function textAt(commit, name) {
  return spawnSync("git", ["--git-dir", gitDir, "show", `${commit}:${name}`], { encoding: "utf8" }).stdout;
}

function withoutBlanks(text) {
  return text.replace(/^\s*\n/gm, "");
}

/** What people did to a file beside the version. */
function otherChanges(name) {
  const subjects = git("log", "--reverse", "--format=%h %s", `${from}..${to}`, "--", name).split("\n").filter(Boolean);
  return subjects.filter((subject) => !/update envoy/i.test(subject)).join("; ") || "no commit";
}

/** Takes the lines with the version that people added to a text into the one before. */
function withVersionOf(expected, before) {
  const line = expected.split("\n").find((each) => each.includes(`image_version: ${version}`));
  if (line === undefined) return before;
  const lines = expected.split("\n");
  const previous = lines[lines.indexOf(line) - 1];
  const old = before.split("\n");
  const at = old.lastIndexOf(previous);
  return at < 0 ? undefined : [...old.slice(0, at + 1), line, ...old.slice(at + 1)].join("\n");
}

/** The version of the sidecar that a values file sets. */
function versionIn(text) {
  return read(text)?.tls?.image_version;
}

function sameValues(a, b) {
  return JSON.stringify(sorted(read(a))) === JSON.stringify(sorted(read(b)));
}

function read(text) {
  return parse(text, { logLevel: "silent", uniqueKeys: false });
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

/** The name of the service that a file belongs to: `helmfile.d/services/CLUSTER/SERVICE/...`. */
function serviceOf(name) {
  return name.split("/")[3] ?? dirname(name);
}
