import { serveJobs } from "../../src/render/serve-jobs.ts";

/** What a worker of the tests is told to do. */
export type TestJob =
  | { readonly kind: "echo" | "wait" | "throw"; readonly text: string; readonly group?: string }
  | { readonly kind: "loop" | "crash" | "exit" | "allocate" | "reject" | "uncloneable"; readonly group?: string };

export interface TestResult {
  readonly text: string;
  /** Which worker has done it, and as its how manieth job. */
  readonly worker: string;
  readonly count: number;
  /** When that was, in milliseconds since the epoch. */
  readonly at: number;
}

let count = 0;
const worker = Math.random().toString(36);

serveJobs((init: string) => {
  if (init === "fail") throw new Error("no way to start");
  return async (job: TestJob): Promise<TestResult> => {
    const resultOf = (text: string) => ({ text: init + text, worker, count: ++count, at: Date.now() });
    switch (job.kind) {
      case "echo":
        return resultOf(job.text);
      case "wait":
        await new Promise((resolve) => setTimeout(resolve, 20));
        return resultOf(job.text);
      case "throw":
        throw new Error(job.text);
      case "loop":
        for (;;) count++;
      case "crash":
        setTimeout(() => {
          throw new Error("boom");
        });
        return new Promise(() => {});
      case "exit":
        return process.exit(3);
      case "allocate":
        for (const all: unknown[] = []; ; ) all.push(Array.from({ length: 1000 }, () => ({ count: count++ })));
      case "reject":
        return Promise.reject("a text");
      case "uncloneable":
        return { ...resultOf(""), run: () => {} } as TestResult;
    }
  };
});
