import { dirname } from "node:path/posix";
import type { Bounds } from "./bounds.ts";
import { Failure } from "./failure.ts";
import type { Tree } from "./tree.ts";

/** As many as Go's `filepath.EvalSymlinks` resolves on one path. */
const maxLinks = 255;
/** Linux' PATH_MAX, less the byte at the end. */
const maxLength = 4095;

/** Where a path leads. */
interface Way {
  /** The real path of the folder with the name in it, which may be missing or a link. */
  readonly place: string | Failure;
  /** The path with every link resolved, once somebody wants to know. */
  real?: string | Failure;
}

/**
 * Finds what a path leads to, one name after the other as the kernel does, so that no link on the way leads out of the
 * bounds. Folders are resolved once.
 */
export class Paths {
  readonly #tree: Tree;
  readonly #bounds: Bounds;
  readonly #ways = new Map<string, Way>();
  readonly #folders = new Map<string, string | Failure>();

  constructor(tree: Tree, bounds: Bounds) {
    this.#tree = tree;
    this.#bounds = bounds;
  }

  /** The real path of the folder and the name in it, which may be missing or a link. */
  place(path: string): string | Failure {
    return this.#way(path).place;
  }

  /** The path with every link resolved; it exists. */
  real(path: string): string | Failure {
    const way = this.#way(path);
    way.real ??= this.#follow(way.place);
    return way.real;
  }

  #way(path: string): Way {
    let way = this.#ways.get(path);
    if (way === undefined) {
      const end = path.lastIndexOf("/");
      // With a slash or dots at the end, a link is followed.
      way = { place: leadsOn(path, end + 1) ? this.#walkWithin(path) : this.#place(path, end) };
      this.#ways.set(path, way);
    }
    return way;
  }

  #follow(place: string | Failure): string | Failure {
    if (place instanceof Failure) return place;
    const stat = this.#tree.stat(place);
    if (stat instanceof Failure) return stat;
    return stat.kind === "link" ? this.#walkWithin(place) : place;
  }

  #walkWithin(path: string): string | Failure {
    const real = this.#walk(path);
    return real instanceof Failure || this.#bounds.relationOf(real) === "within" ? real : new Failure("EOUTSIDE", path);
  }

  #place(path: string, end: number): string | Failure {
    const folder = path.slice(0, end) || "/";
    let real = this.#folders.get(folder);
    if (real === undefined) {
      real = this.#folder(folder);
      this.#folders.set(folder, real);
    }
    if (real instanceof Failure) return new Failure(real.code, real.path, [...real.rest, path.slice(end + 1)]);
    const place = real === folder ? path : under(real, path.slice(end + 1));
    const problem = problemOf(place);
    if (problem !== undefined) return new Failure(problem, path);
    return this.#bounds.relationOf(place) === "within" ? place : new Failure("EOUTSIDE", path);
  }

  /** The real path of a folder that things are looked for in. */

  #folder(path: string): string | Failure {
    const end = path.lastIndexOf("/");
    const above = path.slice(0, end);
    // One step from a folder that is known is all that most take.
    if (this.#folders.get(above) === above && !leadsOn(path, end + 1)) {
      const stat = this.#tree.stat(path);
      if (!(stat instanceof Failure) && stat.kind === "directory") return path;
    }
    const real = this.#walk(path);
    if (real instanceof Failure || this.#bounds.relationOf(real) === "above") return real;
    const stat = this.#tree.stat(real);
    if (stat instanceof Failure) return stat;
    return stat.kind === "directory" ? real : new Failure("ENOTDIR", real);
  }

  #walk(path: string): string | Failure {
    const problem = problemOf(path);
    if (problem !== undefined) return new Failure(problem, path);
    let [current, rest] = this.#bounds.startOf(path);
    /** The names that are still to go, the first one last. */
    const names = rest.split("/").reverse();
    for (let links = 0; names.length > 0; ) {
      const name = names.pop() as string;
      if (name === "" || name === ".") continue;
      if (name === "..") {
        current = dirname(current);
        continue;
      }
      const place = under(current, name);
      const relation = this.#bounds.relationOf(place);
      if (relation === "outside") return new Failure("EOUTSIDE", path);
      if (relation === "above") {
        current = place;
        continue;
      }
      const stat = this.#tree.stat(place);
      if (stat instanceof Failure) return new Failure(stat.code, place, names.reverse());
      if (stat.kind === "link") {
        if (++links > maxLinks) return new Failure("ELOOP", place);
        const target = this.#tree.target(place);
        if (target instanceof Failure) return target;
        if (target.startsWith("/")) [current, rest] = this.#bounds.startOf(target);
        else rest = target;
        names.push(...rest.split("/").reverse());
        continue;
      }
      if (stat.kind !== "directory" && names.length > 0) return new Failure("ENOTDIR", place);
      current = place;
    }
    return current;
  }
}

function under(folder: string, name: string): string {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}

/** Whether what comes last in a path is no name in a folder. */
function leadsOn(path: string, at: number): boolean {
  const length = path.length - at;
  return length === 0 || (length <= 2 && path.charAt(at) === "." && path.endsWith("."));
}

/** Why no file system takes a path. */
function problemOf(path: string): string | undefined {
  if (path.includes("\0")) return "EINVAL";
  return path.length > maxLength ? "ENAMETOOLONG" : undefined;
}
