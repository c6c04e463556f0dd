import { existsSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, posix, relative, resolve } from "node:path";
import { CONFIG_FILE } from "../config/load.ts";
import { UserError } from "../errors.ts";
import type { Release, RenderTarget } from "../render/renderer.ts";
import { isWithin } from "../repository/is-within.ts";
import { readRegularFile } from "../repository/read-regular.ts";
import type { Helmfile } from "../repository/scan.ts";
import { StateFiles } from "../repository/state-files.ts";
import { walk } from "../repository/walk.ts";
import { SUPPRESSIONS_FILE } from "./suppressions.ts";

/** All that could be linted. Paths are relative to the root, with `/`. */
export interface LintableTree {
  /** Absolute, links resolved. */
  readonly root: string;
  /** The folders of charts. */
  readonly charts: readonly string[];
  readonly helmfiles: readonly Helmfile[];
  /** Folders of helpers for all charts. */
  readonly sharedFolders: readonly string[];
  /** The releases of a target, installed or not, without rendering them. */
  readonly releasesOf: (target: RenderTarget) => Promise<readonly Release[]>;
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
  const affected = new AffectedHelmfiles(tree, changed, new Set(charts));
  const services = new Set<string>();
  for (const helmfile of tree.helmfiles) {
    if (!services.has(helmfile.service) && (await affected.has(helmfile))) services.add(helmfile.service);
  }
  return { charts, helmfiles: tree.helmfiles.filter(({ service }) => services.has(service)) };
}

/** Relative to the root, links in the way to it resolved, `.` for the root. */
function pathInTree(root: string, path: string): string {
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
    path === "." || [CONFIG_FILE, SUPPRESSIONS_FILE, ".fixtures", ".gitignore"].some((name) => isBelow(path, name))
  );
}

function isBelow(path: string, folder: string): boolean {
  return folder === "." || isWithin(path, folder);
}

/** One of two paths holds the other. */
function touches(path: string, folder: string): boolean {
  return isBelow(path, folder) || isBelow(folder, path);
}

function chartsOf({ root, charts, sharedFolders }: LintableTree, changed: readonly string[]): string[] {
  if (changed.some((path) => sharedFolders.some((folder) => touches(path, folder)))) return [...charts];
  const outside = changed.filter((path) => !charts.some((chart) => touches(path, chart)));
  return charts.filter((chart) => {
    if (changed.some((path) => touches(path, chart))) return true;
    return outside.length > 0 && linksOf(root, chart).some((target) => outside.some((path) => touches(path, target)));
  });
}

/** Where the links of a chart lead, relative to the root. */
function linksOf(root: string, chart: string): string[] {
  const folder = join(root, chart);
  const links = walk(folder, {
    wants: (path) =>
      statSync(join(folder, path), { throwIfNoEntry: false }) === undefined || isLink(join(folder, path)),
    enters: (_, name) => name !== "node_modules",
  });
  return links.map((path) => {
    const link = join(folder, path);
    return relative(root, resolve(dirname(link), readlinkSync(link)));
  });
}

function isLink(path: string): boolean {
  return realpathSync(path) !== path;
}

/** Larger state files are not looked into. */
const mostBytes = 8 * 2 ** 20;

class AffectedHelmfiles {
  readonly #tree: LintableTree;
  readonly #changed: readonly string[];
  readonly #charts: ReadonlySet<string>;
  /** The names by which state files could name one of the charts. */
  readonly #chartNames: readonly string[];
  /** What is part of no chart and of no folder of a helmfile, so that any release could read it. */
  readonly #shared: readonly string[];
  readonly #states: StateFiles;

  constructor(tree: LintableTree, changed: readonly string[], charts: ReadonlySet<string>) {
    this.#tree = tree;
    this.#changed = changed;
    this.#charts = charts;
    this.#chartNames = [...charts].map((chart) => posix.basename(chart));
    this.#shared = changed.filter(
      (path) =>
        /\.(?:ya?ml|gotmpl|json|tpl)$/.test(path) &&
        !tree.charts.some((chart) => touches(path, chart)) &&
        !tree.sharedFolders.some((folder) => touches(path, folder)) &&
        !tree.helmfiles.some(({ folder }) => isBelow(path, folder)),
    );
    this.#states = new StateFiles(tree.root);
  }

  async has(helmfile: Helmfile): Promise<boolean> {
    const { path, folder, environments } = helmfile;
    if (this.#changed.some((each) => touches(each, folder))) return true;
    const states = this.#states.closure([path]);
    if (states.some((state) => this.#changed.includes(state))) return true;
    if (this.#shared.length === 0 && !this.#couldName(states)) return false;
    for (const environment of environments.length > 0 ? environments : [undefined]) {
      const releases = await this.#tree.releasesOf({ helmfile: path, environment });
      if (releases.length === 0 || releases.some((release) => this.#isAffected(release))) return true;
    }
    return false;
  }

  #couldName(states: readonly string[]): boolean {
    if (this.#chartNames.length === 0) return false;
    return states.some((state) => {
      const text = readRegularFile(join(this.#tree.root, state), mostBytes) ?? "";
      return this.#chartNames.some((name) => text.includes(name)) || /chart:.*\{\{/.test(text);
    });
  }

  #isAffected({ chart, values }: Release): boolean {
    if (this.#charts.has(chart)) return true;
    return values.some((source) => source.kind === "file" && this.#shared.includes(source.path));
  }
}
