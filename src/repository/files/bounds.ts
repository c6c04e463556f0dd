import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path/posix";
import { isWithin } from "../is-within.ts";

/** What may be read: some folders and files, with all that lies below them. */
export class Bounds {
  /** The places as they were named, with where they really are; the longest names first. */
  readonly #places: readonly (readonly [name: string, real: string])[];
  /** Where they really are, with a slash at the end. */
  readonly #prefixes: readonly string[];

  constructor(paths: readonly string[]) {
    const places = paths.flatMap((path) => {
      const real = realpathOf(path);
      return [[path, real] as const, [real, real] as const];
    });
    this.#places = places.sort(([a], [b]) => b.length - a.length);
    this.#prefixes = [...new Set(places.map(([, real]) => withSlash(real)))];
  }

  /** Where a path stands to what may be read. A folder above is known to be a folder, and nothing else of it. */
  relationOf(path: string): "within" | "above" | "outside" {
    for (const prefix of this.#prefixes) if (path.startsWith(prefix)) return "within";
    const folder = withSlash(path);
    if (this.#prefixes.includes(folder)) return "within";
    return this.#prefixes.some((prefix) => prefix.startsWith(folder)) ? "above" : "outside";
  }

  /** The real path of the place that a path is below, and the rest of it; the root of the file system where there is none. */
  startOf(path: string): readonly [real: string, rest: string] {
    const place = this.#places.find(([name]) => isWithin(path, name));
    return place ? [place[1], path.slice(place[0].length)] : ["/", path];
  }
}

/** The real path, also of what does not exist (yet). */
function realpathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path === dirname(path) ? path : join(realpathOf(dirname(path)), basename(path));
  }
}

function withSlash(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}
