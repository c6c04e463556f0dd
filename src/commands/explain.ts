import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import picomatch from "picomatch";
import { type SelectedTarget, selectTargets, unknownName } from "../bump/selection.ts";
import { ValuesFiles } from "../bump/values-files.ts";
import { loadConfig } from "../config/load.ts";
import { UserError } from "../errors.ts";
import type { TargetOrigins } from "../provenance/origin.ts";
import { overridesOf } from "../provenance/overrides.ts";
import { traceTarget } from "../provenance/trace-target.ts";
import { TargetRenderer } from "../render/embedded/target-renderer.ts";
import { explainJson } from "../report/explain-json.ts";
import { countExplanation, type ExplainedImage, type Explanation } from "../report/explain-run.ts";
import { printExplainText } from "../report/explain-text.ts";
import { withProgress } from "../report/progress.ts";
import type { Terminal } from "../report/terminal.ts";
import { createRepositoryFiles } from "../repository/files.ts";
import { findRoot } from "../repository/root.ts";
import { scanRepository } from "../repository/scan.ts";
import { type EmbeddedOptions, embeddedRendererOptions, printNote } from "./renderer-options.ts";

/** The options of `explain`, as commander gives them. */
export interface ExplainOptions extends EmbeddedOptions {
  readonly cwd: string;
  readonly cluster: readonly string[];
  readonly environment: readonly string[];
  readonly release: readonly string[];
  readonly image: readonly string[];
  readonly format: "text" | "json";
  readonly config?: string;
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
  const cwd = existing(resolve(options.cwd));
  const root = findRoot(cwd);
  const config = await loadConfig(root, options.config, cwd);
  const wanted = options.image.length > 0 ? options.image : [config.image, `${config.image}-*`];
  const { helmfiles } = await scanRepository(root, config);
  const selection = {
    paths: [cwd],
    services,
    clusters: options.cluster,
    environments: options.environment,
    releases: options.release,
  };
  const targets = selectTargets(helmfiles, selection, root).filter(({ isSelected }) => isSelected);
  const renderer = new TargetRenderer(
    embeddedRendererOptions(options, config, root, terminal),
    createRepositoryFiles({ root }),
  );
  const traced = await withProgress(terminal, "tracing", targets.length, async (onDone) => {
    const results: TracedTarget[] = [];
    for (const target of targets) {
      results.push({ target, origins: await traceTarget(renderer, target, { images: wanted, parts: ["version"] }) });
      onDone(`${target.helmfile} ${target.environment ?? ""}`);
    }
    return results;
  });
  checkReleases(traced, options.release);
  const explanation = toExplanation(traced, wanted, options.release, await ValuesFiles.of(root));

  for (const note of new Map(
    traced.flatMap(({ origins }) => origins.notes ?? []).map((each) => [each.message, each]),
  ).values()) {
    printNote(note, terminal);
  }
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
  const unknown = globs.find((glob) => !names.some((name) => picomatch.isMatch(name, glob, { dot: true })));
  const areKnown = traced.every(({ origins }) => origins.failures.length === 0);
  if (unknown !== undefined && areKnown) throw unknownName("release", unknown, names);
}

function toExplanation(
  traced: readonly TracedTarget[],
  wanted: readonly string[],
  releaseGlobs: readonly string[],
  files: ValuesFiles,
): Explanation {
  const isSelected = picomatch(releaseGlobs.length > 0 ? [...releaseGlobs] : ["**"], { dot: true });
  return {
    wanted,
    images: traced.flatMap(({ target: { source: helmfile, environment }, origins }) =>
      origins.releases
        .filter(({ release }) => isSelected(release.name))
        .flatMap(({ release, images }) => {
          const resolved = files.resolve(release.values, helmfile.folder);
          const own = new Set(resolved.flatMap((file) => (file?.isOwn ? [file.path] : [])));
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

/** The path with links resolved, as the root has it. */
function existing(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  throw new UserError("usage", `there is no folder ${path}`, { remedy: "check -C DIR" });
}
