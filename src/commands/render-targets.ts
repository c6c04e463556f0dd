import type { Config } from "../config/schema.ts";
import type { Note } from "../helmfile/index.ts";
import { createEmbeddedRenderer } from "../render/embedded.ts";
import type { RenderResult, RenderTarget } from "../render/renderer.ts";
import type { Terminal } from "../report/terminal.ts";
import { askTargets } from "./ask-targets.ts";
import { type EmbeddedOptions, embeddedRendererOptions } from "./renderer-options.ts";

/**
 * What targets of a repository render to, in their order; bump-envoy itself renders.
 *
 * @param untold - the kinds of notes that the command deals with itself
 */
export async function renderTargets(
  targets: readonly RenderTarget[],
  { root, config }: { readonly root: string; readonly config: Config },
  options: EmbeddedOptions & { readonly concurrency: number },
  terminal: Terminal,
  untold: readonly Note["kind"][] = [],
): Promise<RenderResult[]> {
  const settings = embeddedRendererOptions(options, config, root, terminal, options.concurrency);
  const note = (each: Note) => {
    if (!untold.includes(each.kind)) settings.note(each);
  };
  const renderer = createEmbeddedRenderer({ ...settings, note });
  try {
    return await askTargets(targets, "rendering", terminal, (target) => renderer.render(target));
  } finally {
    await renderer.close();
  }
}
