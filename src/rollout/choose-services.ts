import type { BumpPlan } from "../bump/plan.ts";
import type { SurveyedRelease } from "../bump/survey.ts";
import type { Helmfile } from "../repository/scan.ts";
import { idOf } from "./after-edits.ts";
import { groupBy } from "./group-by.ts";

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
  readonly ids: ReadonlySet<string>;
  readonly pods: number | undefined;
  readonly state: "current" | "open" | "stuck";
}

/** One pod is an experiment, or has nobody to stand in for it. */
const fewestPods = 2;

/**
 * Chooses services for a stage that takes but some: those that run the version already, so that a stage once done stays so;
 * then those that can change without others, the smallest first, which tells something and risks little. Of equals the first
 * by name.
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
  const candidates = await Promise.all(
    [...services.values()].map(async (own): Promise<Candidate> => {
      const [first] = own as [SurveyedRelease];
      const kinds = own.map(({ id }) => outcomes.get(id));
      const isCurrent = kinds.every((kind) => kind === "current");
      const isOpen = kinds.every((kind) => kind === "current" || kind === "bumped");
      const pods = await Promise.all(own.map(look.podsOf));
      return {
        helmfile: first.target.source,
        releases: own,
        ids: idsOf(own),
        pods: sumOf(pods),
        state: isCurrent ? "current" : isOpen ? "open" : "stuck",
      };
    }),
  );
  const ranked = candidates.sort(
    (a, b) =>
      states.indexOf(a.state) - states.indexOf(b.state) ||
      rankOf(a) - rankOf(b) ||
      (a.pods ?? 0) - (b.pods ?? 0) ||
      (a.helmfile.path < b.helmfile.path ? -1 : 1),
  );
  // What can change together with others need not be able to do so alone.
  const canChange = ({ state, ids }: Candidate) =>
    state === "current" ||
    look.draft(ids).releases.every(({ outcome }) => outcome.kind === "bumped" || outcome.kind === "current");
  const chosen: Candidate[] = [];
  for (const candidate of ranked) {
    if (chosen.length < limit && canChange(candidate)) chosen.push(candidate);
  }
  return {
    services: chosen.map(({ helmfile, pods, state }) => ({ helmfile, pods, isCurrent: state === "current" })),
    releases: chosen.flatMap((candidate) => candidate.releases),
    of: candidates.length,
  };
}

const states: readonly Candidate["state"][] = ["current", "open", "stuck"];

function rankOf({ pods }: Candidate): number {
  if (pods === undefined) return 2;
  return pods < fewestPods ? 1 : 0;
}

function idsOf(releases: readonly SurveyedRelease[]): Set<string> {
  return new Set(releases.map(({ id }) => id));
}

function sumOf(counts: readonly (number | undefined)[]): number | undefined {
  return counts.includes(undefined) ? undefined : counts.reduce((sum: number, count) => sum + (count ?? 0), 0);
}
