import type { GoMap } from "../govalue/value.ts";
import { HelmError, type LoadedChart } from "../helm/index.ts";
import type { InspectedRelease } from "../render/embedded/inspect.ts";
import { type ImagePart, textOfPart } from "./image-part.ts";
import { findAgain, findPrintedImages, type PrintedImage } from "./printed-images.ts";

/** Some images of a release, and what becomes of them when something is different. */
export class Trial {
  readonly release: InspectedRelease;
  readonly part: ImagePart;
  /** The parts of the images as they are. */
  readonly before: readonly string[];
  readonly #images: readonly PrintedImage[];
  readonly #all: readonly PrintedImage[];
  /** Only these are rendered; `undefined`: all, since what one of these prints depends on others. */
  readonly #templates: ReadonlySet<string> | undefined;

  /**
   * @param images - the images that are watched
   * @param all - all images of the release
   */
  constructor(
    release: InspectedRelease,
    images: readonly PrintedImage[],
    all: readonly PrintedImage[],
    part: ImagePart,
  ) {
    this.release = release;
    this.part = part;
    this.before = images.map(({ image }) => textOfPart(image, part));
    this.#images = images;
    this.#all = all;
    const templates = images.flatMap(({ template }) => template ?? []);
    this.#templates = templates.length === images.length ? new Set(templates) : undefined;
  }

  /** The same with one of the images alone. */
  of(index: number): Trial {
    return new Trial(this.release, this.#images.slice(index, index + 1), this.#all, this.part);
  }

  /** The parts of the images with other values or another chart; `undefined` for an image that is gone. */
  run(difference: { readonly values?: GoMap; readonly chart?: LoadedChart }): (string | undefined)[] {
    let after: PrintedImage[];
    try {
      after = findPrintedImages(this.release.tryOut({ ...difference, templates: this.#templates }));
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      after = [];
    }
    return this.#images.map((wanted) => {
      const image = findAgain(wanted, this.#all, after);
      return image && textOfPart(image, this.part);
    });
  }
}
