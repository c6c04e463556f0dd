import { spend } from "../govalue/allowance.ts";
import type { ContainerImage, PrintedImage } from "../render/images.ts";

/** What it takes to compare two images. */
const comparisonCost = 4;

/**
 * What has become of an image among those of another render: the one of the same container of the same object, else of the
 * same container, since the name of an object can hold a version. `undefined` where it is gone.
 */
export function findAgain(
  wanted: PrintedImage,
  before: readonly PrintedImage[],
  after: readonly PrintedImage[],
): ContainerImage | undefined {
  spend(comparisonCost * (before.length + after.length));
  for (const isLike of [hasSameObject, hasSameContainer]) {
    const alike = before.slice(0, before.indexOf(wanted)).filter((other) => isLike(other, wanted)).length;
    const found = after.filter((other) => isLike(other, wanted))[alike];
    if (found) return found.image;
  }
  return undefined;
}

function hasSameContainer(a: PrintedImage, b: PrintedImage): boolean {
  return a.template === b.template && a.image.container === b.image.container;
}

function hasSameObject(a: PrintedImage, b: PrintedImage): boolean {
  return hasSameContainer(a, b) && a.image.object === b.image.object;
}
