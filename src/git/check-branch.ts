import { UserError } from "../errors.ts";
import { nothingChanged } from "./nothing-changed.ts";
import { askGit, git } from "./run-git.ts";

/**
 * Makes sure that a branch can be made.
 *
 * @param top - the top of the git work tree
 * @throws UserError `branch-invalid` where its name is none, or taken, or another branch is in the way
 */
export async function checkBranch(top: string, branch: string): Promise<void> {
  const refuse = (message: string, remedy: string) =>
    new UserError("branch-invalid", message, { remedy: `${nothingChanged}${remedy}` });
  const shown = JSON.stringify(branch);
  const ref = `refs/heads/${branch}`;
  const isName = !branch.startsWith("-") && branch !== "HEAD";
  if (!isName || (await askGit(top, ["check-ref-format", ref])) === undefined) {
    throw refuse(`${shown} cannot be the name of a branch`, "name one as git takes it, such as envoy-1.15.0");
  }
  const parts = branch.split("/");
  const parents = parts.slice(1).map((_, index) => `refs/heads/${parts.slice(0, index + 1).join("/")}`);
  const refs = (await git(top, ["for-each-ref", "--format=%(refname)", ref, ...parents])).split("\n");
  if (refs.includes(ref)) throw refuse(`the branch ${shown} exists already`, "name a new one with --branch");
  const rival = refs.find((each) => each.startsWith(`${ref}/`) || parents.includes(each));
  if (rival === undefined) return;
  const name = rival.replace("refs/heads/", "");
  throw refuse(`there cannot be a branch ${shown} beside the branch ${JSON.stringify(name)}`, "name another one");
}
