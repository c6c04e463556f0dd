import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Answer } from "./vectors.ts";

const command = fileURLToPath(new URL("../../tools/recorder/run", import.meta.url));

/** Why the recorder cannot run here, or `undefined` if it can. The first time, this builds it. */
export function recorderProblem(): string | undefined {
  if (spawnSync("go", ["version"]).error) return "go is not on the PATH";
  const { status, stderr } = spawnSync(command, { input: "", encoding: "utf8" });
  return status === 0 ? undefined : `the recorder does not build: ${stderr.trim()}`;
}

/** The recorder (`tools/recorder`), which answers what Go and Helm do. Requests are answered in turn. */
export class Recorder {
  private readonly process: ChildProcessWithoutNullStreams = spawn(command);
  private readonly lines: AsyncIterator<string> = createInterface({ input: this.process.stdout })[
    Symbol.asyncIterator
  ]();

  async ask<Result>(request: unknown): Promise<Answer<Result>> {
    this.process.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`the recorder ended at ${JSON.stringify(request)}`);
    return JSON.parse(value) as Answer<Result>;
  }

  async close(): Promise<void> {
    this.process.stdin.end();
    await once(this.process, "exit");
  }
}
