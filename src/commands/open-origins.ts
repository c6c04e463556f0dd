import picomatch from "picomatch";
import { detectedOrigins } from "../bump/detected-origins.ts";
import type { OriginSource } from "../bump/survey.ts";
import { type TraceQuestion, traceTarget } from "../provenance/trace-target.ts";
import { TargetRenderer } from "../render/embedded/target-renderer.ts";
import type { Renderer } from "../render/renderer.ts";
import type { Terminal } from "../report/terminal.ts";
import { createRepositoryFiles } from "../repository/files.ts";
import type { RendererOptions, Repository } from "./open-renderer.ts";
import { embeddedRendererOptions } from "./renderer-options.ts";

/**
 * Opens what finds out which lines decide the images of targets. Where the real helmfile renders, that one says which images
 * there are.
 */
export function openOrigins(
  options: RendererOptions,
  { root, config }: Repository,
  renderer: Renderer,
  question: TraceQuestion,
  terminal: Terminal,
): OriginSource {
  const isWanted = picomatch([...question.images], { dot: true });
  const files = createRepositoryFiles({ root });
  const tracer = new TargetRenderer(embeddedRendererOptions(options, config, root, terminal), files);
  return {
    async releases(target) {
      if (options.renderer === "embedded") return renderer.releases(target);
      return (await tracer.answer(target, "releases")).result.unrendered;
    },
    async origins(target) {
      const traced = await traceTarget(tracer, target, question);
      if (options.renderer === "embedded") return traced;
      return detectedOrigins(await renderer.render(target), traced, ({ name }) => isWanted(name));
    },
  };
}
