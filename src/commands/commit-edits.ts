import { applyPlan } from "../bump/apply.ts";
import type { BumpPlan } from "../bump/plan.ts";
import { type CommitSettings, planCommits } from "../bump/plan-commits.ts";
import type { CommitOutcome } from "../git/commit.ts";
import { makeCommits } from "../git/make-commits.ts";
import { prepareCommits } from "../git/prepare-commits.ts";

/** Where edits are committed, and whether. */
export interface CommitPlace {
  /** The root of the repository. */
  readonly root: string;
  /** The branch to make for the commits; `undefined`: they go to where HEAD is. */
  readonly branch: string | undefined;
  /** Whether files are written and commits made, or only looked at whether they could be. */
  readonly isWritten: boolean;
}

/**
 * Writes the files of a plan and commits them, or says which commits there would be.
 *
 * @returns what became of the commits; all are left where none are to be made
 * @throws UserError where they cannot be made, or the files not be written; then nothing has changed
 */
export async function commitEdits(
  plan: BumpPlan,
  settings: CommitSettings,
  { root, branch, isWritten }: CommitPlace,
): Promise<CommitOutcome> {
  const commits = planCommits(plan, settings);
  // Where there is nothing to commit, nothing can stand in its way.
  if (commits.length === 0) return { target: undefined, base: undefined, made: [], left: [], problem: undefined };
  const prepared = await prepareCommits({ root, branch, commits });
  const { target, head: base } = prepared;
  if (!isWritten) return { target, base, made: [], left: commits, problem: undefined };
  applyPlan(plan, root);
  return makeCommits(prepared);
}
