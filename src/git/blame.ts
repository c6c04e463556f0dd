import { readGit } from "./read-git.ts";
import { isoDate } from "./revision.ts";

export interface Commit {
  /** The hash in full. */
  readonly hash: string;
  readonly author: string;
  /** When it was committed, by ISO 8601 in UTC: it may have been written long before. */
  readonly date: string;
  /** The first line of its message. */
  readonly subject: string;
}

/** What git says of a line. */
export type Blame =
  | { readonly kind: "commit"; readonly commit: Commit }
  /** It has been changed since the last commit. */
  | { readonly kind: "uncommitted" }
  /** It is older than what the repository has of its history. */
  | { readonly kind: "cut-off" };

export interface BlameRequest {
  /** The folder that the file is named relative to. */
  readonly folder: string;
  readonly file: string;
  /** From 1. */
  readonly lines: readonly number[];
  /** The state of the file; `undefined`: as it lies there. */
  readonly commit: string | undefined;
  /** Whether the repository has only a part of its history. */
  readonly isShallow: boolean;
}

/**
 * Which commits the lines of a file come from, in one run of git.
 *
 * @throws GitFailure where git does not know the file, or it has no such lines
 */
export async function blameLines(request: BlameRequest): Promise<Map<number, Blame>> {
  const { folder, file, lines, commit, isShallow } = request;
  const ranges = [...new Set(lines)].sort((a, b) => a - b).flatMap((line) => ["-L", `${line},${line}`]);
  const args = ["blame", "--porcelain", "--no-textconv", ...ranges, ...(commit === undefined ? [] : [commit])];
  return readPorcelain(await readGit(folder, [...args, "--", file]), isShallow);
}

/** Reads what `git blame --porcelain` prints: each commit is described with its first line. */
function readPorcelain(text: string, isShallow: boolean): Map<number, Blame> {
  const commits = new Map<string, Map<string, string>>();
  const blames = new Map<number, Blame>();
  let hash = "";
  let line = 0;
  for (const printed of text.split("\n")) {
    const [, newHash, newLine] = /^([0-9a-f]{40,}) \d+ (\d+)/.exec(printed) ?? [];
    if (newHash !== undefined) {
      [hash, line] = [newHash, Number(newLine)];
    } else if (printed.startsWith("\t")) {
      blames.set(line, blameOf(hash, commits.get(hash) ?? new Map(), isShallow));
    } else {
      const space = printed.indexOf(" ");
      const [name, value] = space < 0 ? [printed, ""] : [printed.slice(0, space), printed.slice(space + 1)];
      const fields = commits.get(hash) ?? new Map<string, string>();
      commits.set(hash, fields.set(name, value));
    }
  }
  return blames;
}

function blameOf(hash: string, fields: ReadonlyMap<string, string>, isShallow: boolean): Blame {
  if (/^0+$/.test(hash)) return { kind: "uncommitted" };
  // What no earlier commit is known of is the first one of all, or the first that a shallow repository has.
  if (isShallow && fields.has("boundary")) return { kind: "cut-off" };
  const date = isoDate(Number(fields.get("committer-time") ?? 0));
  return {
    kind: "commit",
    commit: { hash, author: fields.get("author") ?? "", date, subject: fields.get("summary") ?? "" },
  };
}
