import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ValuesFiles } from "../bump/values-files.ts";
import { overridesOf } from "../provenance/overrides.ts";
import { explainJson } from "../report/explain-json.ts";
import { countExplanation, type ExplainedImage, type Explanation } from "../report/explain-run.ts";
import { printExplainText } from "../report/explain-text.ts";
import type { Terminal } from "../report/terminal.ts";
import { wantedImages } from "./choose-images.ts";
import { openSelection, type SelectionOptions } from "./open-selection.ts";
import { cacheFolder, type EmbeddedOptions, embeddedRendererOptions } from "./renderer-options.ts";
import { type TracedSelection, traceSelection } from "./trace-selection.ts";

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
 * @param services - globs of the folders of services, or of the ends of their paths, or paths that these lie below; none: all
 *   below the working folder
 * @returns the exit code: 1 where something could not be rendered, or the place that decides is not known
 * @throws UserError for misuse
 */
export async function explain(
  services: readonly string[],
  options: ExplainOptions,
  terminal: Terminal,
): Promise<number> {
  const { paths, names } = tellApart(services, options.cwd);
  const selection = await openSelection(paths, { ...options, service: names }, cacheFolder(options), terminal);
  const { root, config } = selection;
  const wanted = wantedImages(options.image, selection);
  const traced = await traceSelection(
    selection,
    { images: wanted, releases: options.release, label: "tracing" },
    embeddedRendererOptions(options, config, root, terminal, options.concurrency),
    terminal,
  );
  const explanation = toExplanation(traced, wanted, new ValuesFiles(root));

  if (options.format === "json") terminal.stdout.write(explainJson(explanation));
  else printExplainText(explanation, terminal);
  const { failures, untraced } = countExplanation(explanation);
  return failures + untraced > 0 ? 1 : 0;
}

/** What starts as a path is one, and what leads somewhere with a slash in it. */
function tellApart(services: readonly string[], cwd: string) {
  const isPath = (text: string) =>
    /^(?:\/|\.\.?(?:\/|$))/.test(text) || (text.includes("/") && existsSync(resolve(cwd, text)));
  return { paths: services.filter(isPath), names: services.filter((text) => !isPath(text)) };
}

function toExplanation(
  { targets, failures }: TracedSelection,
  wanted: readonly string[],
  files: ValuesFiles,
): Explanation {
  return {
    wanted,
    images: targets.flatMap(({ target: { source: helmfile, environment }, releases }) =>
      releases.flatMap(({ release, images }) => {
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
    failures,
  };
}
