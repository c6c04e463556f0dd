import { ServiceTracer, type TracingRenderer } from "../provenance/tracing-renderer.ts";
import type { QuestionModule } from "../render/embedded/questions.ts";
import { TargetService, type TargetServiceOptions } from "../render/embedded/target-service.ts";
import { unlessStopped } from "../render/embedded/unless-stopped.ts";
import type { RenderTarget } from "../render/renderer.ts";
import type { EffectQuestion, EffectSource, TargetEffects } from "./effects.ts";
import type { proofQuestions } from "./proof-questions.ts";

type ProofQuestions = typeof proofQuestions;

const questions: QuestionModule<ProofQuestions> = {
  worker: new URL("./proof-worker.js", import.meta.url),
  load: async () => (await import("./proof-questions.ts")).proofQuestions,
};

/** An embedded renderer that traces, and finds out what edits do where it renders. */
export type ProvingRenderer = TracingRenderer & EffectSource;

/** Makes a renderer that does all of it in the same threads, with the same cache. */
export function createProvingRenderer(options: TargetServiceOptions): ProvingRenderer {
  return new ServiceProver(new TargetService(options, questions));
}

class ServiceProver extends ServiceTracer implements ProvingRenderer {
  readonly #service: TargetService<ProofQuestions>;

  constructor(service: TargetService<ProofQuestions>) {
    super(service);
    this.#service = service;
  }

  async effects(...[asked, edits, onDone]: Parameters<EffectSource["effects"]>): Promise<TargetEffects[]> {
    this.#service.overlay(edits);
    const effects = await Promise.all(
      asked.map(async ({ target, question }, index) => {
        const found = await this.#effectsOn(target, question);
        onDone(index);
        return found;
      }),
    );
    this.#service.overlay(new Map());
    return effects;
  }

  #effectsOn(target: RenderTarget, question: EffectQuestion): Promise<TargetEffects> {
    return unlessStopped(this.#service.ask("effects", target, question), (reason) => ({
      releases: [],
      failures: { before: [reason], after: [reason] },
    }));
  }
}
