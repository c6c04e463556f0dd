import type { Config } from "../config/schema.ts";
import { createEmbeddedRenderer } from "../render/embedded.ts";
import type { RenderResult, RenderTarget } from "../render/renderer.ts";
import { withProgress } from "../report/progress.ts";
import type { Terminal } from "../report/terminal.ts";
import { nameOf } from "./open-selection.ts";
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
    return await withProgress(terminal, "rendering", targets.length, (onDone) =>
      Promise.all(
        targets.map(async (target) => {
          const result = await renderer.render(target);
          onDone(nameOf(target));
          return result;
        }),
      ),
    );
  } finally {
    await renderer.close();
  }
}
