import { ownQuestions, type TargetQuestions } from "./embedded/own-questions.ts";
import { StoppedError } from "./embedded/target-pool.ts";
import { TargetService, type TargetServiceOptions } from "./embedded/target-service.ts";
import type {
  Release,
  Renderer,
  RenderResult,
  RenderTarget,
  TargetImages,
  TargetManifests,
  TemplateOutput,
} from "./renderer.ts";

/** Makes the renderer that needs no helmfile and no helm, and runs nothing from the repository. */
export function createEmbeddedRenderer(options: TargetServiceOptions): Renderer {
  return new EmbeddedRenderer(new TargetService(options, ownQuestions));
}

/** A renderer that asks a service, which may answer other questions as well. */
export class EmbeddedRenderer implements Renderer {
  readonly #service: TargetService<TargetQuestions>;

  constructor(service: TargetService<TargetQuestions>) {
    this.#service = service;
  }

  render(target: RenderTarget): Promise<RenderResult> {
    return unlessStopped(this.#service.ask("render", target, undefined));
  }

  async releases(target: RenderTarget): Promise<readonly Release[]> {
    return (await unlessStopped(this.#service.ask("releases", target, undefined))).unrendered;
  }

  images(target: RenderTarget): Promise<TargetImages> {
    return orFailure(this.#service.ask("images", target, undefined));
  }

  manifests(target: RenderTarget): Promise<TargetManifests> {
    return orFailure(this.#service.ask("manifests", target, undefined));
  }

  async template(target: RenderTarget): Promise<TemplateOutput> {
    return (await this.#service.renderer()).template(target);
  }

  async overlay(texts: ReadonlyMap<string, string | undefined>): Promise<void> {
    this.#service.overlay(texts);
  }

  close(): Promise<void> {
    return this.#service.close();
  }
}

/** That a target took too long is a failure of that target. */
async function unlessStopped(result: Promise<RenderResult>): Promise<RenderResult> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error;
    return { releases: [], unrendered: [], failure: error.message };
  }
}

/** The same for answers that have all failures. */
async function orFailure<T>(answer: Promise<T>): Promise<T | { releases: []; failures: string[] }> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error;
    return { releases: [], failures: [error.message] };
  }
}
