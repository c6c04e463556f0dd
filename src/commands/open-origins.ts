import picomatch from "picomatch";
import { detectedOrigins } from "../bump/detected-origins.ts";
import type { OriginSource } from "../bump/survey.ts";
import type { TraceQuestion } from "../provenance/trace-target.ts";
import { createTracingRenderer } from "../provenance/tracing-renderer.ts";
import type { Renderer } from "../render/renderer.ts";
import type { Terminal } from "../report/terminal.ts";
import { type RendererOptions, type Repository, withRenderer } from "./open-renderer.ts";
import { embeddedRendererOptions } from "./renderer-options.ts";

/**
 * Opens what finds out which lines decide the images of targets, and what renders them, and frees what they hold. Where the
 * real helmfile renders, that one says which images there are.
 */
export async function withOrigins<T>(
  options: RendererOptions,
  repository: Repository,
  question: TraceQuestion,
  terminal: Terminal,
  use: (source: OriginSource, renderer: Renderer) => Promise<T>,
): Promise<T> {
  const { root, config } = repository;
  const tracer = createTracingRenderer(embeddedRendererOptions(options, config, root, terminal, options.concurrency));
  try {
    const traced: OriginSource = {
      describe: (target) => tracer.describe(target),
      origins: (target) => tracer.origins(target, question),
    };
    if (options.renderer === "embedded") return await use(traced, tracer);
    const isWanted = picomatch([...question.images], { dot: true });
    return await withRenderer(options, repository, terminal, (renderer) =>
      use(
        {
          ...traced,
          origins: async (target) =>
            detectedOrigins(await renderer.render(target), await traced.origins(target), ({ name }) => isWanted(name)),
        },
        renderer,
      ),
    );
  } finally {
    await tracer.close();
  }
}
