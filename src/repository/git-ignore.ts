import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";

/**
 * What git leaves out of a repository by the `.gitignore` files in its folders. They are read when a path below them is
 * asked about, so that nothing is walked.
 */
export class GitIgnore {
  readonly #root: string;
  /** Where the repository of git begins, above the root or the root itself. */
  readonly #top: string;
  readonly #folders = new Map<string, Folder>();

  /** @param root - of the repository, absolute and real */
  constructor(root: string) {
    this.#root = root;
    this.#top = topOf(root);
  }

  /**
   * Whether a file or folder is left out: the nearest `.gitignore` with a rule that matches decides, but what lies in a
   * folder that is left out is so, too.
   *
   * @param path - relative to the root, with `/`
   */
  isIgnored(path: string, kind: "file" | "folder" = "file"): boolean {
    const absolute = join(this.#root, path);
    if (absolute === this.#top) return false;
    const above = dirname(absolute);
    // What lies outside is no matter of this repository.
    if (above !== this.#top && !above.startsWith(`${this.#top}${sep}`)) return false;
    const folder = this.#folder(above);
    return folder.isIgnored || isExcluded(absolute, kind, folder);
  }

  #folder(path: string): Folder {
    let folder = this.#folders.get(path);
    if (folder === undefined) {
      const parent = path === this.#top ? undefined : this.#folder(dirname(path));
      const isIgnored = parent !== undefined && (parent.isIgnored || isExcluded(path, "folder", parent));
      folder = { path, parent, isIgnored, rules: isIgnored ? undefined : readRules(path) };
      this.#folders.set(path, folder);
    }
    return folder;
  }
}

interface Folder {
  readonly path: string;
  readonly parent: Folder | undefined;
  readonly isIgnored: boolean;
  readonly rules: Ignore | undefined;
}

/** Whether the rules of a folder and of those above it exclude what lies in it. */
function isExcluded(path: string, kind: "file" | "folder", folder: Folder): boolean {
  for (let above: Folder | undefined = folder; above !== undefined; above = above.parent) {
    if (above.rules === undefined) continue;
    const name = relative(above.path, path).replaceAll(sep, "/");
    const { ignored, unignored } = above.rules.test(kind === "folder" ? `${name}/` : name);
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}

function readRules(folder: string): Ignore | undefined {
  try {
    return ignore().add(readFileSync(join(folder, ".gitignore"), "utf8"));
  } catch {
    return undefined;
  }
}

function topOf(root: string): string {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (folder === dirname(folder)) return root;
  }
}
