import { applyPlan } from "../bump/apply.ts";
import { makePlan } from "../bump/make-plan.ts";
import type { BumpPlan } from "../bump/plan.ts";
import { renderSelection } from "../bump/render-selection.ts";
import { ValuesFiles } from "../bump/values-files.ts";
import { bumpedTargets, verifyPlan } from "../bump/verify.ts";
import { UserError } from "../errors.ts";
import { isTag } from "../render/image-reference.ts";
import { bumpJson } from "../report/bump-json.ts";
import type { BumpRun } from "../report/bump-run.ts";
import { printBumpText } from "../report/bump-text.ts";
import { withProgress } from "../report/progress.ts";
import type { Terminal } from "../report/terminal.ts";
import { isWithin } from "../repository/is-within.ts";
import { type RendererOptions, withRenderer } from "./open-renderer.ts";
import { nameOf, openSelection, type SelectionOptions } from "./open-selection.ts";
import { cacheFolder } from "./renderer-options.ts";

/** The options of the bump as the command line gives them. */
export interface BumpOptions extends RendererOptions, SelectionOptions {
  readonly dryRun: boolean;
  readonly check: boolean;
  readonly release: readonly string[];
  readonly image?: string;
  readonly key?: string;
  readonly create: boolean;
  readonly format: "text" | "json";
  readonly verbose: boolean;
  readonly quiet: boolean;
}

/**
 * Finds the releases that run the image and sets the version in their values files.
 *
 * @param paths - files or folders that limit the run to the helmfiles below them; none: the working folder
 * @returns the exit code: 0 where all is done, 1 where something is left
 * @throws UserError for misuse, and for whatever keeps files from being written; then nothing has changed
 */
export async function bump(
  version: string,
  paths: readonly string[],
  options: BumpOptions,
  terminal: Terminal,
): Promise<number> {
  checkVersion(version);
  const selection = await openSelection(paths, options, cacheFolder(options));
  const { cwd, root, config, stateFiles, paths: selectedPaths, targets, memo } = selection;
  const image = options.image ?? config.image;
  const keyPath = options.key ?? config.key;
  const key = keyPath.split(".");

  const plan = await withRenderer(options, { root, config, stateFiles }, terminal, async (renderer) => {
    const rendered = await withProgress(terminal, "rendering", targets.length, (onDone) =>
      renderSelection(renderer, targets, image, options.release, (target) => onDone(nameOf(target))),
    );
    const draft = makePlan(rendered, new ValuesFiles(root), { root, version, key, create: options.create, memo });
    memo?.save();
    await renderer.overlay(new Map(draft.edits.map(({ path, after }) => [path, after])));
    return withProgress(terminal, "verifying", bumpedTargets(draft).length, (onDone) =>
      verifyPlan(draft, renderer, { image, version, key }, (target) => onDone(nameOf(target))),
    );
  });

  const mode = options.dryRun ? "dry-run" : options.check ? "check" : "write";
  if (mode === "write") applyPlan(plan, root);
  // git apply takes no names with `..`.
  const namesFrom = selectedPaths.every((path) => isWithin(path, cwd)) ? cwd : root;
  const run: BumpRun = { mode, version, image, key: keyPath, root, namesFrom };
  if (options.format === "json") terminal.stdout.write(bumpJson(plan, run));
  else printBumpText(plan, run, terminal, options);
  return exitCode(plan, options);
}

function checkVersion(version: string): void {
  if (/^v\d/.test(version)) {
    throw new UserError("usage", `${JSON.stringify(version)} starts with a v, which image versions do not`, {
      remedy: `did you mean ${version.slice(1)}?`,
    });
  }
  if (!isTag(version)) {
    throw new UserError("usage", `${JSON.stringify(version)} is not a valid image tag`, {
      remedy: "a tag is up to 128 letters, digits, dots, dashes and underscores, such as 1.15.0-1",
    });
  }
}

function exitCode({ edits, releases, failures }: BumpPlan, { dryRun, check }: BumpOptions): number {
  if (check && edits.length > 0) return 1;
  const isLeft = failures.length > 0 || releases.some(({ outcome }) => outcome.kind === "skipped");
  return isLeft && !dryRun ? 1 : 0;
}
