import type { RenderFailure } from "../bump/plan.ts";
import { checkReleaseGlobs, releaseMatcher, type SelectedTarget } from "../bump/selection.ts";
import type { ReleaseOrigins } from "../provenance/origin.ts";
import { createTracingRenderer } from "../provenance/tracing-renderer.ts";
import type { TargetServiceOptions } from "../render/embedded/target-service.ts";
import { withProgress } from "../report/progress.ts";
import type { Terminal } from "../report/terminal.ts";
import { nameOf, type OpenSelection } from "./open-selection.ts";

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
export interface TracedSelection {
  /** Of each selected target the releases that are selected. */
  readonly targets: readonly TracedTarget[];
  /** Each message once for a target. */
  readonly failures: readonly RenderFailure[];
}

export interface TracedTarget {
  readonly target: SelectedTarget;
  readonly releases: readonly ReleaseOrigins[];
}

/** The images to look for where none are named: that of the configuration and its flavours. */
export function wantedImages(named: readonly string[], { config }: Pick<OpenSelection, "config">): readonly string[] {
  return named.length > 0 ? named : [config.image, `${config.image}-*`];
}

/**
 * Traces the images of a selection to what decides their versions.
 *
 * @param options - what the renderer is made with
 * @throws UserError `unknown-selection` for a glob that matches no release, where all of them are known
 */
export async function traceSelection(
  selection: OpenSelection,
  { images, releases: globs, label }: TraceRequest,
  options: TargetServiceOptions,
  terminal: Terminal,
): Promise<TracedSelection> {
  selection.memo?.save();
  const targets = selection.targets.filter(({ isSelected }) => isSelected);
  const renderer = createTracingRenderer(options);
  try {
    const traced = await withProgress(terminal, label, targets.length, (onDone) =>
      Promise.all(
        targets.map(async (target) => {
          const origins = await renderer.origins(target, { images, parts: ["version"] });
          onDone(nameOf(target));
          return { target, origins };
        }),
      ),
    );
    const names = traced.flatMap(({ origins }) => origins.releases.map(({ release }) => release.name));
    const areAllKnown = traced.every(({ origins }) => origins.failures.length === 0);
    checkReleaseGlobs(globs, names, areAllKnown);
    const isMeant = releaseMatcher(globs);
    return {
      targets: traced.map(({ target, origins }) => ({
        target,
        releases: origins.releases.filter(({ release }) => isMeant(release.name)),
      })),
      failures: traced.flatMap(({ target: { source: helmfile, environment }, origins }) =>
        [...new Set(origins.failures)].map((message) => ({ helmfile, environment, message })),
      ),
    };
  } finally {
    await renderer.close();
  }
}
