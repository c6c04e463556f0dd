import type { BumpPlan } from "../bump/plan.ts";
import { type CommitSettings, planCommits } from "../bump/plan-commits.ts";
import type { CommitOutcome, CommitRequest } from "../git/commit.ts";
import { makeCommits } from "../git/make-commits.ts";
import { prepareCommits } from "../git/prepare-commits.ts";

/**
 * Writes the files of a plan and commits them, or says which commits there would be.
 *
 * @param write - writes the files; `undefined`: neither they nor commits are made
 * @returns what became of the commits; all are left where none are made
 * @throws UserError where they cannot be made, or the files not be written; then nothing has changed
 */
export async function commitEdits(
  plan: BumpPlan,
  settings: CommitSettings,
  place: Pick<CommitRequest, "root" | "branch">,
  write: (() => void) | undefined,
): Promise<CommitOutcome> {
  const commits = planCommits(plan, settings);
  // Where nothing is left to do, nothing keeps it from being done.
  if (commits.length === 0) return { target: undefined, base: undefined, made: [], left: [], problem: undefined };
  const prepared = await prepareCommits({ ...place, commits });
  if (write === undefined) {
    const { target, head } = prepared;
    return { target, base: head, made: [], left: commits, problem: undefined };
  }
  write();
  return makeCommits(prepared);
}
