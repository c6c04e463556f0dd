import { groupBy } from "../../group-by.ts";
import type { StatusRow } from "../../status/report.ts";
import { serviceOf } from "../../status/standing.ts";
import { describePlaces } from "../place-names.ts";

/** How people tell rows from all others that are shown. */
export class RowNames {
  readonly #services: ReadonlyMap<string, string>;
  /** How many rows a release has with an image of one name. */
  readonly #counts: ReadonlyMap<string, number>;

  /** @param rows - all that are shown */
  constructor(rows: readonly StatusRow[]) {
    const folders = groupBy(rows, serviceOf);
    this.#services = new Map(
      [...groupBy([...folders], ([, [{ service }]]) => service)].flatMap(([name, same]) =>
        same.length === 1
          ? same.map(([folder]) => [folder, name] as const)
          : tellApart(same.map(([folder]) => folder)).map((end, i) => [String(same[i]?.[0]), end] as const),
      ),
    );
    this.#counts = new Map([...groupBy(rows, releaseOf)].map(([release, own]) => [release, own.length]));
  }

  /** The name of a service; where several have the same, as much of its folder as tells it from the others. */
  service(row: StatusRow): string {
    return this.#services.get(serviceOf(row)) ?? row.service;
  }

  /**
   * In which environments or clusters rows are, and in which releases: `eqiad, codfw: production, canary`. Where a release has
   * other images of that name as well, the containers are named.
   */
  places(rows: readonly StatusRow[]): string {
    const members = [...groupBy(rows, releaseOf)].flatMap(([release, own]) => {
      const [row] = own;
      const [place, name] = [placeOf(row), row.release];
      if (this.#counts.get(release) === own.length) return [{ place, name }];
      return own.map(({ workload, container }) => ({ place, name: `${name} ${workload} ${container}` }));
    });
    return describePlaces(members).join("; ");
  }
}

/** The cluster and the environment of a row, as far as there are any. */
export function placeOf({ cluster, environment }: StatusRow): string | undefined {
  const places = [...new Set([cluster, environment])].filter((part) => part !== undefined);
  return places.length > 0 ? places.join("/") : undefined;
}

function releaseOf({ folder, environment, namespace, release, image }: StatusRow): string {
  return JSON.stringify([folder, environment, namespace, release, image]);
}

/** Of each path the shortest end, in whole names, that no other has. */
function tellApart(paths: readonly string[]): string[] {
  return paths.map((path) => {
    const names = path.split("/");
    const ends = names.map((_, i) => names.slice(names.length - 1 - i).join("/"));
    return ends.find((end) => paths.filter((other) => `/${other}`.endsWith(`/${end}`)).length === 1) ?? path;
  });
}
