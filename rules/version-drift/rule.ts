import type { SurveyedRelease } from "../../src/bump/survey.ts";
import { compareVersions, isVersion } from "../../src/bump/version-order.ts";
import { isCertain } from "../../src/lint/releases/is-certain.ts";
import { describeReleases, nameOfSite, placeAt } from "../../src/lint/releases/places.ts";
import type { LintedService, Problem, ReleasesContext, Rule } from "../../src/lint/rule.ts";
import { formatKeyPath, type ImageOrigin, type OriginLayer, winnerOf } from "../../src/provenance/origin.ts";

/** A release, and the version that a key gives it. */
interface Run {
  readonly release: SurveyedRelease;
  /** `NAME:TAG`. */
  readonly image: string;
  readonly name: string;
  readonly tag: string;
  /** What decides it; `undefined`: a template. */
  readonly winner: OriginLayer | undefined;
  /** Whether it is there to try out what others get later. */
  readonly isStage: boolean;
}

/** Names of releases, environments and clusters that get a version before others. */
const stageName = /(?:^|[-_.])(?:staging|canary|test|testing|next|experimental|dev)(?:$|[-_.\d])/i;

export const rule: Rule = {
  meta: {
    name: "version-drift",
    description: "Environments or clusters of one service run different versions.",
    severity: "warn",
    fixable: false,
    since: "0.1.0",
    layouts: "all",
  },

  *checkReleases(context: ReleasesContext): Iterable<Problem> {
    for (const service of context.services) {
      for (const runs of runsByKey(service, context).values()) yield* driftOf(service, runs, context.root);
    }
  },
};

/** What runs in a service by the key that decides it: what different keys decide need not be the same. */
function runsByKey({ targets }: LintedService, context: ReleasesContext): Map<string, Run[]> {
  const runs = new Map<string, Run[]>();
  for (const release of targets.flatMap(({ releases }) => releases)) {
    for (const origin of release.images) {
      const run = runOf(release, origin, context);
      if (run === undefined) continue;
      const key = origin.version.causes.map(({ path }) => formatKeyPath(path)).join(" ");
      runs.set(key, [...(runs.get(key) ?? []), run]);
    }
  }
  return runs;
}

/** `undefined` where it is not certain what runs. */
function runOf(release: SurveyedRelease, { image, version }: ImageOrigin, context: ReleasesContext): Run | undefined {
  const { name, tag } = image;
  if (tag === undefined || image.digest !== undefined || version.causes.length === 0) return undefined;
  if (!isCertain(release, version, context)) return undefined;
  const winner = version.causes.flatMap((cause) => winnerOf(cause) ?? []).at(-1);
  const { environment = "", source } = release.target;
  const isStage = [release.release.name, environment, source.cluster ?? ""].some((each) => stageName.test(each));
  return { release, image: `${name}:${tag}`, name, tag, winner, isStage };
}

function* driftOf({ name }: LintedService, runs: readonly Run[], root: string): Iterable<Problem> {
  const usual = usualOf(runs.filter(({ isStage }) => !isStage));
  if (usual === undefined) return;
  const others = runs.filter((run) => run.image !== usual.image && (!run.isStage || isOlder(run, usual)));
  const regular = runs.filter(({ image, isStage }) => image === usual.image && !isStage);
  const places = new Map<string, { run: Run; releases: SurveyedRelease[] }>();
  for (const run of others) {
    // Where the odd ones inherit what they run, the line that makes the others differ is the one to look at.
    const culprit = isOwn(run) ? run : regular.find(isOwn);
    const site = culprit?.winner?.site;
    if (culprit === undefined || site === undefined) continue;
    const id = JSON.stringify([site.file, site.line, site.column]);
    const place = places.get(id) ?? { run: culprit, releases: [] };
    place.releases.push(run.release);
    places.set(id, place);
  }
  for (const { run, releases } of places.values()) {
    const site = run.winner?.site;
    if (site === undefined) continue;
    const odd = others.find(({ release }) => release === releases[0]) as Run;
    const example = regular.find(isOwn) ?? (regular[0] as Run);
    const by = example.winner?.site ? ` (${nameOfSite(example.winner.site)})` : "";
    yield {
      message: `${name} runs ${odd.image} in ${describeReleases(releases)} and ${usual.image} in ${describeReleases(regular.map(({ release }) => release))}${by}: what was tested in one place is not what runs in the other, so give them the same version`,
      ...placeAt(site, root),
      data: { service: name, image: odd.image, usual: usual.image },
    };
  }
}

/** The newest of what runs, where all can be ordered, else the most frequent. */
function usualOf(runs: readonly Run[]): Run | undefined {
  const [first] = runs;
  if (first && runs.every(({ name, tag }) => name === first.name && isVersion(tag))) {
    return runs.reduce((newest, run) => (isOlder(newest, run) ? run : newest), first);
  }
  const count = ({ image }: Run) => runs.filter((run) => run.image === image).length;
  return runs.toSorted((a, b) => count(b) - count(a))[0];
}

function isOlder(run: Run, than: Run): boolean {
  if (run.name !== than.name || !isVersion(run.tag) || !isVersion(than.tag)) return false;
  return compareVersions(run.tag, than.tag) < 0;
}

/** Whether what decides is a line of the repository that is not the chart's. */
function isOwn({ winner }: Run): boolean {
  return winner?.site !== undefined && winner.kind !== "chart" && winner.kind !== "stand-in";
}
