import { makeUnpinPlan } from "../bump/unpin.ts";
import type { Terminal } from "../report/terminal.ts";
import { type PlanOptions, runPlan } from "./run-plan.ts";

/** The options of `unpin` as the command line gives them. */
export interface UnpinOptions extends PlanOptions {
  /** Also overrides that make a difference. */
  readonly all: boolean;
}

/**
 * Removes overrides of the image's version, and of its name, from the values files of services.
 *
 * @returns the exit code, as for a bump
 * @throws UserError as for a bump
 */
export async function unpin(paths: readonly string[], options: UnpinOptions, terminal: Terminal): Promise<number> {
  return runPlan(
    {
      command: "unpin",
      version: undefined,
      parts: ["version", "name"],
      valuesOnly: ["name"],
      makePlan: (survey, subject, editor) =>
        makeUnpinPlan(survey, { ...subject, all: options.all, remove: (file, keys) => editor.remove(file, keys) }),
    },
    paths,
    options,
    terminal,
  );
}
