#!/usr/bin/env node
// Replays commits that people made by hand in a deployment-charts repository: lays out the tree before each, works out from
// its diff what was asked for (version, services, environments, releases), runs the built bump-envoy, and compares files.
//
//   node scripts/replay.mjs [--puppet DIR] [--image NAME] [--keep] [--verbose] GITDIR COMMIT...
//
// Prints a line for each commit: `same` (every byte, blank lines aside), `equal values` (the same values and as many changed
// lines), `DIFFERENT`, or why it is none that can be replayed: a commit that changes other lines as well is left out.
// Stand-ins for what only the deployment host has are made by `bump-envoy stand-ins` where --puppet is given; what they say
// the version is, is replaced by one that is older than all others, or for a removal by the version that is removed.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  const outcome = replay(commit);
  console.log(`${commit}  ${outcome}`);
}

function replay(commit) {
  const files = readDiff(commit);
  const job = classify(commit, files);
  if (typeof job === "string") return `not replayed: ${job}`;
  const folder = mkdtempSync(join(tmpdir(), "replay-"));
  try {
    const archive = execFileSync("git", ["--git-dir", gitDir, "archive", `${commit}^`], { maxBuffer: 1 << 30 });
    execFileSync("tar", ["-x", "-C", folder], { input: archive });
    execFileSync("git", ["init", "--quiet", folder]);
    execFileSync("git", ["-C", folder, "add", "--all"]);
    if (options.puppet) makeStandIns(folder, job.inherited);
    const runs = job.runs.map((args) => run(folder, args));
    return report(commit, folder, files, runs);
  } finally {
    if (!options.keep) rmSync(folder, { recursive: true });
    else console.log(folder);
  }
}

/** The changed lines by file. */
function readDiff(commit) {
  const files = new Map();
  let lines;
  for (const line of git("show", "--format=", "--unified=0", "--no-renames", commit).split("\n")) {
    const name = /^(?:---|\+\+\+) [ab]\/(.*)/.exec(line);
    if (name) {
      lines = files.get(name[1]) ?? { added: [], removed: [] };
      files.set(name[1], lines);
    } else if (/^[+-]/.test(line) && !/^(?:---|\+\+\+) /.test(line)) {
      const text = line.slice(1);
      if (text.trim() !== "") lines[line[0] === "+" ? "added" : "removed"].push(text);
    }
  }
  return files;
}

/** The runs of bump-envoy that a commit stands for, or why there are none. */
function classify(commit, files) {
  const isVersion = (line) => /^\s*(?:image_version|image_name): /.test(line);
  const isMap = (line) => /^(?:tls|mesh):$|^\s*#/.test(line);
  for (const [file, { added, removed }] of files) {
    if (!file.startsWith("helmfile.d/") || !file.endsWith(".yaml")) return `it changes ${file}`;
    const other = [...added, ...removed].find((line) => !isVersion(line) && !isMap(line));
    if (other !== undefined) return `it changes ${file}: ${other.trim()}`;
    if (![...added, ...removed].some(isVersion)) return `it changes no version in ${file}`;
  }
  const valuesOf = (lines, key) =>
    lines.flatMap((line) => new RegExp(`^\\s*${key}: ["']?([^"'\\s#]+)`).exec(line)?.[1] ?? []);
  const services = new Map();
  for (const name of files.keys()) {
    const folder = serviceFolder(name);
    services.set(folder, [...(services.get(folder) ?? []), name]);
  }
  const runs = new Map();
  const inherited = new Set();
  for (const [folder, names] of services) {
    const changes = names.map((name) => ({ name, ...files.get(name) }));
    const versions = new Set(changes.flatMap(({ added }) => valuesOf(added, "image_version")));
    const images = new Set(changes.flatMap(({ added }) => valuesOf(added, "image_name")));
    const gone = changes.filter(({ added }) => valuesOf(added, "image_version").length === 0);
    if (versions.size > 1) return `${folder} gets several versions`;
    const [version] = versions;
    let args;
    if (version === undefined) {
      for (const { removed } of changes) for (const old of valuesOf(removed, "image_version")) inherited.add(old);
      args = ["unpin", ...selectionOf(changes, folder)];
    } else if (gone.length > 0) {
      const releases = gone.map(({ name }) => /values-(.*)\.yaml$/.exec(basename(name))?.[1]);
      args = ["promote", "--from", `{${releases.join(",")},}`.replace(/^\{([^,]*),\}$/, "$1")];
    } else {
      args = [version, ...selectionOf(changes, folder)];
      const [image] = images;
      if (image !== undefined) args.push("--image-name", image);
    }
    const image = options.image ?? imageOf(commit, folder);
    if (image !== undefined) args.push("--image", image);
    const key = JSON.stringify(args);
    runs.set(key, [...(runs.get(key) ?? []), folder]);
  }
  if (inherited.size > 1) return "it removes several versions";
  const [only] = inherited;
  return {
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

function run(folder, args) {
  const tries = [[], ["--allow-unverified"], ["--allow-unverified", "--all"]];
  const isUnpin = args[0] === "unpin";
  let result;
  let before;
  for (const extra of args[0] === "stand-ins" ? [[]] : isUnpin ? tries : tries.slice(0, 2)) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args, ...extra], {
      cwd: folder,
      encoding: "utf8",
    });
    if (options.verbose) console.log(["bump-envoy", ...args, ...extra].join(" "), status, "\n", stdout, stderr);
    result = { args: [...args, ...extra], status, stderr };
    if (stdout !== "" && !/--allow-unverified/.test(stderr)) break;
    before = result;
  }
  return result ?? before;
}

function report(commit, folder, files, runs) {
  const changed = execFileSync("git", ["-C", folder, "diff", "--name-only"], { encoding: "utf8" });
  const made = execFileSync("git", ["-C", folder, "ls-files", "--others", "--", "helmfile.d"], { encoding: "utf8" });
  const places = new Set([...files.keys(), ...`${changed}${made}`.split("\n").filter((name) => name !== "")]);
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
  return `${isSame ? "same" : "equal values"}  ${files.size} files  (${commands.slice(0, 300)})`;
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
  const read = (text) => JSON.stringify(sorted(parse(text, { logLevel: "silent", uniqueKeys: false })));
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
