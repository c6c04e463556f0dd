import { threadId } from "node:worker_threads";
import type { DigestIndex, Stamp } from "../../repository/files/digest.ts";
import { createRepositoryFiles, type RepositoryFiles } from "../../repository/files.ts";
import { serveJobs } from "../serve-jobs.ts";
import { type Questions, tracesOf } from "./questions.ts";
import type { StampedDigest, TargetJob, TargetJobResult, WorkerInit } from "./target-pool.ts";
import { TargetRenderer } from "./target-renderer.ts";
import { TraceSender } from "./trace-wire.ts";

/** Makes the module that calls it the entry of worker threads that answer questions about targets. */
export function serveQuestions(questions: Questions): void {
  serveJobs(({ options, isCached }: WorkerInit) => {
    const index = isCached ? new NewDigests() : undefined;
    const files = createRepositoryFiles({ root: options.root, ...(index && { index }) });
    const original = new TargetRenderer(options, files);
    const traces = new TraceSender();
    let overlaid: { readonly id: number; readonly renderer: TargetRenderer } | undefined;

    function rendererFor({ overlay }: TargetJob): TargetRenderer {
      if (overlay === undefined) return original;
      if (overlaid?.id !== overlay.id) {
        overlaid = { id: overlay.id, renderer: original.over(overlaidFiles(files, overlay.texts)) };
      }
      return overlaid.renderer;
    }

    return async (job: TargetJob): Promise<TargetJobResult> => {
      const answer = questions[job.kind];
      if (answer === undefined) throw new Error(`nobody answers ${job.kind}`);
      const answered = await answer(rendererFor(job), job.target, job.args);
      const { result, notes } = answered;
      return {
        answer: { result, notes },
        traces: index && { thread: threadId, packed: tracesOf(answered).map((trace) => traces.pack(trace)) },
        digests: index?.take() ?? [],
      };
    };
  });
}

function overlaidFiles(files: RepositoryFiles, texts: SharedArrayBuffer): RepositoryFiles {
  const entries = JSON.parse(Buffer.from(texts).toString()) as [string, string | null][];
  return files.overlay(new Map(entries.map(([path, text]) => [path, text ?? undefined])));
}

/** The digests that this thread has found, for the index of the main thread. */
class NewDigests implements DigestIndex {
  #found: StampedDigest[] = [];

  find(): undefined {
    return undefined;
  }

  add(path: string, stamp: Stamp, digest: string): void {
    this.#found.push([path, stamp, digest]);
  }

  take(): StampedDigest[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }
}
