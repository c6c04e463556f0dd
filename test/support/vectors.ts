import { readFileSync } from "node:fs";
import type { Tagged } from "./tagged.ts";
import { encodeText } from "./tagged.ts";

/** What the recorder answered: a result, or the message of the error. */
export type Answer<Result = Tagged> = { readonly ok: Result } | { readonly error: Tagged };

export interface Vector<Request, Result = Tagged> {
  readonly request: Request;
  readonly answer: Answer<Result>;
}

/** The recorded vectors `test/vectors/<name>.cases.json` with their answers. */
export function readVectors<Request, Result = Tagged>(name: string): Vector<Request, Result>[] {
  const requests = readJson<Request[]>(`${name}.cases.json`);
  const answers = readJson<Answer<Result>[]>(`${name}.answers.json`);
  if (requests.length !== answers.length) throw new Error(`${name}: stale; run node scripts/record-vectors.mjs`);
  return answers.map((answer, i) => ({ request: requests[i] as Request, answer }));
}

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8")) as T;
}

/** The answer that our own code gives: what `run` returns, or the message of what it throws. */
export function answerOf<Result>(run: () => Result): { ok: Result } | { error: Tagged } {
  try {
    return { ok: run() };
  } catch (error) {
    return { error: encodeText(error instanceof Error ? error.message : String(error)) };
  }
}
