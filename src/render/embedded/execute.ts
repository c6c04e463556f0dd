import { execaSync } from "execa";
import type { ExecuteCommand } from "../../helmfile/index.ts";

/** Runs what state files `exec`, as helmfile does: what it prints on either stream is the result. */
export const executeCommand: ExecuteCommand = (command, args, { input, folder, variables }) => {
  const result = execaSync(command, args, {
    cwd: folder,
    env: Object.fromEntries(variables),
    input,
    all: true,
    reject: false,
    stripFinalNewline: false,
  });
  if (result.failed) throw new Error(`${result.shortMessage}\n${result.all}`);
  return result.all;
};
