import type { RenderFailure } from "../bump/plan.ts";
import type { Commit } from "../git/blame.ts";
import type { Revision } from "../git/revision.ts";
import type { LayerKind, Site } from "../provenance/origin.ts";
import type { Release } from "../render/renderer.ts";
import type { Helmfile } from "../repository/scan.ts";

/** What a repository's releases run, and where that comes from. Plain data, as are its parts. */
export interface StatusReport {
  /** `undefined`: the files as they lie there now. */
  readonly revision: Revision | undefined;
  /** The globs of the names of images that were looked for. */
  readonly wanted: readonly string[];
  /** In the order of the services' folders, then as their helmfiles have it. */
  readonly rows: readonly StatusRow[];
  /** An entry for each name of an image that runs. */
  readonly images: readonly ImageStatus[];
  /** An entry for each image of each service. */
  readonly services: readonly ServiceStatus[];
  readonly failures: readonly RenderFailure[];
}

/** One image of one container of a release, in one environment. */
export interface StatusRow {
  /** The name of the service; in the layout of 2020 it has a helmfile in each cluster. */
  readonly service: Helmfile["service"];
  readonly cluster: Helmfile["cluster"];
  /** The folder of the helmfile and the helmfile itself, relative to the root. */
  readonly folder: Helmfile["folder"];
  readonly helmfile: Helmfile["path"];
  readonly environment: string | undefined;
  readonly release: Release["name"];
  readonly namespace: Release["namespace"];
  readonly chart: Release["chart"];
  /** The object that holds the pod, as `Kind/name`. */
  readonly workload: string;
  readonly container: string;
  /** The image as the manifest has it. */
  readonly reference: string;
  /** Its name: the last part of its path. */
  readonly image: string;
  /** Where it comes from: the reference without what names the version. */
  readonly repository: string;
  /** The digest where there is one, else the tag; `undefined` without both. */
  readonly version: string | undefined;
  readonly origin: StatusOrigin;
  /** How long the lines that decide are as they are; `undefined` where git does not know them. */
  readonly age: Age | undefined;
  /** Whether an image of this name runs somewhere in a version that is newer. */
  readonly isBehind: boolean;
  /** The other versions of this image that releases of the service run, the newest first. */
  readonly drift: readonly (string | undefined)[];
}

/** Where a version comes from. */
export type OriginKind =
  /** From the service's own files. */
  | "override"
  /** From files that services share, or that only the deployment host has. */
  | "inherited"
  /** From the default values of the chart. */
  | "chart"
  /** From the text of a template of the chart. */
  | "literal"
  /** It is made of several values. */
  | "several"
  /** Nothing was found that decides it. */
  | "unknown";

/** What decides a version. */
export interface StatusOrigin {
  readonly kind: OriginKind;
  /** The place that decides; of several values one for each; none where it is not known. */
  readonly sites: readonly Site[];
  /** Whether every place that decides is known. */
  readonly isTraced: boolean;
  /** The values that it is made of: one as a rule, none where the text stands in a template. */
  readonly keys: readonly StatusKey[];
}

/** A value that decides, and what sets it. */
export interface StatusKey {
  /** Such as `mesh.image_version`. */
  readonly keyPath: string;
  /** The same as keys from the root of the values; a number is an index of a list. */
  readonly path: readonly (string | number)[];
  /** What sets it, in the order in which it is merged. */
  readonly chain: readonly StatusLayer[];
}

/** One of the layers that set a value. */
export interface StatusLayer {
  readonly kind: LayerKind;
  /** As the release names it: relative to the root, or absolute. */
  readonly file: string;
  readonly value: string;
  readonly site: Site | undefined;
  /** Whether it is the one that counts. */
  readonly decides: boolean;
}

/** Since when a line is as it is; of several lines that of the one which was changed last. */
export interface Age {
  /** The commit that it comes from and who wrote that; `undefined`: the line has been changed and is not committed. */
  readonly commit: Commit | undefined;
  /** Whole days from then until now, or until the revision that is looked at. */
  readonly days: number;
}

/** In which versions an image runs. */
export interface ImageStatus {
  readonly image: string;
  /** By Debian's order of versions; `undefined` where none can be ordered. */
  readonly newest: string | undefined;
  /** The version that most rows have; of several the newest. `undefined` where no row has one. */
  readonly mostCommon: string | undefined;
  /** The newest first, then those that cannot be ordered. */
  readonly versions: readonly VersionCount[];
}

export interface VersionCount {
  readonly version: string | undefined;
  readonly isBehind: boolean;
  readonly rows: number;
  readonly services: number;
}

/** In which versions a service runs an image. */
export interface ServiceStatus {
  readonly service: string;
  /** The folders of its helmfiles: one, or in the layout of 2020 one for each cluster. */
  readonly folders: readonly string[];
  readonly image: string;
  /** The newest first, then those that cannot be ordered; more than one is drift. */
  readonly versions: readonly (string | undefined)[];
  readonly isBehind: boolean;
}

/** What has changed between two states of a repository. */
export interface StatusDiff {
  readonly before: StatusReport;
  readonly after: StatusReport;
  readonly added: readonly StatusRow[];
  readonly removed: readonly StatusRow[];
  readonly changed: readonly StatusChange[];
  /** Those that are in one of them, where it is not known whether they are in the other: that one could not be rendered. */
  readonly uncompared: readonly StatusRow[];
}

/** A row of which the image, the version or what decides it is another one. */
export interface StatusChange {
  readonly before: StatusRow;
  readonly after: StatusRow;
}
