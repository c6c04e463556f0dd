import { parentPort, workerData } from "node:worker_threads";

/** From the main thread to a worker: jobs to do, in this order. */
export interface JobsMessage<Job> {
  readonly jobs: readonly (readonly [id: number, job: Job])[];
}

/** From a worker to the main thread. */
export type WorkerMessage<Result> =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly id: number; readonly result: Result; readonly milliseconds: number }
  | { readonly kind: "failed"; readonly id: number; readonly message: string; readonly milliseconds: number };

/** What is not the job's outcome but a defect. */
export function describeFailure(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * Makes the module that calls it the entry of a pool's workers.
 *
 * @param prepare - gets the pool's `init` and returns what does a job. Both are copied between threads, and so is the result.
 */
export function serveJobs<Init, Job, Result>(prepare: (init: Init) => (job: Job) => Result | Promise<Result>): void {
  const port = parentPort;
  if (port === null) throw new Error("this module is the entry of a worker thread");
  const post = (message: WorkerMessage<Result>) => port.postMessage(message);
  const perform = prepare(workerData as Init);

  async function answer(id: number, job: Job): Promise<void> {
    const start = performance.now();
    const milliseconds = () => performance.now() - start;
    try {
      const result = await perform(job);
      post({ kind: "done", id, result, milliseconds: milliseconds() });
    } catch (error) {
      post({ kind: "failed", id, message: describeFailure(error), milliseconds: milliseconds() });
    }
  }

  let last = Promise.resolve();
  port.on("message", ({ jobs }: JobsMessage<Job>) => {
    for (const [id, job] of jobs) last = last.then(() => answer(id, job));
  });
  post({ kind: "ready" });
}
