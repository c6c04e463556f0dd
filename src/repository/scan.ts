import { realpathSync } from "node:fs";
import { basename, posix } from "node:path";
import { onOneLine } from "../on-one-line.ts";
import { classifyStates } from "./classify-states.ts";
import { chartFolders, isChartFile } from "./find-charts.ts";
import { globMatcher } from "./glob.ts";
import { keptFiles } from "./kept-files.ts";
import { servicePlaces } from "./service-patterns.ts";
import { StateFiles } from "./state-files.ts";
import { noMemo } from "./text-memo.ts";
import type { Missed } from "./walk.ts";

/** A helmfile with releases of its own. Paths are relative to the root, with `/`. */
export interface Helmfile {
  readonly path: string;
  /** The folder that holds it; values files below are the service's own. */
  readonly folder: string;
  /** The name of the service: that of the folder, unless a pattern says otherwise. */
  readonly service: string;
  /** The cluster that the place of the folder names (`helmfile.d/services/<CLUSTER>/<SERVICE>`), if it does. */
  readonly cluster: string | undefined;
  /** The environments that it and its bases define, as far as they are known; none where it works without. */
  readonly environments: readonly string[];
}

/** What globs of services are matched with: the folder, or what a service in the root is called. */
export function servicePath({ folder, service }: Pick<Helmfile, "folder" | "service">): string {
  return folder === "." ? service : folder;
}

/** What a scan found. A helmfile that is the base of another counts as part of that one. */
export interface ScanResult {
  readonly helmfiles: readonly Helmfile[];
  /** Helmfiles that only bring others together (`helmfiles:`), which are found by themselves. */
  readonly aggregates: readonly string[];
  /** State files that are evaluated only as a part of a helmfile, with that: it hands values to them, say. */
  readonly parts: ReadonlyMap<string, string>;
  /** Every file that is evaluated as helmfile state: helmfiles, aggregates, and the bases and parts of both. */
  readonly stateFiles: readonly string[];
  /** How these refer to each other. */
  readonly states: StateFiles;
  /** The folders of charts, relative to the root, those in the `charts/` of another one aside. */
  readonly charts: readonly string[];
  /** Files that are called like helmfiles and have what these have, and that nobody looks at. */
  readonly lookalikes: readonly string[];
  /** What could not be looked into: where, why, and what to do. */
  readonly notes: readonly string[];
}

export interface ScanOptions {
  /** Globs of helmfiles that are called otherwise than helmfile looks for, relative to the root. */
  readonly helmfiles: readonly string[];
  /** Globs of helmfiles to leave out, relative to the root. */
  readonly skip: readonly string[];
  /** Patterns of the folders of helmfiles with `{cluster}` and `{service}`; the first that matches counts. */
  readonly services: readonly string[];
}

/**
 * Finds the helmfiles of a repository, and its charts, among its {@link keptFiles}. Links to files outside are not followed.
 *
 * @param memo - what is known of texts of state files
 */
export async function scanRepository(root: string, options: ScanOptions, memo = noMemo): Promise<ScanResult> {
  const notes: string[] = [];
  const isNamed = globMatcher(options.helmfiles);
  const isHelmfile = (path: string, name: string) => isKnownByName(path, name) || isNamed(path);
  const found = keptFiles(
    root,
    options.skip,
    (path, name) => isChartFile(name) || isHelmfile(path, name) || isLike(name),
    (path, why) => notes.push(noteOf(path, why)),
  );
  const paths = found.filter((path) => isHelmfile(path, posix.basename(path)));
  const chartFiles = found.filter((path) => isChartFile(posix.basename(path)));
  const states = new StateFiles(root, memo);
  await states.read(paths);
  const placeOf = servicePlaces(options.services, basename(realpathSync(root)));
  const { helmfiles, aggregates, parts } = classifyStates(states, paths);
  // What only an aggregate leads to may lie where nobody wants to look.
  const known = new Set(paths);
  const added = new Set(helmfiles.filter((path) => !known.has(path)));
  if (added.size > 0) for (const path of keptFiles(root, options.skip, (each) => added.has(each))) known.add(path);
  const charts = chartFolders(chartFiles);
  // What is looked at has been read by now.
  const others = found.filter((path) => isLike(posix.basename(path)) && states.outline(path) === undefined);
  const lookalikes = await withReleases(others, states);
  notes.push(...noteOfLookalikes(lookalikes));
  return {
    helmfiles: helmfiles
      .filter((path) => known.has(path))
      .map((path) => {
        const folder = posix.dirname(path);
        return { path, folder, ...placeOf(folder), environments: states.environments(path) };
      }),
    ...{ aggregates, parts, states, charts, lookalikes },
    stateFiles: states.closure(paths),
    notes: notes.sort(),
  };
}

function noteOf(path: string, why: Missed): string {
  const [reason, remedy] =
    why === "name"
      ? ["its name is no UTF-8", "rename it"]
      : [`it cannot be read (${why.code})`, "let it be read, or leave it out with `skip` in the configuration"];
  return `${onOneLine(path || ".")}: left out with all below it, since ${reason}: ${remedy}`;
}

/** Those of some files that have releases, or bring in others that may. */
async function withReleases(paths: readonly string[], states: StateFiles): Promise<string[]> {
  await states.read(paths);
  return paths.filter((path) => {
    const outline = states.outline(path);
    return outline && (outline.hasReleases || outline.helmfiles.length > 0);
  });
}

/** What there is to say of them: people give them to `helmfile -f`, and their releases would be missed without a word. */
function noteOfLookalikes([first, ...more]: readonly string[]): string[] {
  if (first === undefined) return [];
  const names = more.length > 0 ? `${onOneLine(first)} and ${more.length} more are` : `${onOneLine(first)} is`;
  return [
    `${names} called like a helmfile, but not as helmfile looks for: not looked at unless \`helmfiles\` in the configuration says so; \`skip\` silences this`,
  ];
}

/** By its name, or by that of the folder that holds it. */
function isKnownByName(path: string, name: string): boolean {
  if (name === "helmfile.yaml" || name === "helmfile.yaml.gotmpl") return true;
  return /(?:^|\/)helmfile\.d\/[^./][^/]*\.yaml(?:\.gotmpl)?$/.test(path);
}

/** Whether a file may be a helmfile by another name. */
function isLike(name: string): boolean {
  return /helmfile.*\.ya?ml(?:\.gotmpl)?$/i.test(name);
}
