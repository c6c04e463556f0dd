import type { SurveyedRelease } from "../../bump/survey.ts";
import { type PartOrigin, winnerOf } from "../../provenance/origin.ts";
import type { ReleasesContext } from "../rule.ts";

/**
 * Whether it is certain what a release runs: what a chart or a stand-in gives can be something else on the deployment host,
 * where the release names files that are not known here.
 */
export function isCertain(release: SurveyedRelease, { causes }: PartOrigin, { valuesOf }: ReleasesContext): boolean {
  const winners = causes.map((cause) => winnerOf(cause));
  const isInherited = winners.every((winner) => {
    return winner === undefined || winner.kind === "chart" || winner.kind === "stand-in";
  });
  // Where no value plays a part, none of the host does.
  return causes.length === 0 || !isInherited || valuesOf(release).knowsHost;
}
