import { posix } from "node:path";
import type { TargetReads } from "../render/renderer.ts";
import type { FileEdit } from "./plan.ts";
import type { SelectedTarget } from "./selection.ts";

/** Knows which targets look at a file, be it without listing it among the values of a release. */
export class TargetReaders {
  readonly #realPath: (path: string) => string;
  readonly #targets: { readonly target: SelectedTarget; readonly reads: TargetReads }[] = [];
  /** By real paths; made when somebody asks. */
  #index: Record<keyof TargetReads, Map<string, SelectedTarget[]>> | undefined;

  /** @param realPath - a path relative to the root with links resolved */
  constructor(realPath: (path: string) => string) {
    this.#realPath = realPath;
  }

  add(target: SelectedTarget, reads: TargetReads): void {
    this.#targets.push({ target, reads });
    this.#index = undefined;
  }

  /** The targets that look at the file of an edit, or for it where it is a new one. */
  of({ path }: Pick<FileEdit, "path">): ReadonlySet<SelectedTarget> {
    this.#index ??= this.#makeIndex();
    const { files, charts } = this.#index;
    const found = new Set(files.get(path));
    const add = (targets: Iterable<SelectedTarget> = []) => {
      for (const target of targets) found.add(target);
    };
    for (let place = path; place !== ""; place = parentOf(place)) add(charts.get(place));
    add(charts.get(""));
    return found;
  }

  /** The targets that may come to look at a new file, since they look at what is in its folder. */
  possiblyOf({ path, before }: Pick<FileEdit, "path" | "before">): ReadonlySet<SelectedTarget> {
    this.#index ??= this.#makeIndex();
    return new Set(before === undefined ? this.#index.folders.get(parentOf(path)) : []);
  }

  #makeIndex() {
    const index = { files: new Map(), folders: new Map(), charts: new Map() };
    for (const { target, reads } of this.#targets) {
      for (const kind of ["files", "folders", "charts"] as const) {
        const targets: Map<string, SelectedTarget[]> = index[kind];
        for (const path of reads[kind]) {
          const real = this.#realPath(path);
          const known = targets.get(real);
          if (known) known.push(target);
          else targets.set(real, [target]);
        }
      }
    }
    return index;
  }
}

/** The folder of a path; that of the root is empty. */
function parentOf(path: string): string {
  const parent = posix.dirname(path);
  return parent === "." ? "" : parent;
}
