import type { InspectedRelease } from "../render/embedded/inspect.ts";
import { type ContainerImage, findImages } from "../render/images.ts";
import { effectiveValues } from "./chart-defaults.ts";
import { marked, marksIn } from "./marks.ts";
import { type KeyPath, type Leaf, leavesOf, withValues } from "./values-tree.ts";

/**
 * Finds the values that images' versions (or names) are made of, by changing them and rendering again: those whose change
 * shows up. No name of a key plays a part.
 *
 * @param images - of the release as it is
 * @param part - what to look for: the version, or the name
 * @returns for each image the paths of its values, none where no value plays a part
 */
export function findCauses(
  inspected: InspectedRelease,
  images: readonly ContainerImage[],
  part: ImagePart,
): KeyPath[][] {
  const leaves = leavesOf(effectiveValues(inspected));
  const found = images.map((): readonly KeyPath[] => []);
  for (const mayBePart of [isLikely, isPossible]) {
    const open = images.filter((_, i) => found[i]?.length === 0);
    const candidates = leaves.filter(({ text }) => open.some((image) => mayBePart(text, textOfPart(image, part))));
    if (candidates.length === 0) continue;
    const intervention = new Intervention(inspected, part, candidates, open);
    for (const image of open) found[images.indexOf(image)] = intervention.causesOf(image);
  }
  return found.map((paths) => [...paths]);
}

/**
 * Of some keys that nothing sets, those that would decide an image's tag if they were set.
 *
 * @param paths - such as the values that the template names beside a default
 */
export function findUnsetCauses(
  inspected: InspectedRelease,
  image: ContainerImage,
  part: ImagePart,
  paths: readonly KeyPath[],
): readonly KeyPath[] {
  const unset = paths.map((path) => ({ path, text: "" }));
  return unset.length === 0 ? [] : new Intervention(inspected, part, unset, []).causesOf(image);
}

/** A part of an image reference: the version is the digest where there is one, else the tag. */
export type ImagePart = "version" | "name";

export function textOfPart({ digest, tag, name }: ContainerImage, part: ImagePart): string {
  return part === "name" ? name : (digest ?? tag ?? "");
}

/** A value that is the tag, or holds it (a whole reference), or is a good part of it. */
function isLikely(text: string, part: string): boolean {
  return part !== "" && (text.includes(part) || (text.length > 2 && part.includes(text)));
}

/** Any part of the tag, be it a digit. */
function isPossible(text: string, part: string): boolean {
  return part.includes(text);
}

/** Changes of some values, and what they do to images. */
class Intervention {
  readonly #inspected: InspectedRelease;
  readonly #part: ImagePart;
  readonly #candidates: readonly Leaf[];
  /** The texts that are looked for in values. */
  readonly #texts: readonly string[];
  /** The images with all candidates marked at once; most often that is all it takes. */
  readonly #together: readonly ContainerImage[];

  constructor(
    inspected: InspectedRelease,
    part: ImagePart,
    candidates: readonly Leaf[],
    images: readonly ContainerImage[],
  ) {
    this.#inspected = inspected;
    this.#part = part;
    this.#candidates = candidates;
    this.#texts = images.map((image) => textOfPart(image, part));
    this.#together = this.#imagesWith(candidates);
  }

  causesOf(image: ContainerImage): readonly KeyPath[] {
    const together = this.#textIn(this.#together, image);
    if (together === textOfPart(image, this.#part)) return [];
    const marks = marksIn(together ?? "");
    const found = this.#candidates.filter((_, number) => marks.has(number));
    // What was marked beside may have changed which value decides: those that were found have to do it alone.
    if (found.length > 0 && this.#decide(found, image)) return found.map(({ path }) => path);
    return this.#candidates.filter((leaf) => this.#decide([leaf], image)).map(({ path }) => path);
  }

  /** Whether the marks of these values show up in the tag, every one of them. */
  #decide(leaves: readonly Leaf[], image: ContainerImage): boolean {
    return marksIn(this.#textIn(this.#imagesWith(leaves), image) ?? "").size === leaves.length;
  }

  #imagesWith(leaves: readonly Leaf[]): readonly ContainerImage[] {
    const changes = leaves.map(({ path, text }, number) => ({ path, value: marked(text, this.#texts, number) }));
    // A change of a list gives the chart the whole list, its defaults included.
    const inList = leaves.some(({ path }) => path.some((key) => typeof key === "number"));
    const values = inList ? effectiveValues(this.#inspected) : this.#inspected.values;
    return findImages(this.#inspected.render(withValues(values, changes)).text);
  }

  /** What has become of an image after a change; `undefined` where it is gone. */
  #textIn(images: readonly ContainerImage[], { container, object, name }: ContainerImage): string | undefined {
    const others = images.filter((image) => image.container === container && image.object === object);
    const same = others.find((image) => image.name === name) ?? others[0];
    return same && textOfPart(same, this.#part);
  }
}
