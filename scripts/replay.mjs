#!/usr/bin/env node
// Replays commits that people made by hand in a deployment-charts repository: lays out the tree before each, works out from
// its diff what was asked for (version, services, environments, releases), runs the built bump-envoy, and compares files.
//
//   node scripts/replay.mjs [--puppet DIR] [--image NAME] [--keep] [--verbose] GITDIR COMMIT...
//
// Prints a line for each commit: what it is (a bump, unpin or promote), and `same` (every byte, blank lines aside), `equal
// values` (the same values and as many changed lines), `DIFFERENT`, or why it is none that can be replayed. Of a commit that
// changes other lines of the same files as well, all others are in place beforehand: it is `mixed`. Stand-ins for what only the deployment host has are made by `bump-envoy stand-ins` where --puppet is given; what they say
// the version is, is replaced by one that is older than all others, or for a removal by the version that is removed.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "yaml";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    puppet: { type: "string" },
    image: { type: "string" },
    keep: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});
const [gitDir, ...commits] = positionals;
const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const environments = /^(?:staging|staging-codfw|staging-eqiad|eqiad|codfw|ml-.*|dse-.*|aux-.*|test|main)$/;

const git = (...args) => execFileSync("git", ["--git-dir", gitDir, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });

for (const commit of commits) {
  const { title, job } = classify(commit);
  const outcome = typeof job === "string" ? `not replayed: ${job}` : `${job.kind}  ${replay(commit, job)}`;
  console.log(`${commit}  ${outcome}  | ${title}`);
}

function replay(commit, job) {
  const folder = mkdtempSync(join(tmpdir(), "replay-"));
  try {
    const parent = job.isMixed ? commit : `${commit}^`;
    const archive = execFileSync("git", ["--git-dir", gitDir, "archive", parent], { maxBuffer: 1 << 30 });
    execFileSync("tar", ["-x", "-C", folder], { input: archive });
    for (const [name, text] of job.isMixed ? job.before : []) writeFileSync(join(folder, name), text);
    for (const name of job.before.keys()) makeSecrets(join(folder, serviceFolder(name)));
    execFileSync("git", ["init", "--quiet", folder]);
    execFileSync("git", ["-C", folder, "add", "--all"]);
    if (options.puppet) makeStandIns(folder, job.inherited);
    const runs = job.runs.map((args) => run(folder, args));
    return report(commit, folder, [...job.before.keys()], runs);
  } finally {
    if (!options.keep) rmSync(folder, { recursive: true });
    else console.log(folder);
  }
}

/** What a commit asks for, or why nothing. */
function classify(commit) {
  const title = git("show", "--no-patch", "--format=%as %s", commit).trim();
  const changes = readDiff(commit).map((change) => ({ ...change, ...versionsIn(commit, change) }));
  const own = changes.filter(({ edits }) => edits.length > 0);
  if (own.length === 0) return { title, job: "it changes no version of a sidecar" };
  const other = own.find((change) => change.status !== "M" && !isOnly(change));
  if (other) return { title, job: `it ${other.status === "A" ? "makes" : "removes"} ${other.name}` };
  const broken = own.find(({ before }) => before === undefined);
  if (broken) return { title, job: `in ${broken.name} the map around the version changes as well` };
  const isMixed = !changes.every((change) => change.edits.length > 0 && isOnly(change));
  const runs = runsFor(commit, own);
  if (typeof runs === "string") return { title, job: runs };
  const before = new Map(own.map(({ name, before }) => [name, before]));
  return { title, job: { ...runs, isMixed, kind: isMixed ? `${runs.kind}, mixed` : runs.kind, before } };
}

