import type { RenderFailure } from "../bump/plan.ts";
import { checkReleaseGlobs, releaseMatcher, type SelectedTarget } from "../bump/selection.ts";
import type { OpenSelection } from "./open-selection.ts";

/** What was found out about the releases of a target. */
export interface TargetReleases<R> {
  readonly target: SelectedTarget;
  readonly releases: readonly R[];
}

/** What was found out about the releases of a selection. */
export interface ChosenReleases<R> {
  /** Of each selected target the releases that are selected. */
  readonly targets: readonly TargetReleases<R>[];
  /** Each message once for a target. */
  readonly failures: readonly RenderFailure[];
}

/** The images to look for where none are named: that of the configuration and its flavours. */
export function wantedImages(named: readonly string[], { config }: Pick<OpenSelection, "config">): readonly string[] {
  return named.length > 0 ? named : [config.image, `${config.image}-*`];
}

/**
 * Chooses the releases whose names match one of the globs; none chooses all.
 *
 * @throws UserError `unknown-selection` for a glob that matches no release, where all of them are known
 */
export function chooseReleases<R>(
  answers: readonly (TargetReleases<R> & { readonly failures: readonly string[] })[],
  globs: readonly string[],
  nameOf: (release: R) => string,
): ChosenReleases<R> {
  const areAllKnown = answers.every(({ failures }) => failures.length === 0);
  checkReleaseGlobs(
    globs,
    answers.flatMap(({ releases }) => releases.map(nameOf)),
    areAllKnown,
  );
  const isMeant = releaseMatcher(globs);
  return {
    targets: answers.map(({ target, releases }) => ({
      target,
      releases: releases.filter((release) => isMeant(nameOf(release))),
    })),
    failures: answers.flatMap(({ target: { source: helmfile, environment }, failures }) =>
      [...new Set(failures)].map((message) => ({ helmfile, environment, message })),
    ),
  };
}
