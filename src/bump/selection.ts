import { relative, resolve } from "node:path";
import picomatch from "picomatch";
import { UserError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { RenderTarget } from "../render/renderer.ts";
import { isWithin } from "../repository/is-within.ts";
import { type Helmfile, servicePath } from "../repository/scan.ts";

/** What a run is limited to. Every list is of globs, and an empty one limits nothing. */
export interface Selection {
  /** Files or folders, absolute: only helmfiles below them. */
  readonly paths: readonly string[];
  /** A service by its folder or the end of its path (`cxserver`, `staging/cxserver`). */
  readonly services: readonly string[];
  readonly clusters: readonly string[];
  readonly environments: readonly string[];
  readonly releases: readonly string[];
}

/** A helmfile in one of its environments, and whether the selection includes it. */
export interface SelectedTarget extends RenderTarget {
  readonly source: Helmfile;
  readonly isSelected: boolean;
}

/**
 * All targets, and whether they are selected: the others are needed to know who else reads a values file.
 *
 * @param parts - state files that are evaluated only with a helmfile, by which
 * @throws UserError `no-helmfiles` where there are none below the paths, `unknown-selection` for a name that nothing has
 */
export function selectTargets(
  helmfiles: readonly Helmfile[],
  selection: Omit<Selection, "releases">,
  root: string,
  parts: ReadonlyMap<string, string> = new Map(),
): SelectedTarget[] {
  const below = helmfiles.filter((helmfile) => isBelow(helmfile, selection.paths, root));
  if (below.length === 0) throw noHelmfiles(selection.paths, root, parts);

  const services = matcher(
    "service",
    selection.services,
    below,
    (helmfile) => [servicePath(helmfile)],
    (glob) => `**/${glob}`,
  );
  const clusters = matcher("cluster", selection.clusters, below, ({ cluster }) => (cluster ? [cluster] : []));
  const environments = matcher("environment", selection.environments, below, (helmfile) => helmfile.environments);
  const belowPaths = new Set(below);
  return helmfiles.flatMap((source) => {
    const isMeant = belowPaths.has(source) && services(servicePath(source)) && clusters(source.cluster);
    const names = source.environments.length > 0 ? source.environments : [undefined];
    return names.map((environment) => ({
      helmfile: source.path,
      environment,
      source,
      isSelected: isMeant && environments(environment),
    }));
  });
}

/**
 * Whether a name matches one of the globs. Without globs everything does, also what has no name.
 *
 * @throws UserError `unknown-selection` for a glob that matches nothing of what there is
 */
function matcher(
  what: string,
  globs: readonly string[],
  helmfiles: readonly Helmfile[],
  namesOf: (helmfile: Helmfile) => readonly string[],
  expand: (glob: string) => string = (glob) => glob,
): (name: string | undefined) => boolean {
  const names = new Set(helmfiles.flatMap(namesOf));
  const matches = globs.map((glob) => {
    const matches = picomatch(expand(glob.replace(/\/$/, "")), { dot: true });
    if (![...names].some((name) => matches(name))) throw unknownName(what, glob, names);
    return matches;
  });
  return (name) => globs.length === 0 || (name !== undefined && matches.some((match) => match(name)));
}

/** Whether the name of a release matches one of the globs; without globs every name does. */
export function releaseMatcher(globs: readonly string[]): (name: string) => boolean {
  return picomatch(globs.length > 0 ? [...globs] : ["**"], { dot: true });
}

/**
 * @param areAllKnown - whether there are no other releases: a helmfile that could not be evaluated may have what is missing,
 *   and then its failure is what there is to say
 * @throws UserError `unknown-selection` for a glob that matches no release, where all of them are known
 */
export function checkReleaseGlobs(globs: readonly string[], names: readonly string[], areAllKnown: boolean): void {
  const unknown = globs.find((glob) => !names.some((name) => picomatch.isMatch(name, glob, { dot: true })));
  if (unknown !== undefined && areAllKnown) throw unknownName("release", unknown, names);
}

/** The error for a name that nothing has; it names the nearest ones, of paths as many segments as that name has. */
export function unknownName(what: string, name: string, known: Iterable<string>): UserError {
  const segments = name.split("/").length;
  const short = [...known].map((path) => path.split("/").slice(-segments).join("/"));
  const suggestions = nearest(name, short);
  const list = suggestions.length > 0 ? `did you mean ${suggestions.join(", ")}?` : `there are ${listSome(short)}`;
  return new UserError("unknown-selection", `no ${what} matches ${JSON.stringify(name)}`, { remedy: list });
}

function listSome(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort();
  if (sorted.length === 0) return "none";
  const shown = sorted.slice(0, 10).join(", ");
  return sorted.length > 10 ? `${shown} and ${sorted.length - 10} more` : shown;
}

/** What to do where a repository seems to have no helmfiles. */
export const nowhereRemedy =
  "run it in a Helmfile repository, or name one with -C DIR; in the configuration `helmfiles` says how they are called, and `skip` leaves some out";

function noHelmfiles(paths: readonly string[], root: string, parts: ReadonlyMap<string, string>): UserError {
  const where = paths.map((path) => relative(process.cwd(), path) || ".").join(", ");
  const [part] = [...parts].filter(([path]) => isBelow({ path }, paths, root));
  const remedy = part
    ? `${part[0]} is evaluated as a part of ${part[1]}, which brings it in: run it for that one`
    : nowhereRemedy;
  return new UserError("no-helmfiles", `no helmfile found below ${where}`, { remedy });
}

function isBelow({ path }: Pick<Helmfile, "path">, paths: readonly string[], root: string): boolean {
  return paths.length === 0 || paths.some((folder) => isWithin(resolve(root, path), folder));
}
