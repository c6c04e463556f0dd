import { Worker } from "node:worker_threads";
import { groupBy } from "../group-by.ts";
import { describeFailure, type JobsMessage, type WorkerMessage } from "./serve-jobs.ts";

/** What became of a job; a failure says why. */
export type Outcome<Result> =
  | { readonly kind: "done"; readonly result: Result }
  | { readonly kind: "failed"; readonly cause: "error" | "timeout" | "memory" | "crash"; readonly message: string };

export interface PoolOptions {
  /** The module that calls `serveJobs`: JavaScript. */
  readonly entry: URL;
  /** What each worker is prepared with. */
  readonly init: unknown;
  /** How many workers there are at most. */
  readonly workers: number;
  /** How long a job may take, in milliseconds; what takes longer is stopped, even in the middle of a loop. */
  readonly timeout: number;
  /** How much JavaScript memory a worker may take, in MiB. */
  readonly memory: number;
  /** After how many jobs a worker makes room for a fresh one: what it remembers grows with each. Groups are not torn apart. */
  readonly jobs: number;
}

export interface Pool<Job, Result> {
  /**
   * Does jobs, those of one group in one worker, one after the other; where it has done some of that group in an earlier run,
   * in the same one, unless another has nothing else to do and there are several left. Groups come first that took long in
   * earlier runs, so that all end at about the same time.
   *
   * @param groupOf - jobs that share what a worker remembers (a chart, a service) belong to one group
   * @param onOutcome - is told of each as soon as it is known, in any order
   * @param help - does a job in this thread, which takes its share instead of waiting; it may take as long as it likes
   * @returns the outcomes in the order of the jobs
   * @throws where a worker cannot be started at all
   */
  run(
    jobs: readonly Job[],
    groupOf: (job: Job) => string,
    onOutcome?: (job: Job, outcome: Outcome<Result>) => void,
    help?: (job: Job) => Promise<Result>,
  ): Promise<Outcome<Result>[]>;
  /** Ends the workers, which otherwise wait for more; what still runs is given up. */
  close(): Promise<void>;
}

/**
 * Workers that do jobs beside this thread. One that crashes, runs out of memory or does not come to an end takes along
 * only the job that it was at: a fresh one goes on with the rest. They end with the process.
 */
export function createPool<Job, Result>(options: PoolOptions): Pool<Job, Result> {
  return new WorkerPool(options);
}

interface Task<Job> {
  readonly id: number;
  readonly job: Job;
  /** The name of its group. */
  readonly group: string;
}

/** Tasks of one group. */
type TaskGroup<Job> = readonly [Task<Job>, ...Task<Job>[]];

/** The jobs of one call of `run`. */
interface Run<Job, Result> {
  /** Groups that no worker has got yet. */
  readonly waiting: TaskGroup<Job>[];
  left: number;
  /** Whether this thread does jobs as well. */
  readonly isHelped: boolean;
  settle(task: Task<Job>, outcome: Outcome<Result>): void;
  abort(error: Error): void;
}

/** Who does jobs: a worker, or this thread. */
type Doer<Job, Result> = JobWorker<Job, Result> | "this thread";

/** So many groups take those who know of them no longer than one takes others. */
const soonDone = 3;

