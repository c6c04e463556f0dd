import type { ImageOrigin, PartOrigin, TargetOrigins } from "../provenance/origin.ts";
import { idInTarget } from "../render/compare-targets.ts";
import type { ContainerImage } from "../render/images.ts";
import type { RenderResult } from "../render/renderer.ts";

const unknown: PartOrigin = { causes: [], literals: [] };

/**
 * What decides the images that a renderer has found, where another one traced them: what only the first has found is of
 * unknown origin, and what only the other has is left out, unless the first has failed: then it may have lost it.
 *
 * @param isWanted - whether an image is asked for
 */
export function detectedOrigins(
  found: RenderResult,
  traced: TargetOrigins,
  isWanted: (image: ContainerImage) => boolean,
): TargetOrigins {
  const releases = found.releases.map((release) => {
    const same = traced.releases.find(({ release: other }) => idInTarget(other) === idInTarget(release));
    const { images, ...described } = release;
    return {
      // The layers of the origins are those of the release as it was traced.
      release: same?.release ?? described,
      images: images
        .filter(isWanted)
        .map((image): ImageOrigin => same?.images.find((origin) => isSame(origin.image, image)) ?? untraced(image)),
      others: images.filter((image) => !isWanted(image)),
    };
  });
  const { reads } = traced;
  if (found.failure === undefined) return { releases, unrendered: [], reads, failures: [] };
  const others = [...found.unrendered, ...traced.releases.map(({ release }) => release), ...traced.unrendered];
  const unrendered = new Map(others.map((release) => [idInTarget(release), release]));
  for (const release of found.releases) unrendered.delete(idInTarget(release));
  return { releases, unrendered: [...unrendered.values()], reads, failures: [found.failure] };
}

function isSame(a: ContainerImage, b: ContainerImage): boolean {
  return a.object === b.object && a.container === b.container && a.text === b.text;
}

function untraced(image: ContainerImage): ImageOrigin {
  return { image, version: unknown, name: unknown };
}
