import { originQuestions } from "../provenance/origin-questions.ts";
import type { AnswerQuestion } from "../render/embedded/questions.ts";
import { type EffectQuestion, effectOn, type TargetEffects } from "./effects.ts";

const effects: AnswerQuestion<EffectQuestion, TargetEffects> = (renderer, target, question) =>
  renderer.compare(target, (before, after) => effectOn(target, before, after, question));

/** What a renderer that also traces and compares asks of targets. */
export const proofQuestions = { ...originQuestions, effects };
