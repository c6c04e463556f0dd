import type { AnswerQuestion } from "../render/embedded/questions.ts";
import { targetQuestions } from "../render/embedded/target-questions.ts";
import type { TargetInputs } from "../render/embedded/target-renderer.ts";
import type { TargetOrigins } from "./origin.ts";
import { type TraceQuestion, traceTarget } from "./trace-target.ts";

const origins: AnswerQuestion<TraceQuestion, TargetOrigins> = traceTarget;

const inputs: AnswerQuestion<undefined, TargetInputs> = (renderer, target) => renderer.inputs(target);

/** What a renderer that also traces asks of targets. */
export const originQuestions = { ...targetQuestions, inputs, origins };
