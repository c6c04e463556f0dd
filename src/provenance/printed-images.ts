import { type ContainerImage, findImages } from "../render/images.ts";

/** An image of a release and the template that prints it. */
export interface PrintedImage {
  readonly image: ContainerImage;
  /** The path of the template, as manifests name their source. */
  readonly template: string;
}

/** The images of a release in the order of its manifests, as `helm template` prints these. */
export function findPrintedImages(manifests: string): PrintedImage[] {
  let template = "";
  return manifests.split(/^(?=---(?:\s|$))/m).flatMap((manifest) => {
    // What a template prints can be several documents, of which the first names it.
    template = /^# Source: (.+)$/m.exec(manifest)?.[1] ?? template;
    return findImages(manifest).map((image) => ({ image, template }));
  });
}

/**
 * What has become of an image among those of another render: the one of the same container of the same object, else of the
 * same container, since the name of an object can hold a version. `undefined` where it is gone.
 */
export function findAgain(
  wanted: PrintedImage,
  before: readonly PrintedImage[],
  after: readonly PrintedImage[],
): ContainerImage | undefined {
  for (const isLike of [hasSameObject, hasSameContainer]) {
    const place = before.filter((other) => isLike(other, wanted)).indexOf(wanted);
    const found = after.filter((other) => isLike(other, wanted))[place];
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
