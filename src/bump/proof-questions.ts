import type { TargetOrigins } from "../provenance/origin.ts";
import { originQuestions } from "../provenance/origin-questions.ts";
import { type TraceQuestion, traceTarget } from "../provenance/trace-target.ts";
import type { AnswerQuestion } from "../render/embedded/questions.ts";
import { type EffectQuestion, effectOn, type TargetEffects } from "./effects.ts";

/** Most targets that are traced are edited next. */
const origins: AnswerQuestion<TraceQuestion, TargetOrigins> = (renderer, target, question) =>
  traceTarget(renderer, target, question, (manifests) => renderer.keep(target, manifests));

const effects: AnswerQuestion<EffectQuestion, TargetEffects> = (renderer, target, question) =>
  renderer.compare(target, (before, after) => effectOn(target, before, after, question));

/** What a renderer that also traces and compares asks of targets. */
export const proofQuestions = { ...originQuestions, origins, effects };
