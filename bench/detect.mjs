// Times finding every envoy image of a repository, by turns: bump-envoy, which detects them (`images`), or also traces each to
// the line that decides it (`explain`), and a whole bump with its plan and proof (`--check`), each without a cache, with one,
// and after one values file was touched; and the real `helmfile template` for each helmfile and environment, one
// at a time as the shell function does, and as many at a time as there are processors:
//   npm run bench:detect -- DIR [RUNS] [PATH...] [-e ENVIRONMENT]...
// For the tree of 2020: DIR 5. For today's, after `bump-envoy stand-ins`: DIR 3 helmfile.d/services -e staging -e eqiad -e codfw.
// helmfile works in a copy that is prepared outside the measured time: charts from the checkout, no hooks, stand-ins.
// What it reads no release of in any environment is left out for both, and named: it does nothing for those, whereas bump-envoy
// renders what it can. Today's tree has 17 such pairs, for keys that are there twice, which the YAML library of helmfile v0.x
// refuses; with HELMFILE_GOCCY_GOYAML=true it takes another one, and then several minutes a run.
import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parseDocument } from "yaml";
import { selectTargets } from "../dist/bump/selection.js";
import { CONFIG_FILE, loadConfig } from "../dist/config/load.js";
import { createHelmfileRenderer } from "../dist/render/helmfile.js";
import { scanRepository } from "../dist/repository/scan.js";
import { standInRules } from "../dist/repository/stand-ins/preset.js";
import { buildTools } from "../scripts/tools.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { environment: { type: "string", short: "e", multiple: true, default: [] } },
});
const home = fileURLToPath(new URL("..", import.meta.url));
const [source = join(home, "fixtures", "repository-2020"), runs = "3", ...paths] = positionals;
const tools = buildTools();
const helmfileBinary = join(tools, "helmfile-v0.167.1", "helmfile");
const helmBinary = join(tools, "helm-v3.19.5", "helm");

const scratch = realpathSync(mkdtempSync(join(tmpdir(), "bump-envoy-bench-")));
const root = join(scratch, "repository");
const cache = join(scratch, "cache");
cpSync(source, root, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith("/.git") });
execFileSync("git", ["init", "--quiet", root]);
const config = await loadConfig(root);
const { helmfiles, stateFiles } = await scanRepository(root, config);
const selection = {
  ...{ paths: paths.map((path) => resolve(root, path)), services: [], clusters: [], releases: [] },
  environments: values.environment,
};
const selected = selectTargets(helmfiles, selection, root).filter(({ isSelected }) => isSelected);
const renderer = await createHelmfileRenderer({
  ...{ root, stateFiles, charts: config.charts, dropFields: config.dropFields, timeout: config.timeout },
  ...{ standIns: standInRules(config, root), concurrency: availableParallelism(), helmfileBinary, helmBinary },
});
const found = {};
let targets = selected;

try {
  // What stands in for the host's files is written when a target is evaluated for the first time.
  const read = new Set();
  for (const target of selected) if ((await renderer.releases(target)).length > 0) read.add(target.source);
  targets = selected.filter(({ source }) => read.has(source));
  const unread = new Set(selected.filter(({ source }) => !read.has(source)).map(({ source }) => source.folder));
  for (const { folder } of read) unread.delete(folder);
  if (unread.size > 0) leaveOut(unread);
  const commands = [
    ["detecting", () => detect("images")],
    ["explain", () => detect("explain")],
    ["whole bump", bump],
  ];
  // What V8 compiles of the program is kept for the user, whatever the repository.
  for (const [, command] of commands) command();
  const times = {};
  const measure = async (name, run) => {
    const start = performance.now();
    await run();
    times[name] = [...(times[name] ?? []), performance.now() - start];
  };
  for (let run = 0; run < Number(runs); run++) {
    await measure("helmfile, one at a time", () => templateAll(1));
    await measure(`helmfile, ${availableParallelism()} at a time`, () => templateAll(availableParallelism()));
    for (const [name, command] of commands) {
      rmSync(cache, { recursive: true, force: true });
      await measure(`bump-envoy, ${name}, cold`, command);
      command();
      await measure(`bump-envoy, ${name}, warm`, command);
      touchOne();
      await measure(`bump-envoy, ${name}, one file touched`, command);
    }
  }
  report(times);
} finally {
  await renderer.close();
  rmSync(scratch, { recursive: true });
}

/** @param folders - of helmfiles, relative to the root */
function leaveOut(folders) {
  const path = join(root, CONFIG_FILE);
  const document = parseDocument(existsSync(path) ? readFileSync(path, "utf8") : "");
  document.set("skip", [...config.skip, ...Array.from(folders, (folder) => `${folder}/**`)]);
  writeFileSync(path, document.toString());
  console.log(`left out, since helmfile reads no release there: ${[...folders].join(", ")}`);
}

async function templateAll(concurrency) {
  const images = new Set();
  const waiting = [...targets];
  const work = async () => {
    for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
      const { text } = await renderer.template(target);
      if (/image: .*envoy/.test(text)) images.add(nameOf(target));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  found.helmfile = images.size;
}

/** @param command - one that prints images */
function detect(command) {
  const { images } = run(command, ["-C", paths[0] ?? "."]);
  found[`bump-envoy ${command}`] = new Set(images.map(nameOf)).size;
}

function bump() {
  run("9.99.9-1", [...paths, "--check"]);
}

/** What a command says as JSON. */
function run(command, args) {
  const environments = values.environment.flatMap((name) => ["-e", name]);
  const all = [
    join(home, "dist", "cli.js"),
    command,
    ...args,
    ...environments,
    "-f",
    "json",
    "--cache-location",
    cache,
  ];
  const { stdout, status } = spawnSync(process.execPath, all, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0 && status !== 1) throw new Error(`bump-envoy ended with ${status}`);
  return JSON.parse(stdout);
}

/** The first values file of a service gets a comment. */
function touchOne() {
  const [target] = targets;
  const files = execFileSync("git", ["ls-files", "--others", `${target.source.folder}/*.yaml`], { cwd: root });
  const name = files
    .toString()
    .split("\n")
    .find((path) => /\/values[^/]*\.yaml$/.test(path));
  if (name === undefined) throw new Error(`${target.source.folder} has no values file`);
  appendFileSync(join(root, name), "# touched\n");
}

function nameOf({ helmfile, environment }) {
  return `${helmfile} ${environment ?? ""}`;
}

function report(times) {
  const [reference] = Object.values(times).map(median);
  console.log(`${targets.length} helmfiles and environments; with an envoy image: ${JSON.stringify(found)}`);
  console.log("median (least) in ms of", runs, "runs, and how many times as fast as helmfile, one at a time:");
  for (const [name, samples] of Object.entries(times)) {
    const figures = `${median(samples).toFixed(0)} (${Math.min(...samples).toFixed(0)})`;
    console.log(`${name.padEnd(42)} ${figures.padStart(16)}   ${(reference / median(samples)).toFixed(1)}`);
  }
}

function median(samples) {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)];
}
