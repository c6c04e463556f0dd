import { readGit } from "./read-git.ts";
import { GitFailure } from "./run-git.ts";

/**
 * What a file says in the last commit, or where a link leads there; `undefined` where it is not there, or git does not say.
 *
 * @param root - a folder of the repository
 * @param path - relative to the root, with `/`
 */
export async function committedText(root: string, path: string): Promise<string | undefined> {
  try {
    return await readGit(root, ["cat-file", "blob", `HEAD:./${path}`]);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    return undefined;
  }
}
