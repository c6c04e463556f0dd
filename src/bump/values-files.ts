import { realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { ValuesSource } from "../render/renderer.ts";
import { GitIgnore } from "../repository/git-ignore.ts";

/** A values file of a service's own: below its folder, in plain YAML, and not ignored by git. */
export interface OwnFile {
  /** Relative to the root, as the helmfile names it. */
  readonly path: string;
  /** Relative to the root, links resolved: the same for all who read the same file. */
  readonly realPath: string;
  readonly exists: boolean;
}

/** Tells a service's own values files from templates, links to other services' files, secrets, and files of the host. */
export class ValuesFiles {
  readonly #root: string;
  readonly #ignored: GitIgnore;
  readonly #realPaths = new Map<string, string>();

  constructor(root: string) {
    this.#root = realpathSync(root);
    this.#ignored = new GitIgnore(this.#root);
  }

  /**
   * The service's own files among these sources, in merge order.
   *
   * @param folder - the folder of the service, relative to the root
   */
  own(sources: readonly ValuesSource[], folder: string): OwnFile[] {
    return sources.flatMap((source) => {
      if (source.kind !== "file" || !isBelow(folder, source.path) || source.path.endsWith(".gotmpl")) return [];
      if (this.#ignored.isIgnored(source.path)) return [];
      const realPath = this.realPath(source.path);
      return isBelow(folder, realPath) ? [{ path: source.path, realPath, exists: source.exists }] : [];
    });
  }

  /** A path relative to the root with links resolved; as it is where there is no such file. */
  realPath(path: string): string {
    let real = this.#realPaths.get(path);
    if (real === undefined) {
      real = this.#resolve(path);
      this.#realPaths.set(path, real);
    }
    return real;
  }

  #resolve(path: string): string {
    try {
      return relative(this.#root, realpathSync.native(join(this.#root, path))).replaceAll(sep, "/");
    } catch {
      return path;
    }
  }
}

function isBelow(folder: string, path: string): boolean {
  return folder === "." ? !path.startsWith("../") && !path.startsWith("/") : path.startsWith(`${folder}/`);
}
