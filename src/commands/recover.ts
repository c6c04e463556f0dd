import { resolve } from "node:path";
import { type Recovery, recoverFiles } from "../edit/recover-files.ts";
import type { Terminal } from "../report/terminal.ts";
import { findRoot } from "../repository/root.ts";
import { existingFolder } from "./existing.ts";

export interface RecoverOptions {
  readonly cwd: string;
  readonly format: "text" | "json";
}

/**
 * Brings the files of a run that was interrupted while it wrote them into one state: all new, or all as they were.
 *
 * @returns the exit code: 1 where somebody has changed a file since, which is left as it is
 * @throws UserError as {@link recoverFiles} does, and for a folder that is not there
 */
export function recover({ cwd, format }: RecoverOptions, terminal: Terminal): number {
  const recovery = recoverFiles(findRoot(existingFolder(resolve(cwd))));
  if (format === "json") terminal.stdout.write(`${JSON.stringify({ recovery: recovery ?? null }, null, 2)}\n`);
  else printText(recovery, terminal);
  return recovery !== undefined && recovery.conflicting.length > 0 ? 1 : 0;
}

function printText(recovery: Recovery | undefined, { stdout, stderr, messageColors }: Terminal): void {
  if (recovery === undefined) {
    stderr.write("there is no interrupted run to recover from\n");
    return;
  }
  const { outcome, restored, conflicting } = recovery;
  stdout.write(restored.map((name) => `${name}  restored\n`).join(""));
  for (const name of conflicting) {
    stderr.write(`${messageColors.yellow("!")} ${name} was changed since by somebody else: it is left as it is\n`);
  }
  const what = outcome === "completed" ? "had written all its files, which stay" : "is undone";
  stderr.write(`the interrupted run ${what}\n`);
}
