import { type ImageOrigin, winnerOf } from "../provenance/origin.ts";
import { pathFromFolder } from "../repository/path-from-folder.ts";
import { type Assignment, type AssignmentOptions, assignFiles, type Demand } from "./assign-files.ts";
import { type DecidingKey, decidingKey, type NoKey, placeOf } from "./deciding-key.ts";
import type { BumpedRelease, BumpPlan, ImageChange, Outcome } from "./plan.ts";
import { type Survey, type SurveyedRelease, seenFlavours } from "./survey.ts";
import { compareVersions, isVersion } from "./version-order.ts";

export interface BumpRequest {
  /** The name of the image to bump. */
  readonly image: string;
  readonly version: string;
  /** The name of the image that is to run in its place. */
  readonly imageName?: string | undefined;
  /** The version that runs where there is something to do; default: any. */
  readonly from?: string | undefined;
  /** The key to write where it is uncertain which one decides. */
  readonly key?: readonly string[] | undefined;
  readonly allowDowngrade: boolean;
}

/**
 * Decides for every selected release that runs the image which files get the version, so that exactly these change.
 *
 * @throws what the edit of a file throws
 */
export function makePlan(survey: Survey, request: BumpRequest, options: AssignmentOptions): BumpPlan {
  const wishes = survey.releases.flatMap((release): Wish[] => {
    const wish = wishFor(release, request);
    const reason = wish && "demands" in wish ? options.unproved?.get(release.id) : undefined;
    if (wish && reason !== undefined) return [{ release, images: wish.images, outcome: { kind: "skipped", reason } }];
    return wish ? [wish] : [];
  });
  const demands = wishes.flatMap((wish) => ("demands" in wish ? wish.demands : []));
  return toPlan(survey, request.image, wishes, assignFiles(demands, survey.releases, options));
}

/** A plan of what was wished for and the files that serve it. */
export function toPlan(
  survey: Survey,
  image: string,
  wishes: readonly Wish[],
  { edits, files, refused }: Assignment,
): BumpPlan {
  const releases = wishes.map(({ release, images, ...wish }): BumpedRelease => {
    if ("outcome" in wish) return bumpedRelease(release, images, wish.outcome);
    const reason = refused.get(release.id);
    if (reason !== undefined) return bumpedRelease(release, images, { kind: "skipped", reason });
    return bumpedRelease(release, images, { kind: "bumped", files: files.get(release.id) ?? [] }, wish.changes);
  });
  return { edits, releases, flavours: seenFlavours(survey, image), failures: survey.failures };
}

/** A release as reports have it. */
export function bumpedRelease(
  { target, release }: SurveyedRelease,
  images: readonly ImageOrigin[],
  outcome: Outcome,
  changes: readonly ImageChange[] = [],
): BumpedRelease {
  return {
    helmfile: target.source,
    environment: target.environment,
    name: release.name,
    namespace: release.namespace,
    images: [...new Set(images.map(({ image }) => image.text))],
    outcome,
    changes,
  };
}

/** What is to become of a release: demands, or else what is known of it already. */
export type Wish = { readonly release: SurveyedRelease; readonly images: readonly ImageOrigin[] } & (
  | { readonly outcome: Outcome }
  | { readonly demands: readonly Demand[]; readonly changes: readonly ImageChange[] }
);

/** `undefined` where the release is not selected, or runs no such image. */
export function wishFor(release: SurveyedRelease, request: BumpRequest): Wish | undefined {
  const { version, imageName, from, allowDowngrade } = request;
  const names = [request.image, imageName];
  const images = release.images.filter(({ image }) => names.includes(image.name));
  if (!release.isSelected || images.length === 0) return undefined;
  const newName = (name: string) => imageName ?? name;
  const outdated = images.filter(({ image }) => image.tag !== version || image.name !== newName(image.name));
  if (outdated.length === 0 && images.every(({ image }) => image.digest === undefined)) {
    return { release, images, outcome: { kind: "current" } };
  }
  const meant = from === undefined ? outdated : outdated.filter(({ image }) => image.tag === from);
  if (meant.length === 0) {
    const tags = [...new Set(outdated.map(({ image }) => image.tag ?? image.text))].join(" and ");
    return { release, images, outcome: { kind: "kept", reason: `it runs ${tags}, not ${from}` } };
  }
  const newer = meant.find(({ image }) => isNewer(image.tag, version));
  if (newer && !allowDowngrade) {
    const reason = `it runs ${newer.image.tag}, which is newer than ${version}; --allow-downgrade sets it all the same`;
    return { release, images, outcome: { kind: "skipped", reason } };
  }

  const demands = new Map<string, Demand>();
  for (const origin of meant) {
    const demand = demandFor(release, origin, request);
    if ("reason" in demand) return { release, images, outcome: { kind: "skipped", reason: demand.reason } };
    demands.set(JSON.stringify(demand.keys.map(({ path, value }) => [path, value])), demand);
  }
  const changes = meant.map(
    ({ image }): ImageChange => ({
      object: image.object,
      container: image.container,
      from: image.text,
      version,
      name: newName(image.name),
    }),
  );
  return { release, images, demands: [...demands.values()], changes };
}

function isNewer(tag: string | undefined, version: string): boolean {
  return tag !== undefined && isVersion(tag) && isVersion(version) && compareVersions(tag, version) > 0;
}

/** The keys that have to say something else for an image to change, or why there are none. */
function demandFor(
  release: SurveyedRelease,
  origin: ImageOrigin,
  { version, imageName, key }: BumpRequest,
): Demand | NoKey {
  const keys: Demand["keys"][0][] = [];
  const wanted = [
    ["version", origin.image.tag, version],
    ["name", origin.image.name, imageName ?? origin.image.name],
  ] as const;
  for (const [part, before, after] of wanted) {
    if (before === after) continue;
    const deciding = decidingKey(origin, part, key);
    const refusal = "reason" in deciding ? deciding : ownTemplate(release, deciding);
    if (refusal) return refusal;
    const { path, layers, valueFor } = deciding as DecidingKey;
    keys.push({ path, layers, value: valueFor(after) });
  }
  return { release, keys };
}

/** A template of the service's own is left to people: what went over it would hide it. */
function ownTemplate({ target }: SurveyedRelease, { path, layers }: DecidingKey): NoKey | undefined {
  const winner = winnerOf({ path, layers });
  if (winner?.kind !== "template" || pathFromFolder(winner.file, target.source.folder) === undefined) return undefined;
  const place = winner.site ? placeOf(winner.site) : winner.file;
  return { reason: `${path.join(".")} comes from ${place}, and templates are not edited: change it there` };
}
