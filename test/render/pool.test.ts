import { once } from "node:events";
import { execa } from "execa";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPool, type Outcome, type Pool, type PoolOptions, workersFor } from "../../src/render/pool.ts";
import { errorOf } from "../helpers.ts";
import { bundle } from "../support/bundle.ts";
import type { TestJob, TestResult } from "./pool-worker.ts";

let entry: URL;
const pools: Pool<TestJob, TestResult>[] = [];
beforeEach(async () => {
  entry = await bundle(new URL("pool-worker.ts", import.meta.url));
});
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

function makePool(options: Partial<PoolOptions> = {}): Pool<TestJob, TestResult> {
  const pool = createPool<TestJob, TestResult>({
    entry,
    init: "",
    workers: 2,
    timeout: 10_000,
    memory: 128,
    jobs: 1000,
    ...options,
  });
  pools.push(pool);
  return pool;
}

const groupOf = (job: TestJob) => job.group ?? JSON.stringify(job);
const echo = (text: string, group?: string): TestJob => ({ kind: "echo", text, ...(group ? { group } : {}) });

/** The result of a job that this thread has done. */
const doneHere = (text: string): TestResult => ({ text, worker: "this thread", count: 0, at: Date.now() });

/** The text of each result, or why there is none. */
function brief(outcomes: readonly Outcome<TestResult>[]): string[] {
  return outcomes.map((outcome) => (outcome.kind === "done" ? outcome.result.text : `${outcome.cause}!`));
}

test("the outcomes come in the order of the jobs, and each is told as soon as it is known", async () => {
  const jobs = Array.from({ length: 50 }, (_, n): TestJob => ({ kind: n % 7 === 0 ? "wait" : "echo", text: `${n}` }));
  const told: TestJob[] = [];
  const outcomes = await makePool({ init: "job " }).run(jobs, groupOf, (job, outcome) => {
    expect(outcome.kind).toBe("done");
    told.push(job);
  });
  expect(brief(outcomes)).toEqual(jobs.map((_, n) => `job ${n}`));
  expect(new Set(told)).toEqual(new Set(jobs));
});

test("a worker makes room for a fresh one after so many jobs, with its group done", async () => {
  const jobs = Array.from({ length: 40 }, (_, n) => echo(`${n}`, `group ${Math.floor(n / 4)}`));
  const outcomes = await makePool({ workers: 2, jobs: 6 }).run(jobs, groupOf);
  expect(brief(outcomes)).toEqual(jobs.map((_, n) => `${n}`));
  const workers = outcomes.flatMap((outcome) => (outcome.kind === "done" ? [outcome.result.worker] : []));
  const counts = [...new Set(workers)].map((worker) => workers.filter((other) => other === worker).length);
  // It has the next group before it is done with the one before.
  expect(Math.max(...counts)).toBeLessThanOrEqual(12);
  expect(counts.length).toBeGreaterThanOrEqual(4);
  for (let start = 0; start < jobs.length; start += 4) {
    expect(new Set(workers.slice(start, start + 4)).size).toBe(1);
  }
});

test("the jobs of a group are done in one worker, one after the other", async () => {
  const jobs = Array.from({ length: 60 }, (_, n) => echo(`${n}`, `group ${n % 4}`));
  const outcomes = await makePool().run(jobs, groupOf);
  const results = outcomes.flatMap((outcome) => (outcome.kind === "done" ? [outcome.result] : []));
  for (const group of [0, 1, 2, 3]) {
    const ofGroup = results.filter((_, n) => n % 4 === group);
    expect(new Set(ofGroup.map(({ worker }) => worker)).size).toBe(1);
    const counts = ofGroup.map(({ count }) => count);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  }
});

test("this thread takes its share where it can help; what goes wrong there is the outcome of that job alone", async () => {
  const jobs = Array.from({ length: 40 }, (_, n) => echo(`${n}`, `group ${n % 10}`));
  const told: TestJob[] = [];
  const help = async (job: TestJob): Promise<TestResult> => {
    if (job === jobs[39]) throw new Error("oh no");
    return doneHere("text" in job ? `${job.text} here` : "");
  };
  const outcomes = await makePool({ workers: 1 }).run(jobs, groupOf, (job) => told.push(job), help);
  expect(outcomes[39]).toMatchObject({
    kind: "failed",
    cause: "error",
    message: expect.stringMatching(/^Error: oh no/),
  });
  const texts = brief(outcomes.slice(0, 39));
  expect(texts.map((text) => text.replace(" here", ""))).toEqual(jobs.slice(0, 39).map((_, n) => `${n}`));
  expect(texts).toContain("9 here");
  expect(new Set(told)).toEqual(new Set(jobs));
});