/** The changed files and their hunks; `start` is the index of the first line that is added. */
function readDiff(commit) {
  const changes = git("show", "--format=", "--name-status", "--no-renames", commit)
    .trim()
    .split("\n")
    .map((line) => {
      const [status, name] = line.split("\t");
      return { status, name, hunks: [] };
    });
  let change;
  for (const line of git("show", "--format=", "--unified=0", "--no-renames", commit).split("\n")) {
    const name = /^(?:---|\+\+\+) [ab]\/(.*)/.exec(line);
    const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (name) change = changes.find((each) => each.name === name[1]);
    else if (hunk) change.hunks.push({ start: Number(hunk[1]) - (hunk[2] === "0" ? 0 : 1), added: [], removed: [] });
    else if (/^[+-]/.test(line) && !/^(?:---|\+\+\+) /.test(line)) {
      change.hunks.at(-1)?.[line[0] === "+" ? "added" : "removed"].push(line.slice(1));
    }
  }
  return changes;
}

/** Whether a line says one of these versions or names. */
function says(line, values) {
  const [, value] = /^\s*(?:image_version|image_name): ["']?([^"'\s#]+)/.exec(line) ?? [];
  return value !== undefined && values.includes(value);
}

/** Whether a change is about versions of sidecars alone, and about maps that hold nothing else. */
function isOnly({ hunks, edits }) {
  const [from, to] = ["from", "to"].map((side) => edits.map((edit) => edit[side]));
  const isMap = (line) => /^(?:tls|mesh):$|^\s*$/.test(line);
  // The comment of what is removed goes with it.
  const isGone = (line) => says(line, from) || isMap(line) || /^\s*#/.test(line);
  return hunks.every(
    ({ added, removed }) => added.every((line) => says(line, to) || isMap(line)) && removed.every(isGone),
  );
}

/** The versions that a commit changes in a file: what they are before and after, and the text with nothing else changed. */
function versionsIn(commit, { status, name, hunks }) {
  if (!name.startsWith("helmfile.d/") || !name.endsWith(".yaml")) return { edits: [] };
  const show = (revision) => {
    return spawnSync("git", ["--git-dir", gitDir, "show", `${revision}:${name}`], { encoding: "utf8" }).stdout;
  };
  const [old, now] = [status === "A" ? "" : show(`${commit}^`), status === "D" ? "" : show(commit)];
  const [from, to] = [sidecarKeys(old), sidecarKeys(now)];
  const edits = [...new Set([...from.keys(), ...to.keys()])]
    .filter((key) => from.get(key) !== to.get(key))
    .map((key) => ({ key, from: from.get(key), to: to.get(key) }));
  if (edits.length === 0 || isOnly({ hunks, edits })) return { edits, before: old };
  const [gone, come] = ["from", "to"].map((side) => edits.map((edit) => edit[side]));
  const lines = now.split("\n");
  for (const { start, added, removed } of [...hunks].reverse()) {
    const kept = added.filter((line) => !says(line, come));
    const first = added.findIndex((line) => says(line, come));
    kept.splice(first < 0 ? 0 : first, 0, ...removed.filter((line) => says(line, gone)));
    lines.splice(start, added.length, ...kept);
  }
  const text = lines.join("\n");
  const undone = sidecarKeys(text);
  const isUndone = undone.size === from.size && [...from].every(([key, value]) => undone.get(key) === value);
  return { edits, before: isUndone ? text : undefined };
}

/** The versions and names of sidecars in a values file: those of the maps that charts have had for them. */
function sidecarKeys(text) {
  const keys = new Map();
  let values;
  try {
    values = readYaml(text);
  } catch {
    return keys;
  }
  for (const map of ["tls", "mesh"]) {
    for (const key of ["image_version", "image_name"]) {
      const value = values?.[map]?.[key];
      if (value !== undefined && value !== null) keys.set(`${map}.${key}`, String(value));
    }
  }
  return keys;
}

function readYaml(text) {
  return parse(text, { logLevel: "silent", uniqueKeys: false });
}

/** The runs of bump-envoy that changes stand for, or why there are none. */
function runsFor(commit, changes) {
  const valuesOf = ({ edits }, key, side) =>
    edits.flatMap((edit) => (edit.key.endsWith(key) && edit[side] !== undefined ? [edit[side]] : []));
  const services = new Map();
  for (const change of changes) {
    const folder = serviceFolder(change.name);
    services.set(folder, [...(services.get(folder) ?? []), change]);
  }
  const runs = new Map();
  const kinds = new Set();
  const inherited = new Set();
  const add = (kind, folder, args) => {
    kinds.add(kind);
    const image = args.includes("--image") ? undefined : (options.image ?? imageOf(commit, folder));
    const key = JSON.stringify(image === undefined ? args : [...args, "--image", image]);
    runs.set(key, [...(runs.get(key) ?? []), folder]);
  };
  for (const [folder, own] of services) {
    const versions = new Set(own.flatMap((change) => valuesOf(change, "image_version", "to")));
    const images = new Set(own.flatMap((change) => valuesOf(change, "image_name", "to")));
    const gone = own.filter((change) => valuesOf(change, "image_version", "to").length === 0);
    if (versions.size > 1) return `${folder} gets several versions`;
    const [version] = versions;
    const [image] = images;
    const named = image === undefined ? [] : ["--image-name", image];
    if (version === undefined) {
      for (const change of own) for (const old of valuesOf(change, "image_version", "from")) inherited.add(old);
      // Another flavour is not inherited, so that --all has to say that it goes.
      const all = own.some((change) => valuesOf(change, "image_name", "from").length > 0) ? ["--all"] : [];
      add("unpin", folder, ["unpin", ...selectionOf(own, folder), ...all]);
    } else if (gone.length > 0) {
      const names = gone.map(({ name }) => /values-(.*)\.yaml$/.exec(basename(name))?.[1]);
      if (names.every((name) => environments.test(name))) {
        // What one environment runs becomes that of all: a bump of the others, after which its override is idle.
        add("promote", folder, [version, ...named]);
        add("promote", folder, ["unpin", ...(image === undefined ? [] : ["--image", image])]);
      } else {
        add("promote", folder, ["promote", "--from", names.length > 1 ? `{${names.join(",")}}` : names[0]]);
      }
    } else {
      const isRevert = /^Revert/.test(git("show", "--no-patch", "--format=%s", commit));
      const isDowngrade = isRevert && own.some((change) => valuesOf(change, "image_version", "from").length > 0);
      const more = isDowngrade ? ["--allow-downgrade"] : [];
      add("bump", folder, [version, ...selectionOf(own, folder), ...named, ...more]);
    }
  }
  if (inherited.size > 1) return "it removes several versions";
  const [only] = inherited;
  return {
    kind: [...kinds].join(" and "),
    inherited: only,
    runs: [...runs].map(([key, folders]) => {
      const [first, ...rest] = JSON.parse(key);
      return [first, ...folders, ...rest];
    }),
  };
}

/** Files of a service lie in its folder, or below. */
function serviceFolder(file) {
  const folder = dirname(file);
  return basename(folder) === "values" ? dirname(folder) : folder;
}

/** The environments and releases that the names of files say. */
function selectionOf(changes, folder) {
  const names = changes.map(({ name }) => /values-(.*)\.yaml$/.exec(name)?.[1]);
  if (names.includes(undefined) || folder.split("/").length > 3) return [];
  return names.flatMap((name) => (environments.test(name) ? ["-e", name] : ["--release", name]));
}

/** Another image than the usual one, where the values of a service name it. */
function imageOf(commit, folder) {
  const text = spawnSync("git", ["--git-dir", gitDir, "show", `${commit}^:${folder}/values.yaml`], {
    encoding: "utf8",
  });
  return /^\s+image_name: (\S+)/m.exec(text.stdout)?.[1];
}

function makeStandIns(folder, version = "0.0.1-1") {
  run(folder, ["stand-ins", "--puppet", options.puppet]);
  const fixtures = join(folder, ".fixtures");
  if (!existsSync(fixtures)) return;
  for (const name of readdirSync(fixtures).filter((each) => each.startsWith("general-"))) {
    const text = readFileSync(join(fixtures, name), "utf8").replace(/(image_version: ).*/g, (_, key) => key + version);
    // Charts of earlier years read another key.
    writeFileSync(join(fixtures, name), /^tls:/m.test(text) ? text : `${text}tls:\n  image_version: ${version}\n`);
  }
  execFileSync("git", ["-C", folder, "add", "--all"]);
}

/** Makes the certificates that only the deployment host has, where a helmfile of the first layout lists them. */
function makeSecrets(folder) {
  const helmfile = join(folder, "helmfile.yaml");
  const secrets = join(folder, "private", "secrets.yaml");
  if (!existsSync(helmfile) || existsSync(secrets)) return;
  if (!readFileSync(helmfile, "utf8").includes("private/secrets.yaml")) return;
  mkdirSync(dirname(secrets), { recursive: true });
  writeFileSync(secrets, "tls:\n  certs:\n    cert: a\n    key: b\n");
}

/** Runs bump-envoy, with more of what people can allow it where it refuses. */
function run(folder, args) {
  const isUnpin = args[0] === "unpin" && !args.includes("--all");
  const tries = [
    [],
    ["--allow-unverified"],
    ["--allow-downgrade"],
    ...(isUnpin ? [["--allow-unverified", "--all"]] : []),
  ];
  let result;
  for (const extra of tries) {
    if (extra[0] === "--allow-downgrade" && !result.stderr.includes(extra[0])) continue;
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args, ...extra], {
      cwd: folder,
      encoding: "utf8",
    });
    if (options.verbose) console.log(["bump-envoy", ...args, ...extra].join(" "), status, "\n", stdout, stderr);
    result = { args: [...args, ...extra], status, stderr };
    // Images have had other names.
    const other = /no release runs an image named envoy\n/.test(stderr) && /left alone: ([\w-]+):/.exec(stderr);
    if (other && !args.includes("--image")) return run(folder, [...args, "--image", other[1]]);
    if (args[0] === "stand-ins" || (stdout !== "" && !/--allow-unverified/.test(stderr))) break;
  }
  return result;
}

