import { makePromotionPlan } from "../bump/promote.ts";
import type { Terminal } from "../report/terminal.ts";
import { type PlanOptions, runPlan } from "./run-plan.ts";

/** The options of `promote` as the command line gives them. */
export interface PromoteOptions extends PlanOptions {
  /** A glob of the names of releases. */
  readonly from: string;
  readonly allowDowngrade: boolean;
  readonly force: boolean;
}

/**
 * Makes the version that some releases of a service run, such as its canaries, that of the whole service.
 *
 * @returns the exit code, as for a bump
 * @throws UserError as for a bump
 */
export async function promote(paths: readonly string[], options: PromoteOptions, terminal: Terminal): Promise<number> {
  const { from, allowDowngrade, force } = options;
  return runPlan(
    {
      command: "promote",
      version: undefined,
      parts: ["version"],
      makePlan: (survey, subject, editor) =>
        makePromotionPlan(
          survey,
          { ...subject, from, allowDowngrade, remove: (file, keys) => editor.remove(file, keys) },
          { force, edit: (file, writes) => editor.set(file, writes) },
        ),
    },
    paths,
    options,
    terminal,
  );
}
