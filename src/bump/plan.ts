import { onOneLine } from "../on-one-line.ts";
import type { Helmfile } from "../repository/scan.ts";

/** What becomes of a release that runs the image. */
export type Outcome =
  /** Its image gets another version by edits of these files. */
  | { readonly kind: "bumped"; readonly files: readonly string[] }
  /** What it runs stays, and overrides that do not matter any more go from these files. */
  | { readonly kind: "unpinned"; readonly files: readonly string[] }
  /** It runs the version already. */
  | { readonly kind: "current" }
  /** It is not meant: the reason says why. */
  | { readonly kind: "kept"; readonly reason: string }
  /** It should have changed and does not; the reason says why. */
  | { readonly kind: "skipped"; readonly reason: string };

/** What becomes of one image of a release. */
export interface ImageChange {
  /** The object that holds the pod, as `Kind/name`. */
  readonly object: string;
  readonly container: string;
  /** The reference that runs now. */
  readonly from: string;
  /** The version that is to run; `undefined`: the one that is inherited, whichever that is. */
  readonly version: string | undefined;
  /** The name of the image that is to run; `undefined`: the one that is inherited, whichever that is. */
  readonly name: string | undefined;
}

/** A release, in one environment, that runs the image. */
export interface BumpedRelease {
  readonly helmfile: Helmfile;
  readonly environment: string | undefined;
  readonly name: string;
  readonly namespace: string;
  /** The image references that it runs, as rendered. */
  readonly images: readonly string[];
  readonly outcome: Outcome;
  /** What becomes of its images; none where they stay. */
  readonly changes: readonly ImageChange[];
}

/** A values file that changes, or would. */
export interface FileEdit {
  /** Relative to the root, links resolved. */
  readonly path: string;
  /** `undefined`: the file is made. */
  readonly before: string | undefined;
  /** `undefined`: the file goes. */
  readonly after: string | undefined;
}

/** An edit that leaves a text. */
export type TextChange = FileEdit & { readonly after: string };

/** A helmfile that could not be rendered, or not wholly, in one environment. */
export interface RenderFailure {
  readonly helmfile: Helmfile;
  readonly environment: string | undefined;
  readonly message: string;
}

/** Of what is said of a helmfile, what went wrong: what helmfile says of a state file begins with its path. */
export function withoutPath(message: string, path: string): string {
  return message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
}

/** An image of another flavour, such as envoy-future, which is left alone. */
export interface SeenFlavour {
  readonly helmfile: Helmfile;
  readonly environment: string | undefined;
  readonly release: string;
  /** The reference, as rendered. */
  readonly image: string;
}

/** What a bump does, or did. */
export interface BumpPlan {
  readonly edits: readonly FileEdit[];
  readonly releases: readonly BumpedRelease[];
  readonly flavours: readonly SeenFlavour[];
  readonly failures: readonly RenderFailure[];
}

/** What tells a release in one environment from all others. */
export interface ReleasePlace {
  readonly helmfile: string;
  readonly environment: string | undefined;
  readonly namespace: string;
  readonly name: string;
}

export function releaseId({ helmfile, environment, namespace, name }: ReleasePlace): string {
  return JSON.stringify([helmfile, environment, namespace, name]);
}

/** `codfw/cxserver` or `cxserver`, with the environment in parentheses: how people name a service. */
export function describeService(helmfile: Helmfile, environment: string | undefined): string {
  const service = helmfile.cluster === undefined ? helmfile.service : `${helmfile.cluster}/${helmfile.service}`;
  return onOneLine(environment === undefined ? service : `${service} (${environment})`);
}