test("a pool can be used again, and its workers remember", async () => {
  const pool = makePool({ workers: 1 });
  expect(await pool.run([], groupOf)).toEqual([]);
  await pool.run([echo("a")], groupOf);
  expect(await pool.run([echo("b")], groupOf)).toMatchObject([{ result: { text: "b", count: 2 } }]);
});

test("a group goes to who had it in an earlier run, this thread included", async () => {
  const pool = makePool();
  const jobs = Array.from(
    { length: 60 },
    (_, n): TestJob => ({ kind: "wait", text: `${n}`, group: `group ${n % 12}` }),
  );
  const help = async (job: TestJob): Promise<TestResult> => {
    // As long as workers take for it.
    await new Promise((resolve) => setTimeout(resolve, 20));
    return doneHere("text" in job ? job.text : "");
  };
  const homes = async (reversed: boolean) => {
    const outcomes = await pool.run(reversed ? jobs.toReversed() : jobs, groupOf, undefined, help);
    const found = outcomes.map((outcome) => (outcome.kind === "done" ? outcome.result : undefined));
    return new Map(found.map((result) => [`group ${Number(result?.text) % 12}`, result?.worker]));
  };
  const first = await homes(false);
  expect(first.size).toBe(12);
  const again = await homes(true);
  // Who has nothing else to do takes what is another's.
  const moved = [...first].filter(([group, worker]) => again.get(group) !== worker);
  expect(moved.length).toBeLessThanOrEqual(4);
});

test("a group that is one of few left is done by who had it in an earlier run", async () => {
  const pool = makePool({ workers: 1 });
  const help = async (job: TestJob) => doneHere("text" in job ? job.text : "");
  const here = { result: { worker: "this thread" } };
  // The worker gets two groups at first, this thread the third.
  const jobs = ["a", "b", "c"].map((text) => echo(text, text));
  const first = await pool.run(jobs, groupOf, undefined, help);
  expect(first).toMatchObject([{ result: { count: 1 } }, { result: { count: 2 } }, here]);
  const again = ["c1", "c2", "c3"].map((text) => echo(text, "c"));
  expect(await pool.run(again, groupOf, undefined, help)).toMatchObject([here, here, here]);
  // Without the help of this thread, whatever it had is the worker's.
  expect(await pool.run(again, groupOf)).toMatchObject([{ result: { count: 3 } }, {}, {}]);
});

test("groups that took longest in an earlier run come first", async () => {
  const pool = makePool({ workers: 1 });
  const wait = (text: string): TestJob => ({ kind: "wait", text, group: text });
  const jobs = [echo("short", "short"), wait("middle"), wait("long"), wait("long"), wait("long")];
  await pool.run(jobs, groupOf);
  const outcomes = await pool.run(jobs, groupOf);
  expect(outcomes).toMatchObject([10, 9, 6, 7, 8].map((count) => ({ result: { count } })));
});

test("a worker has enough to do while this thread is busy, even before it is ready", async () => {
  const jobs = Array.from({ length: 80 }, (_, n) => echo(`${n}`));
  let busyUntil: number | undefined;
  const help = async (): Promise<TestResult> => {
    if (busyUntil === undefined) {
      for (const end = Date.now() + 2000; Date.now() < end; );
      busyUntil = Date.now();
    }
    return doneHere("");
  };
  const outcomes = await makePool({ workers: 1 }).run(jobs, groupOf, undefined, help);
  const times = outcomes.map((outcome) => (outcome.kind === "done" ? outcome.result.at : Number.NaN));
  // About half of its share.
  expect(times.filter((time) => time < (busyUntil as number)).length).toBeGreaterThanOrEqual(15);
});

