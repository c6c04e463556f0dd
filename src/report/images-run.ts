import type { RenderFailure } from "../bump/plan.ts";
import type { PrintedImage } from "../render/images.ts";
import type { RunningImage } from "./image-json.ts";

/** An image that a release runs, and the template that prints it. */
export interface FoundImage extends RunningImage, PrintedImage {}

/** The outcome of a run of `images`. */
export interface FoundImages {
  /** The globs of the names of images that were asked for. */
  readonly wanted: readonly string[];
  readonly images: readonly FoundImage[];
  readonly failures: readonly RenderFailure[];
}

/** What the summary counts: a release counts in each environment. */
export function countImages({ images, failures }: FoundImages) {
  const count = (idOf: (image: FoundImage) => string) => new Set(images.map(idOf)).size;
  return {
    images: images.length,
    references: count(({ image }) => image.text),
    releases: count(idOfRelease),
    helmfiles: count(({ helmfile }) => helmfile.path),
    failures: failures.length,
  };
}

/** Tells the release of an image from all others. */
export function idOfRelease({ helmfile, environment, release: { namespace, name } }: FoundImage): string {
  return JSON.stringify([helmfile.path, environment, namespace, name]);
}
