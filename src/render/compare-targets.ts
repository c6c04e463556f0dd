import type { ContainerImage } from "./images.ts";
import type { Release, ReleaseManifests } from "./renderer.ts";

/** What a release is rendered to, to be compared. */
export interface ComparableRelease extends ReleaseManifests {
  /** What its manifests run, in their order; left out where that has to be found in the text. */
  readonly images?: () => readonly ContainerImage[];
}

/** What a target is rendered to, to be compared; the failures say why releases are missing. */
export interface ComparableTarget {
  readonly releases: readonly ComparableRelease[];
  readonly failures: readonly string[];
}

/** Says what is wanted of a release that is rendered twice; `undefined`: it cannot be rendered any more. */
export type CompareRelease<T> = (before: ComparableRelease, after: ComparableRelease | undefined) => T;

/** A target that is rendered twice. */
export interface ComparedTarget<T> {
  /** What is wanted of each release that can be rendered before, be it in part. */
  readonly releases: readonly T[];
  /** Why releases are missing. */
  readonly failures: { readonly before: readonly string[]; readonly after: readonly string[] };
}

/** Tells a release from the others of its target. */
export function idInTarget({ name, namespace }: Release): string {
  return JSON.stringify([namespace, name]);
}

/** Compares what a target is rendered to, release by release. */
export function compareTargets<T>(
  before: ComparableTarget,
  after: ComparableTarget,
  compare: CompareRelease<T>,
): ComparedTarget<T> {
  const now = new Map(after.releases.map((each) => [idInTarget(each.release), each]));
  return {
    releases: before.releases.map((release) => compare(release, now.get(idInTarget(release.release)))),
    failures: { before: before.failures, after: after.failures },
  };
}
