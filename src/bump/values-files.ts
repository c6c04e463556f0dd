import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, relative, sep } from "node:path";
import { isRemote } from "../helmfile/is-remote.ts";
import type { ValuesSource } from "../render/renderer.ts";
import { GitIgnore } from "../repository/git-ignore.ts";
import { pathWithin } from "../repository/is-within.ts";
import { pathBelow } from "../repository/path-below.ts";
import { pathFromFolder } from "../repository/path-from-folder.ts";

/** A values file of the repository that can be edited: in plain YAML, and not ignored by git. */
export interface ValuesFile {
  /** Relative to the root, as the helmfile names it. */
  readonly path: string;
  /** Relative to the root, links resolved: the same for all who read the same file. */
  readonly realPath: string;
  readonly exists: boolean;
  /** Whether it is the service's own: it lies below the folder of the service, links resolved. */
  readonly isOwn: boolean;
}

/** Tells values files that can be edited from templates, secrets, and files of the host. */
export class ValuesFiles {
  readonly #root: string;
  readonly #ignored: GitIgnore;
  /** Relative to the root, as the paths are that they belong to. */
  readonly #realPaths = new Map<string, string>();
  /** Absolute, as the paths are that they belong to. */
  readonly #resolved = new Map<string, string>();

  constructor(root: string) {
    this.#root = realpathSync(root);
    this.#ignored = new GitIgnore(this.#root);
  }

  /**
   * What each of these sources is; `undefined` where it is no file that can be edited.
   *
   * @param folder - the folder of the service, relative to the root
   */
  resolve(sources: readonly ValuesSource[], folder: string): (ValuesFile | undefined)[] {
    return sources.map((source) => {
      if (source.kind !== "file" || !isWithinRoot(source.path) || isRemote(source.path)) return undefined;
      const { path, exists } = source;
      const realPath = this.realPath(path);
      if (!isWithinRoot(realPath) || realPath.endsWith(".gotmpl") || path.endsWith(".gotmpl")) return undefined;
      if (this.#ignored.isIgnored(path)) return undefined;
      return { path, realPath, exists, isOwn: this.isOwn(path, folder) };
    });
  }

  /**
   * Whether a file lies below the folder of a service, links resolved.
   *
   * @param path - relative to the root, or absolute
   */
  isOwn(path: string, folder: string): boolean {
    return (
      isWithinRoot(path) && [path, this.realPath(path)].every((each) => pathFromFolder(each, folder) !== undefined)
    );
  }

  /** A path relative to the root with links resolved, also where there is no such file yet. */
  realPath(path: string): string {
    let real = this.#realPaths.get(path);
    if (real === undefined) {
      real = this.#relative(this.#resolveLinks(pathBelow(this.#root, path)));
      this.#realPaths.set(path, real);
    }
    return real;
  }

  #relative(path: string): string {
    return (pathWithin(path, this.#root) ?? relative(this.#root, path)).replaceAll(sep, "/");
  }

  /** What is above is resolved once for all that lies in it. */
  #resolveLinks(path: string): string {
    if (path === this.#root || path === dirname(path)) return path;
    let real = this.#resolved.get(path);
    if (real === undefined) {
      real = linkResolved(pathBelow(this.#resolveLinks(dirname(path)), basename(path)));
      this.#resolved.set(path, real);
    }
    return real;
  }
}

/** @param path - what is above it is real; it is itself where it leads nowhere, or is no link */
function linkResolved(path: string): string {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? realpathSync(path) : path;
  } catch {
    return path;
  }
}

function isWithinRoot(path: string): boolean {
  return !path.startsWith("/") && path !== ".." && !path.startsWith("../");
}