function report(commit, folder, files, runs) {
  const changed = execFileSync("git", ["-C", folder, "diff", "--name-only"], { encoding: "utf8" });
  const made = execFileSync("git", ["-C", folder, "ls-files", "--others", "--exclude-standard", "--", "helmfile.d"], {
    encoding: "utf8",
  });
  const places = new Set([...files, ...`${changed}${made}`.split("\n").filter((name) => name !== "")]);
  const wrong = [];
  let isSame = true;
  for (const name of places) {
    const file = join(folder, name);
    const { stdout: expected } = spawnSync("git", ["--git-dir", gitDir, "show", `${commit}:${name}`], {
      encoding: "utf8",
    });
    const actual = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    if (actual === expected) continue;
    if (actual !== undefined && withoutBlanks(actual) === withoutBlanks(expected)) continue;
    isSame = false;
    if (actual === undefined || !sameValues(actual, expected) || lineCount(actual) !== lineCount(expected))
      wrong.push(name);
  }
  const commands = runs
    .map(({ args, status }) => `${args.join(" ")} [${status}]`)
    .join("; ")
    .replaceAll("helmfile.d/services/", "");
  if (wrong.length > 0) return `DIFFERENT ${wrong.join(", ")}  (${commands})`;
  return `${isSame ? "same" : "equal values"}  ${files.length} files  (${commands.slice(0, 300)})`;
}

function withoutBlanks(text) {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .join("\n");
}

function lineCount(text) {
  return withoutBlanks(text).split("\n").length;
}

function sameValues(a, b) {
  const read = (text) => JSON.stringify(sorted(readYaml(text)));
  return read(a) === read(b);
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
