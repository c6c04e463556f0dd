import { spend } from "../govalue/allowance.ts";
import { BadPatternError } from "../helm/path.ts";
import { HelmfileError, UnsupportedError } from "./error.ts";
import { isRemote } from "./is-remote.ts";
import { cleanJoin, glob, isClean } from "./paths.ts";
import type { Folder, World } from "./world.ts";

/** What it takes to look up what is known. */
const lookupCost = 20;

/** An evaluation looks for the same files again and again: by the folder and what is looked for. */
const foundByWorld = new WeakMap<World, Map<string, readonly string[]>>();

const handlers = ["Error", "Warn", "Info", "Debug"] as const;

/** The files that a state file names (`state.Storage` of helmfile). */
export class Storage {
  readonly #world: World;
  readonly #folder: Folder;
  readonly #file: string;
  readonly #base: string;

  /**
   * @param file - the state file that names them, as messages call it
   * @param base - the folder that their paths are relative to, as messages call it
   */
  constructor(world: World, folder: Folder, file: string, base: string) {
    this.#world = world;
    this.#folder = folder;
    this.#file = file;
    this.#base = base;
  }

  /**
   * The files that match a path or pattern; none where the handler lets them be missing.
   *
   * @param kind - what they are, for messages: `values`
   * @throws HelmfileError where there are none and the handler is `Error`, which is the default
   */
  resolve(path: string, kind: string, handler = "Error"): readonly string[] {
    const files = this.expand(path);
    if (files.length > 0) return files;
    if (handler === "Error") {
      throw new HelmfileError(`${kind} file matching "${path}" does not exist in "${this.#base}"`);
    }
    if (!handlers.some((known) => known === handler)) {
      throw new HelmfileError(
        `invalid missing file handler "${handler}" while processing "${path}" in "${this.#file}": it must be one of [${handlers.join(" ")}]`,
      );
    }
    return [];
  }

  /** The paths that match a pattern, sorted. */
  expand(pattern: string): readonly string[] {
    if (isRemote(pattern)) throw new UnsupportedError(`files are not fetched: ${pattern}`);
    try {
      return globOnce(this.normalize(pattern), this.#folder, this.#world);
    } catch (error) {
      if (!(error instanceof BadPatternError)) throw error;
      throw new HelmfileError(`failed processing ${pattern}: ${error.message}`, { cause: error });
    }
  }

  /** A path that is relative to the state file's folder, or absolute. */
  normalize(path: string): string {
    if (path.startsWith("/") || /^[a-z][a-z0-9+.-]*:/i.test(path)) return path;
    return this.#base === "." && isClean(path) ? path : cleanJoin(this.#base, path);
  }
}

/**
 * `glob`, in the files of an evaluation, where it is done once for each pattern.
 *
 * @throws BadPatternError
 */
export function globOnce(pattern: string, folder: Folder, world: World): readonly string[] {
  spend(lookupCost);
  const known = foundByWorld.get(world) ?? new Map<string, readonly string[]>();
  foundByWorld.set(world, known);
  const key = `${folder.path}\0${pattern}`;
  let found = known.get(key);
  if (found === undefined) {
    found = glob(pattern, folder, world.files);
    known.set(key, found);
  }
  return found;
}
