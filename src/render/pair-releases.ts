import type { ReleaseManifests, TargetManifests } from "./renderer.ts";

/** Each release of a target, and the same one as it is rendered at another time; `undefined` where it is not. */
export function pairReleases(
  before: TargetManifests,
  after: TargetManifests,
): (readonly [before: ReleaseManifests, after: ReleaseManifests | undefined])[] {
  const idOf = ({ release: { name, namespace } }: ReleaseManifests) => JSON.stringify([namespace, name]);
  const now = new Map(after.releases.map((release) => [idOf(release), release]));
  return before.releases.map((release) => [release, now.get(idOf(release))]);
}
