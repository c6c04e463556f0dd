import { checkReleaseGlobs, releaseMatcher, type SelectedTarget } from "../bump/selection.ts";
import { ValuesFiles } from "../bump/values-files.ts";
import type { TargetOrigins } from "../provenance/origin.ts";
import { overridesOf } from "../provenance/overrides.ts";
import { createTracingRenderer } from "../provenance/tracing-renderer.ts";
import { explainJson } from "../report/explain-json.ts";
import { countExplanation, type ExplainedImage, type Explanation } from "../report/explain-run.ts";
import { printExplainText } from "../report/explain-text.ts";
import { withProgress } from "../report/progress.ts";
import type { Terminal } from "../report/terminal.ts";
import { nameOf, openSelection, type SelectionOptions } from "./open-selection.ts";
import { cacheFolder, type EmbeddedOptions, embeddedRendererOptions } from "./renderer-options.ts";

/** The options of `explain`, as commander gives them. */
export interface ExplainOptions extends EmbeddedOptions, Omit<SelectionOptions, "service"> {
  /** How many helmfiles to render at the same time. */
  readonly concurrency: number;
  readonly release: readonly string[];
  readonly image: readonly string[];
  readonly format: "text" | "json";
}

/**
 * Prints which lines decide the versions of images.
 *
 * @param services - globs of the folders of services, or of the ends of their paths; none: all below the working folder
 * @returns the exit code: 1 where something could not be rendered, or the place that decides is not known
 * @throws UserError for misuse
 */
export async function explain(
  services: readonly string[],
  options: ExplainOptions,
  terminal: Terminal,
): Promise<number> {
  const selection = await openSelection([], { ...options, service: services }, cacheFolder(options));
  const { root, config, memo } = selection;
  memo?.save();
  const wanted = options.image.length > 0 ? options.image : [config.image, `${config.image}-*`];
  const targets = selection.targets.filter(({ isSelected }) => isSelected);
  const renderer = createTracingRenderer(embeddedRendererOptions(options, config, root, terminal, options.concurrency));
  let traced: TracedTarget[];
  try {
    traced = await withProgress(terminal, "tracing", targets.length, (onDone) =>
      Promise.all(
        targets.map(async (target) => {
          const origins = await renderer.origins(target, { images: wanted, parts: ["version"] });
          onDone(nameOf(target));
          return { target, origins };
        }),
      ),
    );
  } finally {
    await renderer.close();
  }
  checkReleases(traced, options.release);
  const explanation = toExplanation(traced, wanted, options.release, new ValuesFiles(root));

  if (options.format === "json") terminal.stdout.write(explainJson(explanation));
  else printExplainText(explanation, terminal);
  const { failures, untraced } = countExplanation(explanation);
  return failures + untraced > 0 ? 1 : 0;
}

interface TracedTarget {
  readonly target: SelectedTarget;
  readonly origins: TargetOrigins;
}

/** @throws UserError for a glob that matches no release, where all of them are known */
function checkReleases(traced: readonly TracedTarget[], globs: readonly string[]): void {
  const names = traced.flatMap(({ origins }) => origins.releases.map(({ release }) => release.name));
  const areAllKnown = traced.every(({ origins }) => origins.failures.length === 0);
  checkReleaseGlobs(globs, names, areAllKnown);
}

function toExplanation(
  traced: readonly TracedTarget[],
  wanted: readonly string[],
  releaseGlobs: readonly string[],
  files: ValuesFiles,
): Explanation {
  const isSelected = releaseMatcher(releaseGlobs);
  return {
    wanted,
    images: traced.flatMap(({ target: { source: helmfile, environment }, origins }) =>
      origins.releases
        .filter(({ release }) => isSelected(release.name))
        .flatMap(({ release, images }) => {
          const own = new Set(
            files.resolve(release.values, helmfile.folder).flatMap((file) => (file?.isOwn ? [file.path] : [])),
          );
          return images.map((origin): ExplainedImage => {
            const overrides = new Map(
              origin.version.causes.map((cause) => [cause, overridesOf(cause, release, (path) => own.has(path))]),
            );
            return { helmfile, environment, release, origin, overrides };
          });
        }),
    ),
    failures: traced.flatMap(({ target: { source: helmfile, environment }, origins }) =>
      [...new Set(origins.failures)].map((message) => ({ helmfile, environment, message })),
    ),
  };
}
