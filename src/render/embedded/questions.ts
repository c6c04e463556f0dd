import type { Note } from "../../helmfile/world.ts";
import type { Trace } from "../../repository/traced.ts";
import type { RenderTarget } from "../renderer.ts";
import type { TargetRenderer } from "./target-renderer.ts";

/** What is found out about a target, with what it was found out from. Plain data. */
export interface Answer<Result> {
  readonly result: Result;
  readonly notes: readonly Note[];
}

export interface TracedAnswer<Result> extends Answer<Result> {
  readonly trace: Trace;
  /** What was looked at in the files as they are without the overlay, where that was needed beside those with it. */
  readonly traceBefore?: Trace | undefined;
}

/** What was looked at: in the files as they are seen, and then in those without the overlay. */
export function tracesOf({ trace, traceBefore }: TracedAnswer<unknown>): Trace[] {
  return traceBefore === undefined ? [trace] : [trace, traceBefore];
}

/** Answers one kind of question about targets. Arguments and result are plain data. */
export type AnswerQuestion<Args, Result> = (
  renderer: TargetRenderer,
  target: RenderTarget,
  args: Args,
) => Promise<TracedAnswer<Result>>;

/** The kinds of questions that there are, by name. */
// biome-ignore lint/suspicious/noExplicitAny: what each takes and gives is known where it is asked
export type Questions = Readonly<Record<string, AnswerQuestion<any, any>>>;

export type ArgsOf<Q> = Q extends AnswerQuestion<infer Args, unknown> ? Args : never;
export type ResultOf<Q> = Q extends AnswerQuestion<never, infer Result> ? Result : never;

/** Questions of one layer, as they are asked in several threads. */
export interface QuestionModule<Q extends Questions> {
  /** The entry of worker threads, which serves the same questions; JavaScript. */
  readonly worker: URL;
  /** What it takes to answer is loaded only where something has to be answered in this thread. */
  load(): Promise<Q>;
}
