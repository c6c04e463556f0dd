import picomatch from "picomatch";
import { type AssignmentOptions, assignFiles, type KeyWrite } from "./assign-files.ts";
import { decidingKey, isSamePath } from "./deciding-key.ts";
import { layersOfKey, valueAfter } from "./key-values.ts";
import { type BumpRequest, bumpedRelease, toPlan, type Wish, wishFor } from "./make-plan.ts";
import type { BumpedRelease, BumpPlan, FileEdit } from "./plan.ts";
import { unknownName } from "./selection.ts";
import type { Survey, SurveyedRelease } from "./survey.ts";
import { overridesIn, Removals, type UnpinRequest } from "./unpin.ts";

export interface PromotionRequest extends Pick<BumpRequest, "image" | "key" | "allowDowngrade"> {
  /** A glob of the names of the releases whose version becomes that of all. */
  readonly from: string;
  remove: UnpinRequest["remove"];
}

/**
 * Makes the version that some releases of a service run, such as its canaries, that of the whole service: the others get it,
 * and overrides that were for these releases alone go.
 *
 * @throws UserError `unknown-selection` where no selected release has such a name
 */
export function makePromotionPlan(survey: Survey, request: PromotionRequest, options: AssignmentOptions): BumpPlan {
  const isMeant = picomatch(request.from, { dot: true });
  const users = survey.releases.filter(
    (release) => release.isSelected && release.images.some(({ image }) => image.name === request.image),
  );
  const leaders = users.filter(({ release }) => isMeant(release.name));
  if (leaders.length === 0 && survey.failures.length === 0) {
    throw unknownName(
      "release",
      request.from,
      users.map(({ release }) => release.name),
    );
  }
  const versions = new Map<string, Set<string>>();
  for (const { target, images } of leaders) {
    const tags = versions.get(target.helmfile) ?? new Set();
    for (const { image } of images) if (image.name === request.image) tags.add(image.tag ?? image.text);
    versions.set(target.helmfile, tags);
  }

  const wishes = users.flatMap((release): Wish[] => {
    const [version, ...others] = versions.get(release.target.helmfile) ?? [];
    if (version === undefined) return [];
    const wish = wishFor(release, { ...request, from: undefined, version });
    if (!wish || others.length === 0) return wish ? [wish] : [];
    const reason = `releases named ${request.from} run several versions: ${[version, ...others].join(", ")}`;
    return [{ release, images: wish.images, outcome: { kind: "skipped", reason } }];
  });
  const demands = wishes.flatMap((wish) => ("demands" in wish ? wish.demands : []));
  const assignment = assignFiles(demands, survey.releases, options);
  const plan = toPlan(survey, request.image, wishes, assignment);
  return withoutOverrides(plan, survey, leaders, assignment.writes, request);
}

/** A plan in which also the overrides of some releases go that make no difference any more. */
function withoutOverrides(
  plan: BumpPlan,
  survey: Survey,
  leaders: readonly SurveyedRelease[],
  writes: ReadonlyMap<string, readonly KeyWrite[]>,
  { image, key, remove }: PromotionRequest,
): BumpPlan {
  const removals = new Removals(survey);
  for (const release of leaders) {
    for (const origin of release.images.filter((each) => each.image.name === image)) {
      const deciding = decidingKey(origin, "version", key);
      if ("reason" in deciding) continue;
      const { path, layers } = deciding;
      for (const { file } of overridesIn(release, layers)) {
        const readers = removals.readersOf(file, path);
        const written = writtenBy(writes, path);
        const isIdle = readers.every((reader) => {
          const own = layersOfKey(reader, path) ?? [];
          const now = valueAfter(reader, own, { writes: written });
          return (
            leaders.includes(reader) && now === valueAfter(reader, own, { writes: written, removals: new Set([file]) })
          );
        });
        if (isIdle && !written.has(file)) removals.add(file, path);
      }
    }
  }
  const edits = removals.makeEdits({ remove });
  const releases = plan.releases.map((release, i): BumpedRelease => {
    const leader = leaders.find((each) => isSameRelease(each, plan.releases[i] as BumpedRelease));
    if (!leader) return release;
    const own = leader.files.flatMap((file) => (file ? [file.realPath] : []));
    const removed = edits.map(({ path }) => path).filter((path) => own.includes(path));
    if (removed.length === 0) return release;
    // What it runs from then on comes from the files that the others get.
    const files = [...removed, ...[...writes.keys()].filter((path) => own.includes(path))];
    return bumpedRelease(
      leader,
      leader.images.filter((each) => each.image.name === image),
      { kind: "unpinned", files },
    );
  });
  return {
    ...plan,
    releases,
    edits: [...plan.edits, ...edits].sort((a: FileEdit, b: FileEdit) => (a.path < b.path ? -1 : 1)),
  };
}

function writtenBy(writes: ReadonlyMap<string, readonly KeyWrite[]>, path: readonly string[]): Map<string, string> {
  const written = new Map<string, string>();
  for (const [file, keys] of writes) {
    for (const write of keys) if (isSamePath(write.path, path)) written.set(file, write.value);
  }
  return written;
}

function isSameRelease({ target, release }: SurveyedRelease, bumped: BumpedRelease): boolean {
  return (
    target.helmfile === bumped.helmfile.path &&
    target.environment === bumped.environment &&
    release.name === bumped.name &&
    release.namespace === bumped.namespace
  );
}
