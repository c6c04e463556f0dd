#!/usr/bin/env node
// Checks against the real helmfile that what the tracer names decides the versions of images.
//
//   npm run check:origins -- [OPTION]... TREE
//
// Every place that the tracer names for any layer of any image is changed at once, in a copy of the tree, each to a version
// of its own; then the real helmfile renders the copy. The version of each image has to be that of the place which is named
// as its winner. Nothing of TREE is changed.
//
//   --helmfile FILE        the real helmfile; default: the one that tools/build.sh has built
//   --helm FILE            the real helm; default: likewise
//   --below DIR            only helmfiles below this folder; default: helmfile.d/services
//   -e, --environment E    only this environment; repeatable; default: staging, eqiad, codfw
//   --image GLOB           only images with this name; repeatable; default: envoy, envoy-*
//   --verbose              prints every claim
//
// Prints every claim that is wrong or could not be checked, and every image for which no place is named, and exits 1 if
// there is one.
import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { traceTarget } from "../dist/provenance/trace-target.js";
import { TargetRenderer } from "../dist/render/embedded/target-renderer.js";
import { copyRepository } from "../dist/render/scratch.js";
import { createRepositoryFiles } from "../dist/repository/files.js";
import { standInRules } from "../dist/repository/stand-ins/preset.js";
import { openTree, treeOptions } from "./real-tree.mjs";

/** @typedef {import("../dist/provenance/origin.js").Site} Site */
/** @typedef {import("../dist/provenance/origin.js").ImageOrigin} ImageOrigin */
/** @typedef {import("../dist/render/renderer.js").RenderTarget} RenderTarget */
/** @typedef {{ target: RenderTarget, release: string, namespace: string, image: ImageOrigin["image"], sites: Site[] }} Claim */

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...treeOptions,
    verbose: { type: "boolean", default: false },
  },
});
const root = realpathSync(positionals[0] ?? ".");
const { config, helmfiles, openHelmfile } = await openTree(root, flags);
const { charts, dropFields } = config;
const standIns = standInRules(config, root);
const targets = helmfiles
  .filter(({ path }) => path.startsWith(`${flags.below}/`))
  .flatMap(({ path, environments }) =>
    environments
      .filter((environment) => flags.environment.includes(environment))
      .map((environment) => ({ helmfile: path, environment })),
  );

/** Every place that is named, with the number of its version; links resolved. @type {Map<string, { site: Site, number: number }>} */
const places = new Map();

/** @param {Site} site */
function placeOf(site) {
  return `${realpathSync(join(root, site.file))}:${site.line}:${site.column}`;
}

/** @param {Site} site */
function register(site) {
  const place = placeOf(site);
  if (!places.has(place)) places.set(place, { site, number: places.size });
}

/** What the version says that comes from a place. @param {Site} site */
function markOf(site) {
  return `-o${places.get(placeOf(site))?.number}`;
}

/** @param {ImageOrigin} origin @returns {Site[]} the places that decide; none where one is missing */
function deciding({ version: { causes, literals } }) {
  if (causes.every(({ layers }) => layers.length === 0)) return [...literals];
  const sites = causes.map(({ layers }) => layers.at(-1)?.site);
  return sites.includes(undefined) ? [] : sites.filter((site) => site !== undefined);
}

const renderer = new TargetRenderer(
  { root, charts, standIns, dropFields, strict: false, variables: {}, allowExec: false },
  createRepositoryFiles({ root }),
);
/** @type {Claim[]} */
const claims = [];
const problems = [];
for (const target of targets) {
  const { result } = await traceTarget(renderer, target, { images: flags.image, parts: ["version"] });
  const { releases, failures } = result;
  problems.push(...failures.map((failure) => `${target.helmfile} (${target.environment}): ${failure}`));
  for (const { release, images } of releases) {
    for (const origin of images) {
      for (const { layers } of origin.version.causes) {
        for (const { site } of layers) if (site) register(site);
      }
      for (const site of origin.version.literals) register(site);
      const sites = deciding(origin);
      claims.push({ target, release: release.name, namespace: release.namespace, image: origin.image, sites });
    }
  }
}
console.log(`${targets.length} targets, ${claims.length} images, ${places.size} places`);

/** @template K, T @param {Iterable<T>} items @param {(item: T) => K} keyOf @returns {Map<K, T[]>} */
function groupBy(items, keyOf) {
  /** @type {Map<K, T[]>} */
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Changes every place in a copy of the tree. @param {string} copy */
function changePlaces(copy) {
  const byFile = groupBy(places.values(), ({ site }) => realpathSync(join(copy, site.file)));
  for (const [file, changes] of byFile) {
    const lines = readFileSync(file, "utf8").split("\n");
    for (const { site } of changes.sort((a, b) => b.site.column - a.site.column)) {
      const { line, column, text } = site;
      const before = lines[line - 1] ?? "";
      const start = column - 1;
      if (before.slice(start, start + text.length) !== text)
        throw new Error(`${site.file}:${line}: ${text} is not there`);
      // Within the quotes, where there are any.
      const changed = text.replace(/(["']?)$/, `${markOf(site)}$1`);
      lines[line - 1] = before.slice(0, start) + changed + before.slice(start + text.length);
    }
    writeFileSync(file, lines.join("\n"));
  }
}

const copy = await copyRepository(root);
changePlaces(copy.root);
const reference = await openHelmfile(copy.root, 1);
const counts = { right: 0, wrong: 0, unnamed: 0, unchecked: 0 };
try {
  for (const [target, own] of groupBy(claims, (claim) => claim.target)) {
    const { releases, failure } = await reference.render(target);
    for (const claim of own) {
      const { release: name, namespace, image, sites } = claim;
      const what = `${target.helmfile} (${target.environment}) ${name} ${image.object} ${image.container} ${image.text}`;
      const named = sites.map(({ file, line, column }) => `${file}:${line}:${column}`).join(", ");
      const release = releases.find((other) => other.name === name && other.namespace === namespace);
      const same = release?.images.find(
        ({ object, container }) => object === image.object && container === image.container,
      );
      const marks = [...(same?.text ?? "").matchAll(/-o\d+/g)].map(([mark]) => mark);
      const isRight =
        same?.text.replaceAll(/-o\d+/g, "") === image.text &&
        marks.length > 0 &&
        marks.every((mark) => sites.some((site) => markOf(site) === mark)) &&
        sites.every((site) => marks.includes(markOf(site)));
      const verdict =
        sites.length === 0 ? "unnamed" : isRight ? "right" : same === undefined && failure ? "unchecked" : "wrong";
      counts[verdict]++;
      if (verdict === "unnamed") problems.push(`${what}: no place is named`);
      if (verdict === "unchecked") problems.push(`${what}: cannot be checked, since helmfile fails: ${failure}`);
      if (verdict === "wrong") problems.push(`${what}: wrong is ${named}: helmfile says ${same?.text}`);
      if (flags.verbose) console.log(`${verdict} ${what}: ${named}`);
    }
  }
} finally {
  await reference.close();
  await copy.remove();
}
for (const problem of problems) console.log(problem);
console.log(
  `${claims.length} images: ${counts.right} right, ${counts.wrong} wrong, ${counts.unnamed} without a place, ` +
    `${counts.unchecked} that cannot be checked`,
);
process.exitCode = counts.right === claims.length ? 0 : 1;