describe("what goes wrong in one job is the outcome of that job alone", () => {
  const others = ["a", "b", "c", "d"].map((text) => echo(text, "group"));
  test.each<[TestJob["kind"], string, RegExp]>([
    ["throw", "error", /^Error: oh no/],
    ["reject", "error", /^a text$/],
    ["uncloneable", "error", /could not be cloned/],
    ["loop", "timeout", /^it took longer than 0\.5 s and was stopped$/],
    ["crash", "crash", /^the worker thread crashed: boom$/],
    ["exit", "crash", /^the worker thread ended by itself with code 3$/],
    ["allocate", "memory", /^it took more than 32 MiB of memory and was stopped$/],
  ])("%s", async (kind, cause, message) => {
    const bad = { kind, text: "oh no", group: "group" } as TestJob;
    const jobs = [...others.slice(0, 2), bad, ...others.slice(2)];
    const timeout = kind === "loop" ? 500 : 20_000;
    for (const workers of [1, 2]) {
      const started = performance.now();
      const outcomes = await makePool({ workers, timeout, memory: 32 }).run(jobs, groupOf);
      expect(brief(outcomes)).toEqual(["a", "b", `${cause}!`, "c", "d"]);
      expect(outcomes[2]).toMatchObject({ kind: "failed", cause, message: expect.stringMatching(message) });
      if (kind === "loop") expect(performance.now() - started).toBeLessThan(2500);
    }
  });

  test("whatever the jobs, each has the outcome that is its own", async () => {
    const job = fc.record({
      kind: fc.constantFrom<TestJob["kind"]>("echo", "echo", "echo", "wait", "throw", "crash", "exit"),
      text: fc.string({ maxLength: 3 }),
      group: fc.constantFrom("a", "b", "c"),
    }) as fc.Arbitrary<TestJob & { text: string }>;
    const expected = { echo: "", wait: "", throw: "error!", crash: "crash!", exit: "crash!" } as Record<string, string>;
    await fc.assert(
      fc.asyncProperty(fc.array(job, { maxLength: 12 }), fc.integer({ min: 1, max: 3 }), async (jobs, workers) => {
        const outcomes = await makePool({ workers }).run(jobs, groupOf);
        expect(brief(outcomes)).toEqual(jobs.map(({ kind, text }) => expected[kind] || text));
      }),
      { numRuns: 15 },
    );
  });
});

test("a busy main thread takes no worker for stuck", async () => {
  const jobs = Array.from({ length: 6 }, (_, n) => echo(`${n}`, "group"));
  const outcomes = await makePool({ workers: 1, timeout: 150 }).run(jobs, groupOf, () => {
    for (const end = performance.now() + 200; performance.now() < end; );
  });
  expect(brief(outcomes)).toEqual(["0", "1", "2", "3", "4", "5"]);
});

test.each<[string, Partial<PoolOptions>]>([
  ["no way to start", { init: "fail" }],
  ["Cannot find module", { entry: new URL("none.mjs", import.meta.url) }],
])("a worker that cannot be started is an error: %s", async (message, options) => {
  const error = await errorOf(() => makePool(options).run([echo("a")], groupOf));
  expect(String(error)).toMatch(`a worker thread cannot be started: `);
  expect(String(error)).toMatch(message);
});

test("a process ends by a signal while a worker is stuck, and by itself while workers are idle", async () => {
  const pool = new URL("../../src/render/pool.ts", import.meta.url);
  const module = await bundle(pool);
  const script = (jobs: string) => `
    const { createPool } = await import("${module}");
    const pool = createPool({ entry: new URL("${entry}"), init: "", workers: 2, timeout: 60_000, memory: 64, jobs: 1000 });
    process.once("SIGINT", () => process.exit(130));
    const run = pool.run(${jobs}, ({ kind }) => kind);
    setTimeout(() => console.log("running"), 300);
    await run;`;
  const stuck = execa(process.execPath, ["--input-type=module", "-e", script('[{ kind: "loop" }]')], { reject: false });
  await once(stuck.stdout, "data");
  stuck.kill("SIGINT");
  const started = performance.now();
  expect((await stuck).exitCode).toBe(130);
  expect(performance.now() - started).toBeLessThan(2000);

  const idle = await execa(process.execPath, ["--input-type=module", "-e", script('[{ kind: "echo", text: "" }]')]);
  expect(idle.exitCode).toBe(0);
});

test.each([
  [1, 2, 0],
  [29, 2, 0],
  [100, 2, 1],
  [600, 2, 1],
  [600, 8, 7],
  [100, 8, 3],
  [600, 1, 0],
])("%i jobs with a concurrency of %i pay for %i workers", (jobs, concurrency, workers) => {
  expect(workersFor(jobs, concurrency)).toBe(workers);
});
