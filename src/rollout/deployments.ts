import type { BumpPlan } from "../bump/plan.ts";
import type { Survey } from "../bump/survey.ts";
import { groupBy } from "../group-by.ts";
import type { Helmfile } from "../repository/scan.ts";

/** What is to be deployed once the files of a stage are in place: a helmfile in one environment. */
export interface Deployment {
  readonly helmfile: Helmfile;
  readonly environment: string | undefined;
  /** The releases that change; `undefined`: all that run the image. */
  readonly releases: readonly string[] | undefined;
}

/**
 * What is to be deployed for a plan, in the order in which people do: what is called staging first, then by name.
 *
 * @param isMeant - whether an image is one that the rollout is about, by its name
 */
export function deploymentsOf(
  { releases }: BumpPlan,
  survey: Survey,
  isMeant: (imageName: string) => boolean,
): Deployment[] {
  const users = survey.releases.filter(({ images }) => images.some(({ image }) => isMeant(image.name)));
  const usersOfTarget = groupBy(users, ({ target }) => JSON.stringify([target.helmfile, target.environment]));
  const bumped = releases.filter(({ outcome }) => outcome.kind === "bumped");
  const targets = groupBy(bumped, ({ helmfile, environment }) => JSON.stringify([helmfile.path, environment]));
  return [...targets]
    .map(([id, changed]): Deployment => {
      const [{ helmfile, environment }] = changed;
      const isAll = changed.length === usersOfTarget.get(id)?.length;
      return { helmfile, environment, releases: isAll ? undefined : changed.map(({ name }) => name) };
    })
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

function orderOf({ helmfile, environment }: Deployment): string {
  const place = environment ?? helmfile.cluster ?? "";
  return JSON.stringify([place.includes("staging") ? 0 : 1, place, helmfile.path]);
}
