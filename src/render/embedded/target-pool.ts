import { existsSync } from "node:fs";
import { posix } from "node:path";
import type { Stamp } from "../../repository/files/digest.ts";
import type { Trace } from "../../repository/traced.ts";
import { createPool, type Outcome, type Pool } from "../pool.ts";
import type { RenderTarget } from "../renderer.ts";
import type { Answer } from "./questions.ts";
import type { TargetOptions } from "./target-renderer.ts";
import { type PackedTrace, TraceReceiver } from "./trace-wire.ts";

/** What a worker is prepared with. */
export interface WorkerInit {
  readonly options: TargetOptions;
  /** Whether to say what answers were made from. */
  readonly isCached: boolean;
}

/** Other texts of files, for all workers at once. */
export interface SharedOverlay {
  readonly id: number;
  /** The JSON of pairs of path and text. */
  readonly texts: SharedArrayBuffer;
}

export interface TargetJob {
  readonly target: RenderTarget;
  /** The kind of question. */
  readonly kind: string;
  readonly args: unknown;
  readonly overlay: SharedOverlay | undefined;
}

export type StampedDigest = readonly [path: string, stamp: Stamp, digest: string];

export interface TargetJobResult {
  readonly answer: Answer<unknown>;
  /** The thread that has packed them; none where there is no cache. */
  readonly traces: { readonly thread: number; readonly packed: readonly PackedTrace[] } | undefined;
  readonly digests: readonly StampedDigest[];
}

/** An answer with what it was made from, where that is asked for. */
export interface PooledAnswer extends Answer<unknown> {
  readonly traces: readonly Trace[] | undefined;
}

/** A question that was given up, since it took too long or too much memory. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
}

export interface TargetPoolOptions extends WorkerInit {
  /** The entry of the workers. */
  readonly worker: URL;
  readonly workers: number;
  /** Is told of the digests that workers find. */
  readonly onDigest: (...digest: StampedDigest) => void;
}

/** Longer than the templates of a target may take: what does not come to an end even so is stuck. */
const jobTimeout = 150_000;
/** In MiB. The biggest repository that we know takes a third of it. */
const workerMemory = 512;
/** Most repositories have fewer questions. A thread remembers some 20 KiB of each service. */
const workerJobs = 5000;

/** Whether there are workers: they are JavaScript, which is not there where the sources are run. */
export function hasWorkers(worker: URL): boolean {
  return existsSync(worker);
}

/** Answers questions about targets in several threads. */
export class TargetPool {
  readonly #pool: Pool<TargetJob, TargetJobResult>;
  readonly #receivers = new Map<number, TraceReceiver>();
  readonly #options: TargetPoolOptions;

  constructor(options: TargetPoolOptions) {
    const { worker: entry, options: decisive, isCached, workers } = options;
    this.#options = options;
    const init: WorkerInit = { options: decisive, isCached };
    this.#pool = createPool({ entry, init, workers, timeout: jobTimeout, memory: workerMemory, jobs: workerJobs });
  }

  /**
   * @param help - answers in this thread
   * @param onAnswer - is told of each answer as soon as there is one, or of an error that is a defect
   */
  async answer(
    jobs: readonly TargetJob[],
    help: (job: TargetJob) => Promise<PooledAnswer>,
    onAnswer: (job: TargetJob, answer: PooledAnswer | Error) => void,
  ): Promise<void> {
    for (const batch of batchesOf(jobs)) {
      const own = new Map<TargetJob, PooledAnswer["traces"]>();
      await this.#pool.run(
        batch,
        serviceOf,
        (job, outcome) => {
          onAnswer(job, this.#answerOf(outcome, own.get(job)));
          own.delete(job);
        },
        async (job) => {
          const { traces, ...answer } = await help(job);
          own.set(job, traces);
          return { answer, traces: undefined, digests: [] };
        },
      );
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  #answerOf(outcome: Outcome<TargetJobResult>, ownTraces: PooledAnswer["traces"]): PooledAnswer | Error {
    if (outcome.kind === "failed") {
      return outcome.cause === "error" ? new Error(outcome.message) : new StoppedError(outcome.message);
    }
    const { answer, traces, digests } = outcome.result;
    for (const digest of digests) this.#options.onDigest(...digest);
    return {
      ...answer,
      traces: traces?.packed.map((packed) => this.#receiver(traces.thread).unpack(packed)) ?? ownTraces,
    };
  }

  #receiver(thread: number): TraceReceiver {
    let receiver = this.#receivers.get(thread);
    if (receiver === undefined) {
      receiver = new TraceReceiver();
      this.#receivers.set(thread, receiver);
    }
    return receiver;
  }
}

/** A run of the pool keeps its outcomes, traces included, until its end. */
const batchSize = 1000;

/** The jobs of a service are not torn apart, as long as they stand together. */
function batchesOf(jobs: readonly TargetJob[]): TargetJob[][] {
  const batches: TargetJob[][] = [];
  for (const [i, job] of jobs.entries()) {
    const batch = batches.at(-1);
    const isFull =
      batch === undefined || (batch.length >= batchSize && jobs[i - 1]?.target.helmfile !== job.target.helmfile);
    if (isFull) batches.push([job]);
    else batch.push(job);
  }
  return batches;
}

/** Services of one name mostly have one chart, whatever their clusters. */
function serviceOf({ target }: TargetJob): string {
  return posix.basename(posix.dirname(target.helmfile));
}
