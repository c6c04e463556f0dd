import type { RenderFailure } from "../bump/plan.ts";
import type { Cause, ImageOrigin } from "../provenance/origin.ts";
import { isTraced } from "../provenance/origin.ts";
import type { Override } from "../provenance/overrides.ts";
import type { Release } from "../render/renderer.ts";
import type { Helmfile } from "../repository/scan.ts";

/** What decides an image's version, in one release of one environment. */
export interface ExplainedImage {
  readonly helmfile: Helmfile;
  readonly environment: string | undefined;
  readonly release: Release;
  readonly origin: ImageOrigin;
  /** Where each of the values that decide could be set for the service. */
  readonly overrides: ReadonlyMap<Cause, readonly Override[]>;
}

/** The outcome of a run of `explain`. */
export interface Explanation {
  /** The globs of the names of images that were asked for. */
  readonly wanted: readonly string[];
  readonly images: readonly ExplainedImage[];
  readonly failures: readonly RenderFailure[];
}

/** What the summary counts. */
export function countExplanation({ images, failures }: Explanation) {
  const traced = images.filter(({ origin }) => isTraced(origin.version)).length;
  return { images: images.length, traced, untraced: images.length - traced, failures: failures.length };
}
