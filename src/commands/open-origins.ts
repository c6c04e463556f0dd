import picomatch from "picomatch";
import { detectedOrigins } from "../bump/detected-origins.ts";
import type { EffectSource } from "../bump/effects.ts";
import { createProvingRenderer } from "../bump/proving-renderer.ts";
import { renderedEffects } from "../bump/rendered-effects.ts";
import type { OriginSource } from "../bump/survey.ts";
import type { TraceQuestion } from "../provenance/trace-target.ts";
import type { Renderer } from "../render/renderer.ts";
import type { Terminal } from "../report/terminal.ts";
import { type RendererOptions, type Repository, withRenderer } from "./open-renderer.ts";
import { embeddedRendererOptions } from "./renderer-options.ts";

/**
 * Opens what finds out which lines decide the images of targets, what renders them, and what says what edits do to them, and
 * frees what they hold. Where the real helmfile renders, that one says which images there are, and what edits do.
 */
export async function withOrigins<T>(
  options: RendererOptions,
  repository: Repository,
  question: TraceQuestion,
  terminal: Terminal,
  use: (source: OriginSource, renderer: Renderer, effects: EffectSource) => Promise<T>,
): Promise<T> {
  const { root, config } = repository;
  const tracer = createProvingRenderer(embeddedRendererOptions(options, config, root, terminal, options.concurrency));
  try {
    const traced: OriginSource = {
      describe: (target) => tracer.describe(target),
      origins: (target) => tracer.origins(target, question),
    };
    if (options.renderer === "embedded") return await use(traced, tracer, tracer);
    const isWanted = picomatch([...question.images], { dot: true });
    return await withRenderer(options, repository, terminal, (renderer) =>
      use(
        {
          ...traced,
          origins: async (target) =>
            detectedOrigins(await renderer.render(target), await traced.origins(target), ({ name }) => isWanted(name)),
        },
        renderer,
        renderedEffects(renderer),
      ),
    );
  } finally {
    await tracer.close();
  }
}
