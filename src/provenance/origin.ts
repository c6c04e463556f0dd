import type { ContainerImage } from "../render/images.ts";
import type { Release, TargetReads } from "../render/renderer.ts";

/** One place in one file that decides a tag, or would if nothing came after it. */
export interface Site {
  /** Relative to the root where it lies within, else absolute. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  /** What stands there, as written. */
  readonly text: string;
  /** The whole line. */
  readonly lineText: string;
}

/** What a layer of a release's values is. */
export type LayerKind =
  /** The default values of the chart or of a subchart. */
  | "chart"
  /** A values file in plain YAML. */
  | "values"
  /** A file that only the deployment host has, or what stands in for it here. */
  | "stand-in"
  /** A values file that is a template (`.gotmpl`). */
  | "template"
  /** Values in the state file itself. */
  | "inline"
  /** A state value (of an environment or of `values:`) that comes in through templated text. */
  | "state"
  /** An assignment (`set:`, or `--set` among helm's arguments). */
  | "set";

/** A layer that sets the key. */
export interface OriginLayer {
  readonly kind: LayerKind;
  /** The file as the release names it (relative to the root, or absolute): of what stands in no values file, the state file. */
  readonly file: string;
  /** Its place among the layers of the release, in merge order; the chart's defaults and what else goes below are at -1. */
  readonly index: number;
  /** The value as the chart sees it, as text. */
  readonly value: string;
  /** `undefined` where nothing in the repository could be found out to set it. */
  readonly site: Site | undefined;
}

/** A value that decides an image's tag, alone or with others. */
export interface Cause {
  /** The keys from the root of the values; a number is an index of a list. */
  readonly path: readonly (string | number)[];
  /** The layers that set it in merge order: the last one decides. None where a default of the template stands in for it. */
  readonly layers: readonly OriginLayer[];
}

/** What decides a part of an image reference. */
export interface PartOrigin {
  /**
   * One where a value is the part, or would be if it were set; several where it is made of several; none where no value
   * plays a part.
   */
  readonly causes: readonly Cause[];
  /** Where no value is set that plays a part: where the text stands in the templates of the chart. */
  readonly literals: readonly Site[];
}

/** What decides which image runs. */
export interface ImageOrigin {
  readonly image: ContainerImage;
  /** Of the digest where there is one, else of the tag, else of the whole reference. */
  readonly version: PartOrigin;
  /** Of the last part of the image's path, where that was asked for. */
  readonly name: PartOrigin | undefined;
}

export interface ReleaseOrigins {
  readonly release: Release;
  /** The images that were asked for. */
  readonly images: readonly ImageOrigin[];
  /** The images beside. */
  readonly others: readonly ContainerImage[];
}

/** What decides the images of a target. Plain data. */
export interface TargetOrigins {
  readonly releases: readonly ReleaseOrigins[];
  /** What is installed and could not be rendered, as far as it is known, or is not to be looked at. */
  readonly unrendered: readonly Release[];
  readonly reads: TargetReads;
  /** Why something is missing. */
  readonly failures: readonly string[];
}

/** The layer that decides. */
export function winnerOf({ layers }: Cause): OriginLayer | undefined {
  return layers.at(-1);
}

/** Whether every value that a part is made of is known with its place, or the place in a template. */
export function isTraced({ causes, literals }: PartOrigin): boolean {
  const isKnown = causes.length > 0 && causes.every((cause) => winnerOf(cause)?.site !== undefined);
  return isKnown || literals.length > 0;
}

/** `mesh.image_version`, `containers[0].tag`. */
export function formatKeyPath(path: readonly (string | number)[]): string {
  return path
    .map((key, i) => {
      if (typeof key === "number") return `[${key}]`;
      const shown = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
      return i === 0 ? shown : `.${shown}`;
    })
    .join("");
}
