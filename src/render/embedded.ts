import { ownQuestions, type TargetQuestions } from "./embedded/own-questions.ts";
import { TargetService, type TargetServiceOptions } from "./embedded/target-service.ts";
import { unlessStopped } from "./embedded/unless-stopped.ts";
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
    return unlessStopped(this.#service.ask("render", target, undefined), failedResult);
  }

  async releases(target: RenderTarget): Promise<readonly Release[]> {
    return (await unlessStopped(this.#service.ask("releases", target, undefined), failedResult)).unrendered;
  }

  images(target: RenderTarget): Promise<TargetImages> {
    return unlessStopped(this.#service.ask("images", target, undefined), failed);
  }

  manifests(target: RenderTarget): Promise<TargetManifests> {
    return unlessStopped(this.#service.ask("manifests", target, undefined), failed);
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

function failedResult(failure: string): RenderResult {
  return { releases: [], unrendered: [], failure };
}

function failed(reason: string): { releases: []; failures: string[] } {
  return { releases: [], failures: [reason] };
}
