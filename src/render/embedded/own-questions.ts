import type { QuestionModule } from "./questions.ts";
import type { targetQuestions } from "./target-questions.ts";

export type TargetQuestions = typeof targetQuestions;

export const ownQuestions: QuestionModule<TargetQuestions> = {
  worker: new URL("./target-worker.js", import.meta.url),
  load: async () => (await import("./target-questions.ts")).targetQuestions,
};
