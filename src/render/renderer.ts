import type { Note } from "../helmfile/world.ts";
import type { ContainerImage, PrintedImage } from "./images.ts";

/** One helmfile in one environment: the smallest thing that is evaluated and rendered. */
export interface RenderTarget {
  /** The helmfile, relative to the root, with `/`. */
  readonly helmfile: string;
  /** `undefined`: without one, which helmfile calls `default`. */
  readonly environment: string | undefined;
}

/** A release as its helmfile describes it, evaluated for one environment. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  /** The folder of the chart relative to the root, or the name of a chart that lies elsewhere. */
  readonly chart: string;
  /** Whether the helmfile wants it installed in this environment; others are not rendered. */
  readonly installed: boolean;
  /** What its values are merged from, in that order: later ones win. */
  readonly values: readonly ValuesSource[];
}

/** One element of a release's `values:`. */
export type ValuesSource =
  /** A file, relative to the root where it lies within, else absolute. */
  | { readonly kind: "file"; readonly path: string; readonly exists: boolean }
  /** Values that stand in the helmfile itself. */
  | { readonly kind: "inline"; readonly values: unknown };

export interface RenderedRelease extends Release {
  /** What the containers of its manifests run. */
  readonly images: readonly ContainerImage[];
}

/** The outcome of one target. What failed does not hide what did not: both lists can be filled. */
export interface RenderResult {
  readonly releases: readonly RenderedRelease[];
  /** Releases that are installed and could not be rendered, as far as they are known. */
  readonly unrendered: readonly Release[];
  /** Why the helmfile, or some of its releases, could not be rendered: what a person needs to know, in a few lines. */
  readonly failure: string | undefined;
}

/** What a release runs. */
export interface ReleaseImages extends Pick<Release, "name" | "namespace"> {
  readonly images: readonly PrintedImage[];
}

/** What a target runs. */
export interface TargetImages {
  /** Those that could be rendered, at least in part. */
  readonly releases: readonly ReleaseImages[];
  /** Why something is missing. */
  readonly failures: readonly string[];
}

/** What a target is rendered to, as `helmfile template` prints it. */
export interface TemplateOutput {
  readonly text: string;
  /** Why it is not all there. */
  readonly failure: string | undefined;
  readonly notes?: readonly Note[];
  /** Whether it is not all there because something is asked for that only the real tools can do. */
  readonly isUnsupported?: boolean;
  /** How many lines of the text each release has, in order, where that is known. */
  readonly releases?: readonly ReleaseLines[];
}

export interface ReleaseLines {
  readonly name: string;
  readonly lines: number;
}

/** What a release is rendered to. */
export interface ReleaseManifests {
  readonly release: Release;
  /** As `helm template` prints them; of a release that is rendered in part, what could be rendered. */
  readonly text: string;
  /** Why templates are missing; none where the release is rendered in full. */
  readonly problems: readonly string[];
}

/** What a target is rendered to, release by release. */
export interface TargetManifests {
  readonly releases: readonly ReleaseManifests[];
  /** Why releases are missing. */
  readonly failures: readonly string[];
}

/** What the evaluation and the rendering of a target look at. Paths are relative to the root; what lies elsewhere is left out. */
export interface TargetReads {
  /** Files, those of charts aside, and what was looked for and is not there. */
  readonly files: readonly string[];
  /** Folders, those of charts aside, of which it matters what is in them. */
  readonly folders: readonly string[];
  /** The folders and archives of charts. */
  readonly charts: readonly string[];
}

/** Renders helmfiles. */
export interface Renderer {
  /** Renders every release that is installed in the target. Failures are part of the result. */
  render(target: RenderTarget): Promise<RenderResult>;

  /** What every release that is installed in the target runs: {@link render} without what the releases are made of. */
  images(target: RenderTarget): Promise<TargetImages>;

  /** What each release that is installed in the target is rendered to. */
  manifests(target: RenderTarget): Promise<TargetManifests>;

  /** What `helmfile template --skip-deps` prints for a target. */
  template(target: RenderTarget): Promise<TemplateOutput>;

  /** The releases of a target, installed or not, without rendering them; a failure is an empty list. */
  releases(target: RenderTarget): Promise<readonly Release[]>;

  /**
   * Gives files another text, for this renderer alone: what an edit would do. All others have that of the repository, those
   * of an earlier overlay included. None of them may be helmfile state.
   *
   * @param files - the texts by path, relative to the root; `undefined`: there is no such file
   */
  overlay(files: ReadonlyMap<string, string | undefined>): Promise<void>;

  /** Frees what the renderer holds; it cannot be used any more. */
  close(): Promise<void>;
}
