import { groupBy } from "../group-by.ts";

/** What stands for a place in the names of files. */
const placeholder = "\0";

/** The name of a file, the same for all places (environments, clusters) where it differs by theirs at most. */
export function withoutPlace(file: string, place: string | undefined): string {
  if (place === undefined) return file;
  const name = place.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return file.replace(new RegExp(`(?<![A-Za-z0-9])${name}(?![A-Za-z0-9])`, "g"), placeholder);
}

/** A name that `withoutPlace` gave, with a place in it, or what stands for several. */
export function withPlace(file: string, place: string): string {
  return file.replaceAll(placeholder, place);
}

/** Who is where: an entry for each set of places, such as `eqiad, codfw: production, canary`. */
export function describePlaces(
  members: readonly { readonly place: string | undefined; readonly name: string }[],
): string[] {
  const places = [...groupBy(members, ({ place }) => place)].map(([place, own]) => ({
    place,
    names: own.map(({ name }) => name).join(", "),
  }));
  return [...groupBy(places, ({ names }) => names)].map(([names, same]) => {
    const named = same.flatMap(({ place }) => place ?? []);
    return named.length > 0 ? `${named.join(", ")}: ${names}` : names;
  });
}
