import { formatPlace } from "../errors.ts";
import {
  type Cause,
  formatKeyPath,
  type ImageOrigin,
  type OriginLayer,
  type PartOrigin,
  type Site,
  winnerOf,
} from "../provenance/origin.ts";

/** The key that decides a part of an image reference. */
export interface DecidingKey {
  readonly path: readonly string[];
  /** The layers that set it, in merge order. */
  readonly layers: readonly OriginLayer[];
  /** What the key has to say for the part to be this text. */
  valueFor(text: string): string;
}

/** Why there is no key to write. */
export interface NoKey {
  readonly reason: string;
}

/**
 * The one key that decides which version of an image runs, or which image.
 *
 * @param wanted - the key that people name for where it is uncertain which one decides
 */
export function decidingKey(
  { image, version, name }: ImageOrigin,
  part: "version" | "name",
  wanted: readonly string[] | undefined,
): DecidingKey | NoKey {
  if (image.digest !== undefined) return { reason: `the digest in ${image.text} decides what runs` };
  const [text, origin] = part === "version" ? [image.tag, version] : [image.name, name];
  if (text === undefined) return { reason: `${image.text} has no tag` };
  const what = part === "version" ? `the tag of ${image.text}` : `the name of ${image.text}`;
  const cause = chooseCause(origin ?? { causes: [], literals: [] }, what, part === "version" ? wanted : undefined);
  if ("reason" in cause) return cause;

  const site = winnerOf(cause)?.site;
  const place = site ? ` (${placeOf(site)})` : "";
  const path = cause.path.filter((key) => typeof key === "string");
  if (path.length < cause.path.length) {
    return { reason: `${formatKeyPath(cause.path)} decides ${what}${place}, and lists are replaced as a whole` };
  }
  const { layers } = cause;
  const value = winnerOf(cause)?.value;
  if (value === undefined || value === text) return { path, layers, valueFor: (other) => other };
  if (part === "version" && value.endsWith(`:${text}`)) {
    return { path, layers, valueFor: (other) => value.slice(0, -text.length) + other };
  }
  return { reason: `${what} is made of ${formatKeyPath(path)}${place} and other text` };
}

function chooseCause(
  { causes, literals }: PartOrigin,
  what: string,
  wanted: readonly string[] | undefined,
): Cause | NoKey {
  const [cause, second] = causes;
  if (cause && !second) {
    if (wanted === undefined || isSamePath(cause.path, wanted)) return cause;
    return { reason: `${formatKeyPath(cause.path)} decides ${what}, not ${formatKeyPath(wanted)}: leave out --key` };
  }
  if (wanted !== undefined) {
    return causes.find(({ path }) => isSamePath(path, wanted)) ?? { path: wanted, layers: [] };
  }
  if (cause) {
    const isSet = causes.some(({ layers }) => layers.length > 0);
    const list = causes.map(describeCause).join(", ");
    return isSet
      ? { reason: `${what} is made of several values: ${list}` }
      : { reason: `any of these would decide ${what}: ${list}; --key says which` };
  }
  if (literals.length === 0) return { reason: `what decides ${what} could not be found out; --key can name the key` };
  const places = literals.map(placeOf).join(", ");
  return { reason: `${what} stands in the chart's templates (${places}), where no value decides it` };
}

function describeCause(cause: Cause): string {
  const site = winnerOf(cause)?.site;
  return formatKeyPath(cause.path) + (site ? ` (${placeOf(site)})` : "");
}

/** `FILE:LINE:COLUMN`. */
export function placeOf({ file, line, column }: Site): string {
  return formatPlace({ file, line, column });
}

export function isSamePath(a: readonly (string | number)[], b: readonly (string | number)[]): boolean {
  return a.length === b.length && a.every((key, i) => key === b[i]);
}
