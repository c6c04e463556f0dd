#!/usr/bin/env node
// Checks against the real helmfile that `bump-envoy status` says what every release runs.
//
//   npm run check:status -- [OPTION]... TREE
//
// The images in the JSON of `status` are held against those in what `helmfile template` renders in a copy of the tree, release
// by release and container by container; both ways. Nothing of TREE is changed.
//
//   --helmfile FILE        the real helmfile; default: the one that tools/build.sh has built
//   --helm FILE            the real helm; default: likewise
//   --below DIR            only helmfiles below this folder; default: helmfile.d/services
//   -e, --environment E    only this environment; repeatable; default: staging, eqiad, codfw; `all`: each that there is
//   --image GLOB           only images with this name; repeatable; default: envoy, envoy-*
//
// Prints every difference, every release that helmfile cannot render, of which `status` has to report a failure, and every
// helmfile that helmfile does not even read, which `status` reads as far as it goes and says so; exits 1 if there is a
// difference, or a release that helmfile cannot render goes without a failure.
import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import picomatch from "picomatch";
import { parseAllDocuments } from "yaml";
import { selectTargets } from "../dist/bump/selection.js";
import { openTree, treeOptions } from "./real-tree.mjs";

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: treeOptions,
});
const root = realpathSync(positionals[0] ?? ".");
const environments = flags.environment.includes("all") ? [] : flags.environment;

/** What `status` says. */
function status() {
  const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
  const selected = [
    ...environments.flatMap((name) => ["-e", name]),
    ...flags.image.flatMap((glob) => ["--image", glob]),
  ];
  const args = [cli, "status", flags.below, ...selected, "--format", "json", "--no-cache"];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 29 });
  if (run.status !== 0 && run.status !== 1) throw new Error(`status ended with ${run.status}: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

/** The images of the containers below a value, read without any code of bump-envoy. @returns {Generator<{ container: string, image: string }>} */
function* containersBelow(value) {
  if (value === null || typeof value !== "object") return;
  for (const [key, below] of Object.entries(value)) {
    if (/^(?:init|ephemeral)?containers$/i.test(key) && Array.isArray(below)) {
      for (const each of below) {
        if (typeof each?.image === "string") yield { container: String(each.name ?? ""), image: each.image };
      }
    }
    yield* containersBelow(below);
  }
}

const isWanted = picomatch(flags.image, { dot: true });

/** @param {string} manifests @returns {string[]} each as it is compared */
function imagesIn(manifests) {
  return parseAllDocuments(manifests, { merge: true, uniqueKeys: false, logLevel: "silent" })
    .map((document) => document.toJS({ maxAliasCount: -1 }))
    .flatMap((manifest) =>
      [...containersBelow(manifest)]
        .filter(({ image }) =>
          isWanted(
            image
              .replace(/@.*$/, "")
              .replace(/:[^:/]*$/, "")
              .replace(/^.*\//, ""),
          ),
        )
        .map(({ container, image }) => `${manifest.kind}/${manifest.metadata?.name} ${container} ${image}`),
    );
}

/** @template T @param {readonly T[]} items @param {readonly T[]} others @returns {T[]} what others lack, as often as they do */
function without(items, others) {
  const left = [...others];
  return items.filter((item) => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const said = status();
const { helmfiles, openHelmfile } = await openTree(root, flags);
const selection = { paths: [resolve(root, flags.below)], services: [], clusters: [], environments };
const targets = selectTargets(helmfiles, selection, root).filter(({ isSelected }) => isSelected);
const reference = await openHelmfile(root, availableParallelism());

const counts = { targets: targets.length, releases: 0, images: 0, differences: 0, unrendered: 0, silent: 0, unread: 0 };
const problems = [];
try {
  await Promise.all(
    targets.map(async (target) => {
      const { helmfile, environment = null } = target;
      const isOfTarget = (each) => each.helmfile === helmfile && each.environment === environment;
      const rows = said.rows.filter(isOfTarget);
      const known = await reference.releases(target);
      const { releases, failures } = await reference.manifests(target);
      const place = `${helmfile}${environment === null ? "" : ` (${environment})`}`;
      if (known.length === 0 && failures.length > 0) {
        counts.unread += rows.length;
        problems.push(
          `${place}: helmfile does not read it, and ${rows.length} rows cannot be compared: ${failures[0]?.split("\n")[0]}`,
        );
        return;
      }
      for (const { release, text } of releases) {
        const own = rows.filter(
          ({ release: name, namespace }) => name === release.name && namespace === release.namespace,
        );
        const ours = own.map(({ workload, container, reference: image }) => `${workload} ${container} ${image}`);
        const theirs = imagesIn(text);
        const wrongVersions = own.filter(({ reference: image, version }) => !image.endsWith(`${version}`));
        const differences = [
          ...without(theirs, ours).map((image) => `only helmfile has ${image}`),
          ...without(ours, theirs).map((image) => `only status has ${image}`),
          ...wrongVersions.map(({ reference: image, version }) => `the version of ${image} is not ${version}`),
        ];
        counts.releases++;
        counts.images += theirs.length;
        counts.differences += differences.length;
        problems.push(...differences.map((difference) => `${place} ${release.name}: ${difference}`));
      }
      const rendered = new Set(releases.map(({ release }) => `${release.namespace} ${release.name}`));
      const installed = known.filter(({ installed: is }) => is).map(({ namespace, name }) => `${namespace} ${name}`);
      const unrendered = installed.filter((name) => !rendered.has(name));
      const strangers = rows.filter(({ namespace, release }) => !installed.includes(`${namespace} ${release}`));
      counts.differences += strangers.length;
      problems.push(...strangers.map(({ release }) => `${place} ${release}: helmfile has no such release`));
      counts.unrendered += unrendered.length;
      const isSilent = failures.length > 0 && !said.failures.some(isOfTarget);
      counts.silent += isSilent ? 1 : 0;
      if (failures.length > 0) {
        const [first] = failures.join("\n").split("\n");
        const also = isSilent ? "status reports no failure" : "status reports a failure as well";
        problems.push(`${place} ${unrendered.join(", ")}: helmfile fails, ${also}: ${first}`);
      }
    }),
  );
} finally {
  await reference.close();
}
for (const problem of problems.sort()) console.log(problem);
console.log(
  `${counts.targets} helmfiles and environments, ${counts.releases} releases with ${counts.images} images: ` +
    `${counts.differences} differences; ${counts.unrendered} releases that helmfile cannot render, ` +
    `${counts.unread} rows of helmfiles that it does not read; ${said.rows.length} rows of status`,
);
process.exitCode = counts.differences + counts.silent > 0 ? 1 : 0;
