import type { Config } from "../config/schema.ts";
import { createEmbeddedRenderer } from "../render/embedded.ts";
import type { RenderResult, RenderTarget } from "../render/renderer.ts";
import type { Terminal } from "../report/terminal.ts";
import { askTargets } from "./ask-targets.ts";
import { type EmbeddedOptions, embeddedRendererOptions } from "./renderer-options.ts";

/** What targets of a repository render to, in their order; bump-envoy itself renders. */
export async function renderTargets(
  targets: readonly RenderTarget[],
  { root, config }: { readonly root: string; readonly config: Config },
  options: EmbeddedOptions & { readonly concurrency: number },
  terminal: Terminal,
): Promise<RenderResult[]> {
  const renderer = createEmbeddedRenderer(
    embeddedRendererOptions(options, config, root, terminal, options.concurrency),
  );
  try {
    return await askTargets(targets, "rendering", terminal, (target) => renderer.render(target));
  } finally {
    await renderer.close();
  }
}
