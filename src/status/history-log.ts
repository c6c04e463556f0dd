import type { Commit } from "../git/blame.ts";
import { readGit } from "../git/read-git.ts";
import { streamGit } from "../git/stream-git.ts";

/** Which files to follow back. */
export interface Wanted {
  /** Their names today, relative to the root. */
  readonly files: ReadonlySet<string>;
  /** Whether a file that comes up on the way is to be followed from there. */
  isWanted(file: string): boolean;
}

export interface FollowedFiles {
  readonly newest: Commit | undefined;
  /** The last commit of a shallow clone. */
  readonly cutOffAt: string | undefined;
  readonly files: readonly FollowedFile[];
}

export interface FollowedFile {
  /** Its name today, or the last one. */
  readonly file: string;
  /** What became of it at each commit that touched it, oldest first. */
  readonly states: readonly FileState[];
}

/** A file after a commit. */
export interface FileState {
  readonly commit: Commit;
  /** Its name then. */
  readonly file: string;
  /** The object of its text; `undefined` where it is gone, `"link"` where it is no plain file. */
  readonly blob: string | undefined;
}

/** Stands for the text of what is no plain file. */
export const noPlainFile = "link";

/** What a commit has done to a path. */
interface Change {
  readonly status: string;
  /** The path before, where that was another one. */
  readonly from: string | undefined;
  readonly path: string;
  readonly mode: string;
  readonly blob: string;
}

/**
 * Follows files from a revision back to the first commit, along first parents: what a merge brought counts as its change.
 * A file that was renamed is followed where git sees that it was.
 *
 * @param root - the folder that paths are relative to; what is outside of it does not exist
 */
export async function followFiles(root: string, revision: string, wanted: Wanted): Promise<FollowedFiles> {
  const shallow = await readGit(root, ["rev-parse", "--is-shallow-repository"]);
  const trails = new Trails(wanted);
  let newest: Commit | undefined;
  let oldest: Commit | undefined;
  for await (const [commit, changes] of commitsOf(root, revision)) {
    newest ??= commit;
    oldest = commit;
    trails.goBack(commit, changes);
  }
  return { newest, cutOffAt: shallow.trim() === "true" ? oldest?.hash : undefined, files: trails.files };
}

/** Files that one goes back in time with. */
class Trails {
  readonly #wanted: Wanted;
  readonly #all: { readonly file: string; readonly states: FileState[] }[] = [];
  /** The states, newest first, of the files that have a name at the commit where one is. */
  #byName = new Map<string, FileState[][]>();

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    for (const file of wanted.files) this.#begin(file);
  }

  get files(): FollowedFile[] {
    return this.#all.map(({ file, states }) => ({ file, states: states.toReversed() }));
  }

  #begin(file: string): FileState[][] {
    const states: FileState[] = [];
    this.#all.push({ file, states });
    this.#byName.set(file, [states]);
    return [states];
  }

  goBack(commit: Commit, changes: readonly Change[]): void {
    /** What had another name before. All names of a commit are those after it: its renames have no effect on each other. */
    const renamed: [from: string, trails: FileState[][]][] = [];
    for (const { status, from, path, mode, blob } of changes) {
      const text = mode.startsWith("100") ? blob : noPlainFile;
      const trails = this.#byName.get(path) ?? (this.#wanted.isWanted(path) ? this.#begin(path) : []);
      for (const states of trails) states.push({ commit, file: path, blob: status === "D" ? undefined : text });
      if (from !== undefined) renamed.push([from, trails]);
    }
    for (const { path } of changes.filter(({ from }) => from !== undefined)) this.#byName.delete(path);
    for (const [from, trails] of renamed) {
      // What came to have this name later is another file: here it begins.
      for (const states of this.#byName.get(from) ?? []) states.push({ commit, file: from, blob: undefined });
      this.#byName.set(from, trails);
    }
  }
}

/** The commits, newest first, each with what it changed. */
async function* commitsOf(root: string, revision: string): AsyncGenerator<[Commit, readonly Change[]]> {
  const format = "%H%x00%cI%x00%an%x00%s";
  const args = ["log", "--first-parent", "--diff-merges=first-parent", "--raw", "-z", "--no-abbrev", "--relative"];
  const renames = ["--find-renames=50%", "-l1000", "--no-ext-diff", "--no-show-signature", "--no-color"];
  const log = streamGit(root, [...args, ...renames, "--encoding=UTF-8", `--format=${format}`, revision, "--"]);
  let commit: Commit | undefined;
  let changes: Change[] = [];
  const tokens = tokensOf(log);
  const next = async () => (await tokens.next()).value ?? "";
  for await (const token of tokens) {
    const change = /^\n?:\d+ (\d+) \w+ (\w+) ([A-Z])\d*$/.exec(token);
    if (change !== null) {
      const [, mode = "", blob = "", status = ""] = change;
      const from = status === "R" || status === "C" ? await next() : undefined;
      changes.push({ status, from: status === "R" ? from : undefined, path: await next(), mode, blob });
      continue;
    }
    if (commit !== undefined) yield [commit, changes];
    const [date, author, subject] = [await next(), await next(), await next()];
    commit = { hash: token, date: new Date(date).toISOString(), author, subject };
    changes = [];
  }
  if (commit !== undefined) yield [commit, changes];
}

/** The parts of a text that end in NUL. */
async function* tokensOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\0");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest !== "") yield rest;
  return undefined;
}
