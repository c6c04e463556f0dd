import type { BumpPlan, Outcome } from "../bump/plan.ts";
import type { SurveyedRelease } from "../bump/survey.ts";
import { groupBy } from "../group-by.ts";
import type { Helmfile } from "../repository/scan.ts";
import { idOf } from "./after-edits.ts";

/** The services that a stage takes of those that it could. */
export interface ServiceChoice {
  readonly services: readonly {
    readonly helmfile: Helmfile;
    /** How many pods run the image; `undefined`: not known. */
    readonly pods: number | undefined;
    /** Whether it was taken for that: it runs the version already. */
    readonly isCurrent: boolean;
  }[];
  readonly releases: readonly SurveyedRelease[];
  /** How many services there were. */
  readonly of: number;
}

interface Candidate {
  readonly helmfile: Helmfile;
  readonly releases: readonly SurveyedRelease[];
  readonly pods: number | undefined;
  /** Whether each release has so many pods that one can stand in for another: one alone may be an experiment. */
  readonly isRedundant: boolean;
  readonly isCurrent: boolean;
}

/**
 * Chooses services for a stage that takes but some: those that run the version already, so that a stage once done stays so;
 * then those that can change without others, the smallest first of those in which no pod is alone: what little goes through them
 * tells something, and one that fails is made up for. Of equals the first by name.
 *
 * @param releases - those of the services that there are
 * @param look.draft - plans some of them, by their ids
 */
export async function chooseServices(
  releases: readonly SurveyedRelease[],
  limit: number,
  look: {
    draft(ids: ReadonlySet<string>): BumpPlan;
    podsOf(release: SurveyedRelease): Promise<number | undefined>;
  },
): Promise<ServiceChoice> {
  const services = groupBy(releases, ({ target }) => target.helmfile);
  const outcomes = new Map(
    look.draft(idsOf(releases)).releases.map((release) => [idOf(release), release.outcome.kind]),
  );
  const able = [...services.values()].filter((own) => own.every(({ id }) => isAble(outcomes.get(id))));
  const candidates = await Promise.all(
    able.map(async (own): Promise<Candidate> => {
      const [first] = own;
      const pods = await Promise.all(own.map(look.podsOf));
      return {
        helmfile: first.target.source,
        releases: own,
        pods: sumOf(pods),
        isRedundant: pods.every((count) => count !== undefined && count > 1),
        isCurrent: own.every(({ id }) => outcomes.get(id) === "current"),
      };
    }),
  );
  const chosen: Candidate[] = [];
  for (const candidate of candidates.sort(compare)) {
    if (chosen.length === limit) break;
    // What can change together with others need not be able to do so alone.
    const alone = candidate.isCurrent ? [] : look.draft(idsOf(candidate.releases)).releases;
    if (alone.every(({ outcome }) => isAble(outcome.kind))) chosen.push(candidate);
  }
  return {
    services: chosen.map(({ helmfile, pods, isCurrent }) => ({ helmfile, pods, isCurrent })),
    releases: chosen.flatMap((candidate) => candidate.releases),
    of: services.size,
  };
}

function isAble(outcome: Outcome["kind"] | undefined): boolean {
  return outcome === "current" || outcome === "bumped";
}

function compare(a: Candidate, b: Candidate): number {
  return (
    Number(b.isCurrent) - Number(a.isCurrent) ||
    Number(b.isRedundant) - Number(a.isRedundant) ||
    (a.pods ?? Number.POSITIVE_INFINITY) - (b.pods ?? Number.POSITIVE_INFINITY) ||
    (a.helmfile.path < b.helmfile.path ? -1 : 1)
  );
}

function idsOf(releases: readonly SurveyedRelease[]): Set<string> {
  return new Set(releases.map(({ id }) => id));
}

function sumOf(counts: readonly (number | undefined)[]): number | undefined {
  return counts.includes(undefined) ? undefined : counts.reduce((sum: number, count) => sum + (count ?? 0), 0);
}
