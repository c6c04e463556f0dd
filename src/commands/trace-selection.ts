import type { ReleaseOrigins } from "../provenance/origin.ts";
import { createTracingRenderer } from "../provenance/tracing-renderer.ts";
import type { TargetServiceOptions } from "../render/embedded/target-service.ts";
import type { Terminal } from "../report/terminal.ts";
import { askTargets } from "./ask-targets.ts";
import { type ChosenReleases, chooseReleases } from "./choose-images.ts";
import type { OpenSelection } from "./open-selection.ts";

/** What is looked for in a selection. */
export interface TraceRequest {
  /** Globs of the names of images. */
  readonly images: readonly string[];
  /** Globs of the names of releases; none selects all. */
  readonly releases: readonly string[];
  /** What the progress is called. */
  readonly label: string;
}

/** What decides the versions of the images of a selection. */
export type TracedSelection = ChosenReleases<ReleaseOrigins>;

/**
 * Traces the images of a selection to what decides their versions.
 *
 * @param options - what the renderer is made with
 * @throws UserError `unknown-selection` for a glob that matches no release, where all of them are known
 */
export async function traceSelection(
  selection: OpenSelection,
  { images, releases, label }: TraceRequest,
  options: TargetServiceOptions,
  terminal: Terminal,
): Promise<TracedSelection> {
  selection.memo?.save();
  const targets = selection.targets.filter(({ isSelected }) => isSelected);
  const renderer = createTracingRenderer(options);
  try {
    const traced = await askTargets(targets, label, terminal, async (target) => ({
      target,
      ...(await renderer.origins(target, { images, parts: ["version"] })),
    }));
    return chooseReleases(traced, releases, ({ release }) => release.name);
  } finally {
    await renderer.close();
  }
}
