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
  readonly #isWhole: boolean;

  /**
   * @param images - the images that are watched
   * @param all - all images of the release
   * @param isWhole - whether templates are rendered, too, that print none of the images
   */
  constructor(
    release: InspectedRelease,
    images: readonly PrintedImage[],
    all: readonly PrintedImage[],
    part: ImagePart,
    isWhole = false,
  ) {
    this.release = release;
    this.part = part;
    this.before = images.map(({ image }) => textOfPart(image, part));
    this.#images = images;
    this.#all = all;
    this.#isWhole = isWhole;
  }

  /** The same with one of the images alone. */
  of(index: number): Trial {
    return new Trial(this.release, this.#images.slice(index, index + 1), this.#all, this.part, this.#isWhole);
  }

  /** The same with all templates. */
  ofAllTemplates(): Trial {
    return new Trial(this.release, this.#images, this.#all, this.part, true);
  }

  /** Whether the images are what they are; without all templates they need not be, since one can change the values of others. */
  isFaithful(): boolean {
    return this.#isWhole || this.run({}).every((text, i) => text === this.before[i]);
  }

  /** The parts of the images with other values or another chart; `undefined` for an image that is gone. */
  run(difference: { readonly values?: GoMap; readonly chart?: LoadedChart }): (string | undefined)[] {
    const templates = this.#isWhole ? undefined : new Set(this.#images.map(({ template }) => template));
    let after: PrintedImage[];
    try {
      after = findPrintedImages(this.release.tryOut({ ...difference, templates }));
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
