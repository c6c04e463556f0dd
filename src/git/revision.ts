import { UserError } from "../errors.ts";
import { readGit } from "./read-git.ts";
import { GitFailure } from "./run-git.ts";

/** A state of the repository that git knows. */
export interface Revision {
  /** As it was asked for: `HEAD~3`, a tag, a branch. */
  readonly name: string;
  /** The hash of the commit in full. */
  readonly commit: string;
  /** When it was committed, by ISO 8601 in UTC. */
  readonly date: string;
}

/**
 * Finds the commit that a name stands for.
 *
 * @param folder - within the repository
 * @throws UserError `usage` where there is no such commit, no repository, or no git
 */
export async function findRevision(folder: string, name: string): Promise<Revision> {
  try {
    const found = await readGit(folder, ["rev-parse", "--verify", "--end-of-options", `${name}^{commit}`]);
    const commit = found.trim();
    const seconds = await readGit(folder, ["show", "--no-patch", "--no-show-signature", "--format=%ct", commit]);
    return { name, commit, date: isoDate(Number(seconds)) };
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new UserError("usage", `git knows no revision ${JSON.stringify(name)}: ${error.said}`, {
      remedy: "name a commit, a branch or a tag of this repository, such as HEAD~10; a shallow clone has few commits",
      cause: error,
    });
  }
}

/** @param seconds - since 1970 */
export function isoDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
