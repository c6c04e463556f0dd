import type { QuestionModule } from "../render/embedded/questions.ts";
import type { DescribedTarget } from "../render/embedded/target-questions.ts";
import { TargetService, type TargetServiceOptions } from "../render/embedded/target-service.ts";
import { unlessStopped } from "../render/embedded/unless-stopped.ts";
import { EmbeddedRenderer } from "../render/embedded.ts";
import type { Renderer, RenderTarget } from "../render/renderer.ts";
import type { TargetOrigins } from "./origin.ts";
import type { originQuestions } from "./origin-questions.ts";
import type { TraceQuestion } from "./trace-target.ts";

type OriginQuestions = typeof originQuestions;

const questions: QuestionModule<OriginQuestions> = {
  worker: new URL("./origin-worker.js", import.meta.url),
  load: async () => (await import("./origin-questions.ts")).originQuestions,
};

/** What is known of a target that could not be looked at. */
const nothing: DescribedTarget = { releases: [], reads: { files: [], folders: [], charts: [] } };

/** An embedded renderer that also finds out what decides the images of targets. */
export interface TracingRenderer extends Renderer {
  /** What failed is part of the result. */
  origins(target: RenderTarget, question: TraceQuestion): Promise<TargetOrigins>;

  /** The releases of a target, installed or not, and what it looks at, without rendering it; nothing of what fails. */
  describe(target: RenderTarget): Promise<DescribedTarget>;
}

/** Makes a renderer that does both in the same threads, with the same cache. */
export function createTracingRenderer(options: TargetServiceOptions): TracingRenderer {
  const service = new TargetService(options, questions);
  return new ServiceTracer(service);
}

/** A renderer that asks a service which answers such questions, among others. */
export class ServiceTracer extends EmbeddedRenderer implements TracingRenderer {
  readonly #service: TargetService<OriginQuestions>;

  constructor(service: TargetService<OriginQuestions>) {
    super(service);
    this.#service = service;
  }

  origins(target: RenderTarget, question: TraceQuestion): Promise<TargetOrigins> {
    return unlessStopped(this.#service.ask("origins", target, question), async (reason) => {
      const { releases, reads } = await this.describe(target);
      return { releases: [], unrendered: releases.filter(({ installed }) => installed), reads, failures: [reason] };
    });
  }

  describe(target: RenderTarget): Promise<DescribedTarget> {
    return unlessStopped(this.#service.ask("reads", target, undefined), () => nothing);
  }
}
