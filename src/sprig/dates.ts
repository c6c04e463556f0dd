import type { GoFunction } from "../govalue/function.ts";
import { GoInt, type GoValue } from "../govalue/value.ts";
import { parseNearestInteger } from "./cast.ts";
import type { SprigEnvironment } from "./environment.ts";
import { orElse } from "./errors.ts";
import { formatDuration, nanosecondsPerSecond, parseDuration, roundDuration } from "./time/duration.ts";
import { parseTime } from "./time/parse.ts";
import { GoTime, zeroTime } from "./time/time.ts";
import { loadZone, utc } from "./time/zone.ts";

const htmlLayout = "2006-01-02";

/** Sprig's date.go. */
export function dateFunctions(environment: SprigEnvironment): Record<string, GoFunction> {
  const local = loadZone(environment.timeZone ?? "UTC") ?? utc;

  function now(): GoTime {
    return GoTime.fromDate(environment.now(), local);
  }

  /** A time, or seconds since 1970 as an integer of one of these types; anything else is now. */
  function timeOf(value: GoValue, integerTypes: readonly string[]): GoTime {
    if (value instanceof GoTime) return value;
    if (typeof value === "bigint") return atUnix(value);
    if (value instanceof GoInt && integerTypes.includes(value.kind)) return atUnix(value.value);
    return now();
  }

  function atUnix(seconds: bigint): GoTime {
    return new GoTime({ seconds: Number(seconds), nanoseconds: 0 }, local);
  }

  function dateInZone(layout: string, date: GoValue, zoneName: string): string {
    const zone = zoneName === "Local" ? local : (loadZone(zoneName) ?? utc);
    return timeOf(date, ["int64", "int32"]).in(zone).format(layout);
  }

  function ago(date: GoValue): string {
    const elapsed = now().since(timeOf(date, ["int64"]));
    return formatDuration(roundDuration(elapsed, nanosecondsPerSecond));
  }

  function durationRound(value: GoValue): string {
    if (typeof value === "string")
      return coarsely(
        orElse(
          () => parseDuration(value),
          () => 0n,
        ),
      );
    if (value instanceof GoInt && value.kind === "int64") return coarsely(value.value);
    return coarsely(value instanceof GoTime ? now().since(value) : 0n);
  }

  return {
    now: { signature: "func() time.Time", call: now },
    date: {
      signature: "func(string, interface {}) string",
      call: (layout: string, date: GoValue) => dateInZone(layout, date, "Local"),
    },
    dateInZone: { signature: "func(string, interface {}, string) string", call: dateInZone },
    date_in_zone: { signature: "func(string, interface {}, string) string", call: dateInZone },
    htmlDate: {
      signature: "func(interface {}) string",
      call: (date: GoValue) => dateInZone(htmlLayout, date, "Local"),
    },
    htmlDateInZone: {
      signature: "func(interface {}, string) string",
      call: (date: GoValue, zoneName: string) => dateInZone(htmlLayout, date, zoneName),
    },
    dateModify: { signature: "func(string, time.Time) time.Time", call: dateModify },
    date_modify: { signature: "func(string, time.Time) time.Time", call: dateModify },
    mustDateModify: { signature: "func(string, time.Time) (time.Time, error)", call: mustDateModify },
    must_date_modify: { signature: "func(string, time.Time) (time.Time, error)", call: mustDateModify },
    ago: { signature: "func(interface {}) string", call: ago },
    duration: { signature: "func(interface {}) string", call: duration },
    durationRound: { signature: "func(interface {}) string", call: durationRound },
    unixEpoch: { signature: "func(time.Time) string", call: (time: GoTime) => String(time.instant.seconds) },
    mustToDate: {
      signature: "func(string, string) (time.Time, error)",
      call: (layout: string, text: string) => parseTime(layout, text, local),
    },
    toDate: {
      signature: "func(string, string) time.Time",
      call: (layout: string, text: string) =>
        orElse(
          () => parseTime(layout, text, local),
          () => zeroTime,
        ),
    },
  };
}

function mustDateModify(change: string, time: GoTime): GoTime {
  return time.plus(parseDuration(change));
}

function dateModify(change: string, time: GoTime): GoTime {
  return orElse(
    () => mustDateModify(change, time),
    () => time,
  );
}

/** Sprig's duration: of seconds, as a text or an int64 */
function duration(value: GoValue): string {
  if (typeof value === "string") return formatSeconds(parseNearestInteger(value));
  return formatSeconds(value instanceof GoInt && value.kind === "int64" ? value.value : 0n);
}

function formatSeconds(seconds: bigint): string {
  return formatDuration(BigInt.asIntN(64, seconds * nanosecondsPerSecond));
}

const second = nanosecondsPerSecond;
const coarseUnits: readonly (readonly [unit: bigint, name: string])[] = [
  [second * 3600n * 24n * 365n, "y"],
  [second * 3600n * 24n * 30n, "mo"],
  [second * 3600n * 24n, "d"],
  [second * 3600n, "h"],
  [second * 60n, "m"],
  [second, "s"],
];

/** A duration as a number of the largest unit that it exceeds. */
function coarsely(nanoseconds: bigint): string {
  const total = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const [unit, name] = coarseUnits.find(([one]) => total > one) ?? [second, "s"];
  return `${total > second ? total / unit : 0n}${name}`;
}
