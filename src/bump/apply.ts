import { join } from "node:path";
import { writeFiles } from "../edit/write-files.ts";
import type { BumpPlan } from "./plan.ts";

/**
 * Writes the files of a plan, all or none.
 *
 * @throws UserError as {@link writeFiles} does
 */
export function applyPlan({ edits }: BumpPlan, root: string): void {
  const changes = edits.map(({ path, before, after }) => ({ path: join(root, path), name: path, before, after }));
  writeFiles(root, changes);
}
