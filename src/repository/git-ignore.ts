import { existsSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { GitRules } from "./git-rules.ts";
import { isWithin } from "./is-within.ts";
import { pathBelow } from "./path-below.ts";
import { readRegularFile } from "./read-regular.ts";

/** Nobody writes rules of this size, and each is held against every path. */
const mostBytes = 256 * 2 ** 10;

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
    const absolute = pathBelow(this.#root, path);
    if (absolute === this.#top) return false;
    const above = dirname(absolute);
    // What lies outside is no matter of this repository.
    if (!isWithin(above, this.#top)) return false;
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
  readonly rules: GitRules | undefined;
}

/** Whether the rules of a folder and of those above it exclude what lies in it. */
function isExcluded(path: string, kind: "file" | "folder", folder: Folder): boolean {
  for (let above: Folder | undefined = folder; above !== undefined; above = above.parent) {
    if (above.rules === undefined) continue;
    const decision = above.rules.decide(nameBelow(above.path, path), kind);
    if (decision !== undefined) return decision === "ignored";
  }
  return false;
}

/** What lies in a folder or below, relative to that, with `/`. */
function nameBelow(folder: string, path: string): string {
  const name = path.slice(folder.endsWith(sep) ? folder.length : folder.length + 1);
  return sep === "/" ? name : name.replaceAll(sep, "/");
}

/** Like git, it follows no link there. */
function readRules(folder: string): GitRules | undefined {
  const path = `${folder}${sep}.gitignore`;
  // Few folders have one, and to be refused takes longer than to ask.
  if (!existsSync(path)) return undefined;
  const text = readRegularFile(path, mostBytes);
  return text === undefined ? undefined : new GitRules(text);
}

function topOf(root: string): string {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (folder === dirname(folder)) return root;
  }
}
