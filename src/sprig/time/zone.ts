import { toSeconds } from "./civil.ts";
import { zoneNames } from "./zone-names.ts";

/** What holds in a time zone at some moment. */
export interface ZonePeriod {
  /** As Go prints it for `MST`: `CET`, or `+03` where the zone has no letters; empty for an offset without a name. */
  readonly abbreviation: string;
  /** Seconds east of UTC. */
  readonly offset: number;
}

/** Go's time.Location. */
export interface Zone {
  readonly name: string;
  at(unixSeconds: number): ZonePeriod;
  /** The offset that an abbreviation stands for, where the zone uses it. */
  offsetOf(abbreviation: string): number | undefined;
}

export const utc: Zone = fixedZone("UTC", 0);

/** `time.FixedZone` */
export function fixedZone(name: string, offset: number): Zone {
  return {
    name,
    at: () => ({ abbreviation: name, offset }),
    offsetOf: (abbreviation) => (abbreviation === name ? offset : undefined),
  };
}

const loaded = new Map<string, Zone>();

/**
 * `time.LoadLocation` of a name other than Local: the zone, or `undefined` where Go knows none of that name. Rules come
 * from Intl, names and abbreviations from Go.
 */
export function loadZone(name: string): Zone | undefined {
  if (name === "" || name === "UTC") return utc;
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const abbreviations = abbreviationsOf(name);
  const format = abbreviations && zoneFormat(name);
  if (abbreviations === undefined || format === undefined) return undefined;
  const zone = zoneOf(name, format, abbreviations);
  loaded.set(name, zone);
  return zone;
}

function zoneOf(name: string, format: Intl.DateTimeFormat, abbreviations: ReadonlyMap<number, string>): Zone {
  return {
    name,
    at(unixSeconds) {
      const offset = offsetAt(format, unixSeconds);
      return { abbreviation: abbreviations.get(offset) ?? numericAbbreviation(offset), offset };
    },
    offsetOf(abbreviation) {
      return [...abbreviations].find(([, one]) => one === abbreviation)?.[0];
    },
  };
}

/** What the zone database writes where people use no letters: `+03`, `-0930`. */
function numericAbbreviation(offset: number): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  const hours = String(Math.floor(minutes / 60)).padStart(2, "0");
  const rest = minutes % 60 === 0 ? "" : String(minutes % 60).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${hours}${rest}`;
}

function abbreviationsOf(name: string): ReadonlyMap<number, string> | undefined {
  const group = zoneNames.find(([, names]) => names.split(" ").includes(name));
  if (group === undefined) return undefined;
  const words = group[0] === "" ? [] : group[0].split(" ");
  const pairs = words.flatMap((word, index) => (index % 2 === 0 ? [[Number(words[index + 1]), word] as const] : []));
  return new Map(pairs);
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (error) {
    // A name that Go knows, but not this build of Node.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Beyond what a Date can hold the rules of its ends go on. */
const latestDate = 8.64e12;

function offsetAt(format: Intl.DateTimeFormat, unixSeconds: number): number {
  const seconds = Math.min(Math.max(Math.floor(unixSeconds), -latestDate), latestDate);
  const parts = new Map(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const year = parts.get("era")?.startsWith("B") ? 1 - part("year") : part("year");
  const local = {
    year,
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
    second: part("second"),
  };
  return toSeconds(local) - seconds;
}
