import { type Allowance, isExhausted } from "../govalue/allowance.ts";
import type { GoMap } from "../govalue/value.ts";
import { HelmError, type LoadedChart } from "../helm/index.ts";
import type { InspectedRelease } from "../render/embedded/inspect.ts";
import type { PrintedImage } from "../render/images.ts";
import { findAgain } from "./find-again.ts";
import { type ImagePart, textOfPart } from "./image-part.ts";

export interface TrialOptions {
  readonly release: InspectedRelease;
  readonly part: ImagePart;
  /** All images of the release. */
  readonly all: readonly PrintedImage[];
  /** What all trials of a target may take together. */
  readonly allowance: Allowance;
  /** Whether templates are rendered, too, that print none of the images. */
  readonly isWhole?: boolean;
}

/** Some images of a release, and what becomes of them when something is different. */
export class Trial {
  readonly release: InspectedRelease;
  readonly part: ImagePart;
  /** The parts of the images as they are. */
  readonly before: readonly string[];
  readonly #options: TrialOptions;
  readonly #images: readonly PrintedImage[];

  /** @param images - the images that are watched */
  constructor(options: TrialOptions, images: readonly PrintedImage[]) {
    this.release = options.release;
    this.part = options.part;
    this.before = images.map(({ image }) => textOfPart(image, options.part));
    this.#options = options;
    this.#images = images;
  }

  /** The same with one of the images alone. */
  of(index: number): Trial {
    return new Trial(this.#options, this.#images.slice(index, index + 1));
  }

  /** The same with all templates. */
  ofAllTemplates(): Trial {
    return new Trial({ ...this.#options, isWhole: true }, this.#images);
  }

  /** Does something that spends of what trials may take. */
  within<T>(action: () => T): T {
    return this.#options.allowance.run(action);
  }

  /** Whether the images are what they are; without all templates they need not be, since one can change the values of others. */
  isFaithful(): boolean {
    return this.#options.isWhole || this.run({}).every((text, i) => text === this.before[i]);
  }

  /**
   * The parts of the images with other values or another chart; `undefined` for an image that is gone.
   *
   * @throws {ExhaustedError} where trials may take no more
   */
  run(difference: { readonly values?: GoMap; readonly chart?: LoadedChart }): (string | undefined)[] {
    return this.within(() => {
      const after = this.#try(difference);
      return this.#images.map((wanted) => {
        const image = findAgain(wanted, this.#options.all, after);
        return image && textOfPart(image, this.part);
      });
    });
  }

  #try(difference: { readonly values?: GoMap; readonly chart?: LoadedChart }): readonly PrintedImage[] {
    const templates = this.#options.isWhole ? undefined : new Set(this.#images.map(({ template }) => template));
    try {
      return this.release.tryOut({ ...difference, templates });
    } catch (error) {
      // What takes too much now would do so, or nearly so, in other trials.
      if (!(error instanceof HelmError) || isExhausted(error)) throw error;
      return [];
    }
  }
}
