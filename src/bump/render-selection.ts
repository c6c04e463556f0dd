import picomatch from "picomatch";
import type { ContainerImage } from "../render/images.ts";
import type { Release, RenderedRelease, Renderer, RenderResult } from "../render/renderer.ts";
import type { RenderFailure } from "./plan.ts";
import { type SelectedTarget, unknownName } from "./selection.ts";

/** A selected release that runs the image. */
export interface ImageUser {
  readonly target: SelectedTarget;
  readonly release: RenderedRelease;
  readonly images: readonly ContainerImage[];
}

/** An installed release that is not selected: it stays as it is, and so do the files that it reads. */
export interface Bystander {
  readonly target: SelectedTarget;
  readonly release: Release;
}

export interface RenderedSelection {
  readonly users: readonly ImageUser[];
  readonly bystanders: readonly Bystander[];
  readonly failures: readonly RenderFailure[];
}

/** The images with this name that a rendered release runs. */
export function imagesNamed(release: RenderedRelease, name: string): ContainerImage[] {
  return release.images.filter((image) => image.name === name);
}

/**
 * Renders the selected targets and finds the releases that run an image of this name. Of the targets that are not
 * selected it only asks which releases they have.
 *
 * @param releases - globs of the names of releases; none selects all
 * @param onRendered - called when a target is done
 * @throws UserError `unknown-selection` for a glob that matches no release, where all of them are known
 */
export async function renderSelection(
  renderer: Renderer,
  targets: readonly SelectedTarget[],
  image: string,
  releases: readonly string[],
  onRendered: (target: SelectedTarget) => void,
): Promise<RenderedSelection> {
  const isSelected = picomatch(releases.length > 0 ? [...releases] : ["**"], { dot: true });
  const results = await Promise.all(
    targets.map(async (target) => {
      const result = target.isSelected ? await renderer.render(target) : await describeOnly(renderer, target);
      onRendered(target);
      return { target, result };
    }),
  );

  const names = results.flatMap(({ result }) => namesIn(result));
  const unknown = releases.find((glob) => !names.some((name) => picomatch.isMatch(name, glob, { dot: true })));
  // A helmfile that could not even be evaluated may have it: then its failure is what there is to say.
  const areKnown = results.every(({ result }) => result.failure === undefined || namesIn(result).length > 0);
  if (unknown !== undefined && areKnown) throw unknownName("release", unknown, names);

  const selection = { users: [] as ImageUser[], bystanders: [] as Bystander[], failures: [] as RenderFailure[] };
  for (const { target, result } of results) {
    for (const release of result.releases) {
      const images = imagesNamed(release, image);
      if (!isSelected(release.name)) selection.bystanders.push({ target, release });
      else if (images.length > 0) selection.users.push({ target, release, images });
    }
    for (const release of result.unrendered) {
      if (!target.isSelected || !isSelected(release.name)) selection.bystanders.push({ target, release });
    }
    if (result.failure !== undefined) {
      selection.failures.push({ helmfile: target.source, environment: target.environment, message: result.failure });
    }
  }
  return selection;
}

function namesIn({ releases, unrendered }: RenderResult): string[] {
  return [...releases, ...unrendered].map(({ name }) => name);
}

async function describeOnly(renderer: Renderer, target: SelectedTarget): Promise<RenderResult> {
  const releases = await renderer.releases(target);
  return { releases: [], unrendered: releases.filter(({ installed }) => installed), failure: undefined };
}
