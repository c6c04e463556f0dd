import { existsSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { CONFIG_FILE } from "../config/load.ts";
import { UserError } from "../errors.ts";
import { dependencyFiles, localPath } from "../helm/chart/local-dependencies.ts";
import type { DescribedTarget } from "../render/embedded/target-questions.ts";
import type { RenderTarget } from "../render/renderer.ts";
import { isWithin } from "../repository/is-within.ts";
import { isInFolder } from "../repository/path-from-folder.ts";
import { readRegularFile } from "../repository/read-regular.ts";
import type { Helmfile } from "../repository/scan.ts";
import type { StateFiles } from "../repository/state-files.ts";
import { walk } from "../repository/walk.ts";
import { readDependencies } from "./open-chart.ts";
import { AffectedHelmfiles } from "./releases/affected.ts";
import { SUPPRESSIONS_FILE } from "./suppressions.ts";

/** Nobody writes a Chart.yaml that is larger. */
const mostBytes = 2 ** 20;

/** All that could be linted. Paths are relative to the root, with `/`. */
export interface LintableTree {
  /** Absolute, links resolved. */
  readonly root: string;
  /** The folders of charts. */
  readonly charts: readonly string[];
  readonly helmfiles: readonly Helmfile[];
  /** Those of these helmfiles. */
  readonly states: StateFiles;
  /** Folders of helpers for all charts. */
  readonly sharedFolders: readonly string[];
  /** The releases of a target, and what it looks at; nothing where that could not be found out. */
  readonly describe: (target: RenderTarget) => Promise<DescribedTarget>;
}

/** What is to be linted. */
export interface LintScope {
  readonly charts: readonly string[];
  readonly helmfiles: readonly Helmfile[];
}

/**
 * What of a repository files or folders can affect: the charts that they are part of or that link them, the releases of
 * these charts, and the releases that read them. All helmfiles of a service go together, since they are compared.
 *
 * @param paths - absolute; they need not exist any more
 * @throws UserError `usage` for a path outside of the repository
 */
export async function findScope(tree: LintableTree, paths: readonly string[]): Promise<LintScope> {
  const changed = paths.map((path) => pathInTree(tree.root, path));
  if (changed.some(affectsAll)) return { charts: tree.charts, helmfiles: tree.helmfiles };
  const charts = chartsOf(tree, changed);
  const { root, helmfiles, states, describe } = tree;
  const folders = [...tree.charts, ...tree.sharedFolders];
  const isOfCharts = (path: string) => folders.some((folder) => touches(path, folder));
  const affected = new AffectedHelmfiles({ root, helmfiles, states, paths: changed, charts, isOfCharts, describe });
  const areAffected = await Promise.all(helmfiles.map((helmfile) => affected.has(helmfile)));
  const services = new Set(helmfiles.filter((_, i) => areAffected[i]).map(({ service }) => service));
  return { charts, helmfiles: helmfiles.filter(({ service }) => services.has(service)) };
}

/**
 * Relative to the root, links in the way to it resolved, `.` for the root.
 *
 * @param root - absolute, links resolved
 * @param path - absolute; it need not exist
 * @throws UserError `usage` for a path outside of the repository
 */
export function pathInTree(root: string, path: string): string {
  let folder = dirname(resolve(path));
  const names = [basename(path)];
  while (!existsSync(folder)) {
    names.unshift(basename(folder));
    folder = dirname(folder);
  }
  const real = resolve(path) === root ? root : join(realpathSync(folder), ...names);
  if (!isWithin(real, root)) {
    throw new UserError("usage", `${path} lies outside of the repository ${root}`, {
      remedy: "name files or folders of one repository, or another one with -C DIR",
    });
  }
  return relative(root, real) || ".";
}

/** The configuration, and what stands in for files of the host, is there for everything. */
function affectsAll(path: string): boolean {
  return (
    path === "." || [CONFIG_FILE, SUPPRESSIONS_FILE, ".fixtures", ".gitignore"].some((name) => isInFolder(path, name))
  );
}

/** One of two paths holds the other. */
function touches(path: string, folder: string): boolean {
  return isInFolder(path, folder) || isInFolder(folder, path);
}

function chartsOf({ root, charts, sharedFolders }: LintableTree, changed: readonly string[]): string[] {
  if (changed.some((path) => sharedFolders.some((folder) => touches(path, folder)))) return [...charts];
  const outside = changed.filter((path) => !charts.some((chart) => touches(path, chart)));
  return charts.filter((chart) => {
    if (changed.some((path) => touches(path, chart))) return true;
    if (dependenciesOf(root, chart).some((folder) => changed.some((path) => touches(path, folder)))) return true;
    return outside.length > 0 && linksOf(root, chart).some((target) => outside.some((path) => touches(path, target)));
  });
}

/** The folders that a chart has its dependencies from (`file://`), relative to the root. */
function dependenciesOf(root: string, chart: string): string[] {
  const folder = join(root, chart);
  return dependencyFiles.flatMap((name) => {
    const text = readRegularFile(join(folder, name), mostBytes) ?? "";
    // Most charts have none, and to parse them all takes a while.
    if (!text.includes("file://")) return [];
    const paths = readDependencies(text).map(({ repository }) => localPath(repository));
    return paths.flatMap((path) => (path === undefined ? [] : [relative(root, resolve(folder, path))]));
  });
}

/** Where the links of a chart lead, relative to the root. */
function linksOf(root: string, chart: string): string[] {
  const folder = join(root, chart);
  const links = walk(folder, {
    wants: (_path, _name, isLink) => isLink,
    enters: (_, name) => name !== "node_modules",
  });
  return links.map((path) => {
    const link = join(folder, path);
    return relative(root, resolve(dirname(link), readlinkSync(link)));
  });
}
