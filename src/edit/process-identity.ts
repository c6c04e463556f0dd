import { readFileSync } from "node:fs";

/** A process, told from a later one with the same id by when it started. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In clock ticks since the machine booted; 0 where the system does not say. */
  readonly start: number;
}

/** Nobody: a process that has ended. */
export const noProcess: ProcessIdentity = { pid: 0, start: 0 };

export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, start: statusOf(process.pid)?.start ?? 0 };
}

/** Whether a process still runs; one that has ended and waits for its parent to notice does not. */
export function isRunning({ pid, start }: ProcessIdentity): boolean {
  if (pid === noProcess.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const status = statusOf(pid);
  if (!status) return true;
  return !status.isZombie && (start === 0 || status.start === start);
}

/** What `/proc/PID/stat` says; see proc(5). Its second field, in parentheses, may hold anything. */
function statusOf(pid: number): { isZombie: boolean; start: number } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { isZombie: fields[0] === "Z" || fields[0] === "X", start: Number(fields[19]) };
}