class WorkerPool<Job, Result> implements Pool<Job, Result> {
  readonly #options: PoolOptions;
  readonly #workers = new Set<JobWorker<Job, Result>>();
  /** Who has got a group last, by its name. */
  readonly #homes = new Map<string, Doer<Job, Result>>();
  /** How long the jobs of a group have taken, in milliseconds, by its name. */
  readonly #took = new Map<string, number>();
  #run: Run<Job, Result> | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  run(
    jobs: readonly Job[],
    groupOf: (job: Job) => string,
    onOutcome?: (job: Job, outcome: Outcome<Result>) => void,
    help?: (job: Job) => Promise<Result>,
  ): Promise<Outcome<Result>[]> {
    if (this.#run) throw new Error("the pool does one run at a time");
    const tasks = jobs.map((job, id): Task<Job> => ({ id, job, group: groupOf(job) }));
    const groups = this.#longestFirst(groupTasks(tasks));
    const outcomes: Outcome<Result>[] = [];
    if (jobs.length === 0) return Promise.resolve(outcomes);
    return new Promise((resolve, reject) => {
      const run: Run<Job, Result> = {
        waiting: groups,
        left: jobs.length,
        isHelped: help !== undefined,
        settle: (task, outcome) => {
          outcomes[task.id] = outcome;
          run.left -= 1;
          if (run.left === 0) this.#run = undefined;
          onOutcome?.(task.job, outcome);
          if (run.left === 0) resolve(outcomes);
        },
        abort: (error) => {
          this.#run = undefined;
          void this.close();
          reject(error);
        },
      };
      this.#run = run;
      for (const worker of this.#workers) this.#feed(worker);
      while (this.#workers.size < this.#options.workers && this.#workers.size < groups.length) this.#start();
      if (help) void this.#help(run, help);
    });
  }

  async #help(run: Run<Job, Result>, perform: (job: Job) => Promise<Result>): Promise<void> {
    while (this.#run === run) {
      const group = this.#take(run, "this thread");
      if (group === undefined) return;
      for (const task of group) {
        const start = performance.now();
        const outcome = await outcomeOf(perform(task.job));
        this.#noteTime(task, performance.now() - start);
        run.settle(task, outcome);
        // The workers are to be fed in between.
        await new Promise(setImmediate);
      }
    }
  }

  #noteTime({ group }: Task<Job>, milliseconds: number): void {
    this.#took.set(group, (this.#took.get(group) ?? 0) + milliseconds);
  }

  #longestFirst(groups: readonly TaskGroup<Job>[]): TaskGroup<Job>[] {
    const timeOf = ([{ group }]: TaskGroup<Job>) => this.#took.get(group) ?? 0;
    return groups.toSorted((a, b) => timeOf(b) - timeOf(a));
  }

  async close(): Promise<void> {
    const workers = [...this.#workers];
    this.#workers.clear();
    await Promise.all(workers.map((worker) => worker.end()));
  }

  #start(): void {
    const worker = new JobWorker<Job, Result>(this.#options, {
      onOutcome: (task, outcome, milliseconds) => {
        this.#noteTime(task, milliseconds);
        this.#run?.settle(task, outcome);
        this.#feed(worker);
      },
      onEnd: (wasReady, failure, lost) => this.#replace(worker, wasReady, failure, lost),
    });
    this.#workers.add(worker);
    this.#feed(worker);
  }

  /**
   * The next jobs come while others are still being done, so that no worker waits for the main thread: the more there are to
   * do, the more come, since one that the main thread does may take as long as many others.
   */
  #feed(worker: JobWorker<Job, Result>): void {
    while (worker.given < this.#options.jobs && worker.load <= this.#ahead()) {
      const group = this.#run && this.#take(this.#run, worker);
      if (group === undefined) return;
      worker.give(group);
    }
    if (worker.given >= this.#options.jobs && worker.load === 0) this.#retire(worker);
  }

  /** How many jobs a worker may have ahead: half of its share of what waits. */
  #ahead(): number {
    const groups = this.#run?.waiting.length ?? 0;
    return Math.max(1, Math.floor(groups / (this.#options.workers + 1) / 2));
  }

  /**
   * The next group for somebody: one that is theirs, else one that is nobody's, else what its own would get last. That is
   * left to its own, who knows of it, where they will soon come to it.
   */
  #take({ waiting, isHelped }: Run<Job, Result>, doer: Doer<Job, Result>): TaskGroup<Job> | undefined {
    const find = (home: Doer<Job, Result> | undefined): number =>
      waiting.findIndex(([{ group }]) => this.#homes.get(group) === home);
    const [own, free] = [find(doer), find(undefined)];
    const others = isHelped && waiting.length <= soonDone ? -1 : waiting.length - 1;
    const next = own >= 0 ? own : free >= 0 ? free : others;
    if (next < 0) return undefined;
    const [taken] = waiting.splice(next, 1);
    if (taken) this.#homes.set(taken[0].group, doer);
    return taken;
  }

  /** @returns whether it was there */
  #forget(worker: JobWorker<Job, Result>): boolean {
    for (const [group, home] of this.#homes) if (home === worker) this.#homes.delete(group);
    return this.#workers.delete(worker);
  }

  #retire(worker: JobWorker<Job, Result>): void {
    this.#forget(worker);
    void worker.end();
    if (this.#run && this.#run.waiting.length > 0) this.#start();
  }

  #replace(
    worker: JobWorker<Job, Result>,
    wasReady: boolean,
    failure: Outcome<Result> & { kind: "failed" },
    [current, ...others]: readonly Task<Job>[],
  ): void {
    if (!this.#forget(worker)) return;
    const run = this.#run;
    if (run === undefined) return;
    if (!wasReady) {
      run.abort(new Error(`a worker thread cannot be started: ${failure.message}`));
      return;
    }
    run.waiting.unshift(...groupTasks(others));
    if (run.waiting.length > 0) this.#start();
    if (current) run.settle(current, failure);
  }
}

function groupTasks<Job>(tasks: readonly Task<Job>[]): TaskGroup<Job>[] {
  return [...groupBy(tasks, ({ group }) => group).values()];
}

interface WorkerEvents<Job, Result> {
  onOutcome(task: Task<Job>, outcome: Outcome<Result>, milliseconds: number): void;
  /** @param lost - the tasks without an outcome, the one that it was at first */
  onEnd(wasReady: boolean, failure: Outcome<Result> & { kind: "failed" }, lost: readonly Task<Job>[]): void;
}

/** How long a worker may take until it can do jobs. */
const startTimeout = 30_000;

/** One worker thread, and what it was given to do. */
class JobWorker<Job, Result> {
  readonly #thread: Worker;
  readonly #events: WorkerEvents<Job, Result>;
  readonly #options: PoolOptions;
  readonly #tasks: Task<Job>[] = [];
  #timer: NodeJS.Timeout;
  #given = 0;
  #isReady = false;
  #hasEnded = false;
  /** How many messages have come: whoever is silent only seems to be, as long as some wait to be handled. */
  #messages = 0;

  constructor(options: PoolOptions, events: WorkerEvents<Job, Result>) {
    this.#options = options;
    this.#events = events;
    this.#thread = new Worker(options.entry, {
      workerData: options.init,
      // The launcher goes by the command.
      argv: process.argv.slice(2),
      resourceLimits: { maxOldGenerationSizeMb: options.memory },
      execArgv: [],
    });
    this.#timer = this.#watch(startTimeout);
    this.#thread.on("message", (message: WorkerMessage<Result>) => this.#receive(message));
    // What it has sent before is only sure to have come when it ends.
    let cause: ReturnType<typeof causeOf> | undefined;
    this.#thread.on("error", (error) => {
      cause = causeOf(error, options);
    });
    this.#thread.on("exit", (code) => {
      this.#fail(...(cause ?? (["crash", `the worker thread ended by itself with code ${code}`] as const)));
    });
  }

  /** How many jobs it still has to do. */
  get load(): number {
    return this.#tasks.length;
  }

  /** How many jobs it has got so far. */
  get given(): number {
    return this.#given;
  }

  give(tasks: readonly Task<Job>[]): void {
    this.#given += tasks.length;
    if (this.#isReady && this.#tasks.length === 0) this.#restartTimer();
    this.#tasks.push(...tasks);
    const message: JobsMessage<Job> = { jobs: tasks.map(({ id, job }) => [id, job] as const) };
    this.#thread.ref();
    this.#thread.postMessage(message);
  }

  async end(): Promise<void> {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    await this.#thread.terminate();
  }

  #receive(message: WorkerMessage<Result>): void {
    if (this.#hasEnded) return;
    this.#messages += 1;
    if (message.kind === "ready") {
      this.#isReady = true;
      if (this.#tasks.length > 0) this.#restartTimer();
      else this.#settleDown();
      return;
    }
    const task = this.#tasks.shift() as Task<Job>;
    if (this.#tasks.length > 0) this.#timer.refresh();
    else this.#settleDown();
    const outcome: Outcome<Result> =
      message.kind === "done"
        ? { kind: "done", result: message.result }
        : { kind: "failed", cause: "error", message: message.message };
    this.#events.onOutcome(task, outcome, message.milliseconds);
  }

  /** A worker with nothing to do keeps no process from ending. */
  #settleDown(): void {
    clearTimeout(this.#timer);
    this.#thread.unref();
  }

  #restartTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#watch(this.#options.timeout);
  }

  #watch(timeout: number): NodeJS.Timeout {
    return setTimeout(() => {
      // This thread may have been busy itself: first handle what has come in the meantime.
      const before = this.#messages;
      setImmediate(() => {
        if (this.#messages !== before) return;
        this.#fail("timeout", `it took longer than ${timeout / 1000} s and was stopped`);
      });
    }, timeout);
  }

  #fail(cause: "timeout" | "memory" | "crash", message: string): void {
    if (this.#hasEnded) return;
    void this.end();
    this.#events.onEnd(this.#isReady, { kind: "failed", cause, message }, this.#tasks);
  }
}

async function outcomeOf<Result>(result: Promise<Result>): Promise<Outcome<Result>> {
  try {
    return { kind: "done", result: await result };
  } catch (error) {
    return { kind: "failed", cause: "error", message: describeFailure(error) };
  }
}

function causeOf(error: unknown, { memory }: PoolOptions): readonly ["memory" | "crash", string] {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "ERR_WORKER_OUT_OF_MEMORY"
    ? ["memory", `it took more than ${memory} MiB of memory and was stopped`]
    : ["crash", `the worker thread crashed: ${message ?? String(error)}`];
}

/** A worker takes as long to start as many targets take to render. */
const jobsThatPay = 30;

/** How many workers pay beside this thread for a number of jobs; none: they are better done in this thread alone. */
export function workersFor(jobs: number, concurrency: number): number {
  return Math.max(0, Math.min(concurrency - 1, Math.floor(jobs / jobsThatPay)));
}
