import type { AnswerQuestion } from "../render/embedded/questions.ts";
import { targetQuestions } from "../render/embedded/target-questions.ts";
import type { TargetOrigins } from "./origin.ts";
import { type TraceQuestion, traceTarget } from "./trace-target.ts";

const origins: AnswerQuestion<TraceQuestion, TargetOrigins> = traceTarget;

/** What a renderer that also traces asks of targets. */
export const originQuestions = { ...targetQuestions, origins };
