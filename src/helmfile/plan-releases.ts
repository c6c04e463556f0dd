import { spend } from "../govalue/allowance.ts";
import { compareText } from "../govalue/text.ts";
import { HelmfileError } from "./error.ts";
import type { ReleaseSpec } from "./spec.ts";

/** The id by which releases need each other (`ReleaseToID`): `CONTEXT/NAMESPACE/NAME`. */
export function releaseId({ kubeContext = "", namespace = "", name = "" }: ReleaseSpec): string {
  if (kubeContext !== "") return `${kubeContext}/${namespace}/${name}`;
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** What it takes to follow a need. */
const needCost = 100;

/** Needs as ids (`HelmState.reformat`): what is left out is that of the release itself. */
export function needsAsIds(release: ReleaseSpec): readonly string[] | undefined {
  return release.needs?.map((need) => {
    const parts = need.split("/");
    const name = parts.at(-1) ?? "";
    const namespace = parts.length > 1 ? (parts.at(-2) ?? "") : (release.namespace ?? "");
    const kubeContext = parts.length > 2 ? parts.slice(0, -2).join("/") : (release.kubeContext ?? "");
    return releaseId({ kubeContext, namespace, name });
  });
}

/**
 * The selected releases in the order in which helmfile renders them: those that others need first, and else in the order
 * in which they are written (`GroupReleasesByDependency`; variantdev/dag). As `helmfile template` does unless it is told
 * otherwise, needs that are not selected are passed over.
 *
 * @param releases - all releases of the state
 * @throws HelmfileError for needs that are not there, or go in a circle
 */
export function planReleases(releases: readonly ReleaseSpec[], selected: readonly ReleaseSpec[]): ReleaseSpec[] {
  const byId = new Map<string, ReleaseSpec[]>();
  const order = new Map<string, number>();
  const dependents = new Map<string, Set<string>>();
  const open = new Map<string, number>();
  for (const [i, release] of releases.entries()) {
    const id = releaseId(release);
    spend(needCost * (1 + (release.needs?.length ?? 0)));
    const alike = byId.get(id) ?? [];
    byId.set(id, alike);
    alike.push(release);
    order.set(id, i);
    for (const need of release.needs ?? []) {
      dependents.set(need, (dependents.get(need) ?? new Set()).add(id));
      open.set(id, (open.get(id) ?? 0) + 1);
    }
  }
  for (const [need, ids] of dependents) {
    if (!byId.has(need)) throw undefinedNeed(need, [...ids]);
  }

  const only = new Set(selected.map(releaseId));
  const groups = groupByDepth([...byId.keys()], dependents, open);
  const position = (id: string) => order.get(id) ?? 0;
  return groups.flatMap((group) => {
    const planned = group.filter((id) => only.size === 0 || only.has(id));
    return planned.sort((a, b) => position(a) - position(b)).flatMap((id) => byId.get(id) ?? []);
  });
}

function groupByDepth(
  ids: readonly string[],
  dependents: ReadonlyMap<string, ReadonlySet<string>>,
  needed: ReadonlyMap<string, number>,
): string[][] {
  const open = new Map(needed);
  const groups: string[][] = [];
  let current = ids.filter((id) => (open.get(id) ?? 0) === 0);
  let done = 0;
  while (current.length > 0) {
    groups.push(current);
    done += current.length;
    const next: string[] = [];
    for (const id of current) {
      for (const dependent of dependents.get(id) ?? []) {
        const left = (open.get(dependent) ?? 0) - 1;
        open.set(dependent, left);
        if (left === 0) next.push(dependent);
      }
    }
    current = next;
  }
  if (done < ids.length) throw new HelmfileError(`cycle detected: ${findCycle(ids, dependents, open).join(" -> ")}`);
  return groups;
}

function findCycle(
  ids: readonly string[],
  dependents: ReadonlyMap<string, ReadonlySet<string>>,
  open: ReadonlyMap<string, number>,
): string[] {
  const stuck = (id: string) => (open.get(id) ?? 0) > 0;
  let current = ids.filter((id) => stuck(id) && [...(dependents.get(id) ?? [])].some(stuck)).sort(compareText)[0] ?? "";
  const path: string[] = [];
  while (!path.includes(current)) {
    spend(needCost + path.length);
    path.push(current);
    current = [...(dependents.get(current) ?? [])].find(stuck) ?? "";
  }
  return [...path, current];
}

function undefinedNeed(need: string, dependents: readonly string[]): HelmfileError {
  const name = need.split("/").at(-1) ?? "";
  return new HelmfileError(
    `release(s) ${dependents.map((id) => `"${id}"`).join(", ")} depend(s) on an undefined release "${need}". Perhaps you made a typo in "needs" or forgot defining a release named "${name}" with appropriate "namespace" and "kubeContext"?`,
  );
}
