import type { SurveyedRelease } from "../../src/bump/survey.ts";
import { describeReleases, placeAt } from "../../src/lint/releases/places.ts";
import type { Problem, ReleaseLayer, ReleasesContext, ReleaseValues, Rule } from "../../src/lint/rule.ts";
import { nearest } from "../../src/nearest.ts";
import { onOneLine } from "../../src/on-one-line.ts";
import type { Site } from "../../src/provenance/origin.ts";

const wantedKey = ["discovery", "listeners"];
const definedKey = ["services_proxy"];

interface Unknown {
  readonly name: string;
  readonly site: Site;
  readonly known: ReadonlySet<string>;
  /** Whether what is known of the deployment host is what stands in for it. */
  readonly isOfStandIns: boolean;
  readonly releases: SurveyedRelease[];
}

export const rule: Rule = {
  meta: {
    name: "unknown-listener",
    description: "A release names a listener of the service proxy that nothing defines.",
    severity: "warn",
    fixable: false,
    since: "0.1.0",
    layouts: "all",
  },

  *checkReleases(context: ReleasesContext): Iterable<Problem> {
    const places = new Map<string, Unknown>();
    for (const release of context.survey.releases) {
      if (!release.isSelected) continue;
      for (const unknown of unknownIn(context.valuesOf(release))) {
        const { file, line, column } = unknown.site;
        const id = JSON.stringify([file, line, column]);
        const place = places.get(id) ?? unknown;
        place.releases.push(release);
        places.set(id, place);
      }
    }
    for (const unknown of places.values()) yield problemOf(unknown, context.root);
  },
};

/** The last layer with a list has the whole of it. */
function unknownIn({ layers, isOpen }: ReleaseValues): Unknown[] {
  const layer = layers.findLast((each) => each.at(wantedKey) !== undefined);
  const wanted = layer?.at(wantedKey);
  if (layer === undefined || !Array.isArray(wanted) || wanted.length === 0 || isOpen) return [];
  const known = namesDefined(layers);
  if (known === undefined) return [];
  const isOfStandIns = layers.some(({ kind, at }) => kind === "host" && at(definedKey) !== undefined);
  return wanted.flatMap((name: unknown, i): Unknown[] => {
    if (typeof name !== "string" || known.has(name)) return [];
    const site = layer.site([...wantedKey, i]);
    return site ? [{ name, site, known, isOfStandIns, releases: [] }] : [];
  });
}

/** `undefined` where they are the deployment host's, and not known here: a service's own stand-ins need not have all. */
function namesDefined(layers: readonly ReleaseLayer[]): Set<string> | undefined {
  const host = layers.filter(({ kind }) => kind === "host");
  if ((host.length > 0 ? host : layers).every((layer) => layer.at(definedKey) === undefined)) return undefined;
  const names = new Set<string>();
  for (const layer of layers) {
    const defined = layer.at(definedKey);
    if (typeof defined !== "object" || defined === null) continue;
    for (const [name, value] of defined instanceof Map ? defined : Object.entries(defined)) {
      // A value of null takes away what was there.
      if (value === null) names.delete(name);
      else names.add(name);
    }
  }
  return names;
}

function problemOf({ name, site, known, isOfStandIns, releases }: Unknown, root: string): Problem {
  const shown = onOneLine(name);
  const [suggestion] = nearest(name, known);
  const correction = suggestion === undefined ? "correct the name" : `did you mean ${onOneLine(suggestion)}?`;
  const renewal =
    "where production has it, renew what stands in for the deployment host's values, with `bump-envoy stand-ins --puppet DIR`";
  const advice = isOfStandIns
    ? `${correction}${suggestion ? " Or" : ", or"} ${renewal}`
    : `${correction}${suggestion ? "" : ", or define it"}`;
  return {
    message: `services_proxy defines no listener ${shown} (${describeReleases(releases)}), so that the sidecar cannot be configured for it: ${advice}`,
    ...placeAt(site, root),
    data: { listener: name },
  };
}
