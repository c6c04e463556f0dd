import type { Helmfile } from "../repository/scan.ts";

/** What becomes of a release that runs the image. */
export type Outcome =
  /** Its image gets the new version by an edit. */
  | { readonly kind: "bumped"; readonly file: string }
  /** It runs the version already. */
  | { readonly kind: "current" }
  /** It runs another version and keeps it; the reason says why. */
  | { readonly kind: "skipped"; readonly reason: string };

/** A release, in one environment, that runs the image. */
export interface BumpedRelease {
  readonly helmfile: Helmfile;
  readonly environment: string | undefined;
  readonly name: string;
  readonly namespace: string;
  /** The image references that it runs, as rendered. */
  readonly images: readonly string[];
  readonly outcome: Outcome;
}

/** A values file that changes, or would. */
export interface FileEdit {
  /** Relative to the root, links resolved. */
  readonly path: string;
  /** `undefined`: the file is made. */
  readonly before: string | undefined;
  readonly after: string;
}

/** A helmfile that could not be rendered, or not wholly, in one environment. */
export interface RenderFailure {
  readonly helmfile: Helmfile;
  readonly environment: string | undefined;
  readonly message: string;
}

/** What a bump does, or did. */
export interface BumpPlan {
  readonly edits: readonly FileEdit[];
  readonly releases: readonly BumpedRelease[];
  readonly failures: readonly RenderFailure[];
}

/** `codfw/cxserver` or `cxserver`, with the environment in parentheses: how people name a service. */
export function describeService(helmfile: Helmfile, environment: string | undefined): string {
  const service = helmfile.cluster === undefined ? helmfile.service : `${helmfile.cluster}/${helmfile.service}`;
  return environment === undefined ? service : `${service} (${environment})`;
}
