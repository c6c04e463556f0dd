import { GoInt, type GoMethod, GoObject, type GoType, type GoValue, integerValue } from "../../govalue/value.ts";
import { CastableInteger } from "../cast.ts";
import { fromSeconds, toSeconds, weekday, yearDay } from "./civil.ts";
import { clampDuration, formatDuration, nanosecondsPerSecond, roundDuration } from "./duration.ts";
import { formatTime, type Instant } from "./format.ts";
import { dayNames, monthNames } from "./names.ts";
import { utc, type Zone } from "./zone.ts";

/** Go's time.Time: a moment, shown in a time zone. */
export class GoTime extends GoObject {
  readonly instant: Instant;
  readonly zone: Zone;

  constructor(instant: Instant, zone: Zone) {
    super();
    this.instant = instant;
    this.zone = zone;
  }

  static fromDate(date: Date, zone: Zone): GoTime {
    return GoTime.fromNanoseconds(BigInt(date.getTime()) * 1_000_000n, zone);
  }

  static fromNanoseconds(nanoseconds: bigint, zone: Zone): GoTime {
    const fraction = ((nanoseconds % nanosecondsPerSecond) + nanosecondsPerSecond) % nanosecondsPerSecond;
    const seconds = Number((nanoseconds - fraction) / nanosecondsPerSecond);
    return new GoTime({ seconds, nanoseconds: Number(fraction) }, zone);
  }

  get goType(): GoType {
    return timeType;
  }

  /** Nanoseconds since 1970. */
  get nanoseconds(): bigint {
    return BigInt(this.instant.seconds) * nanosecondsPerSecond + BigInt(this.instant.nanoseconds);
  }

  in(zone: Zone): GoTime {
    return new GoTime(this.instant, zone);
  }

  plus(duration: bigint): GoTime {
    return GoTime.fromNanoseconds(this.nanoseconds + duration, this.zone);
  }

  /** `Time.Sub` */
  since(other: GoTime): bigint {
    return clampDuration(this.nanoseconds - other.nanoseconds);
  }

  format(layout: string): string {
    return formatTime(this.instant, this.zone.at(this.instant.seconds), layout);
  }

  override goString(): string {
    return this.format("2006-01-02 15:04:05.999999999 -0700 MST");
  }

  /** `Time.MarshalJSON` */
  jsonValue(): GoValue {
    return this.format("2006-01-02T15:04:05.999999999Z07:00");
  }
}

/** The zero of time.Time: the first moment of the year 1. */
export const zeroTime = new GoTime({ seconds: -62_135_596_800, nanoseconds: 0 }, utc);

/** Go's time.Duration as a value of its own, which methods of a time return. */
export class GoDuration extends GoObject {
  readonly nanoseconds: bigint;

  constructor(nanoseconds: bigint) {
    super();
    this.nanoseconds = nanoseconds;
  }

  get goType(): GoType {
    return durationType;
  }

  override goString(): string {
    return formatDuration(this.nanoseconds);
  }

  jsonValue(): GoValue {
    return this.nanoseconds;
  }
}

/** time.Month or time.Weekday: an int with a name. */
class NamedInt extends CastableInteger {
  readonly goType: GoType;
  readonly integer: bigint;
  private readonly text: string;

  constructor(goType: GoType, integer: number, text: string) {
    super();
    this.goType = goType;
    this.integer = BigInt(integer);
    this.text = text;
  }

  override goString(): string {
    return this.text;
  }

  jsonValue(): GoValue {
    return this.integer;
  }
}

function timeMethod(signature: string, call: (time: GoTime, ...args: GoValue[]) => GoValue): GoMethod {
  return { signature, call: (self, ...args) => call(timeOf(self), ...args) };
}

/** A part of the date or the clock in the time's zone. */
function part(read: (local: number) => number): GoMethod {
  return timeMethod("func() int", ({ instant, zone }) =>
    BigInt(read(instant.seconds + zone.at(instant.seconds).offset)),
  );
}

function unixTime(unit: bigint): GoMethod {
  return timeMethod("func() int64", (time) => new GoInt(floorDivide(time.nanoseconds, unit), "int64"));
}

function comparison(read: (difference: bigint) => boolean): GoMethod {
  return timeMethod("func(time.Time) bool", (time, other = null) => read(time.nanoseconds - timeOf(other).nanoseconds));
}

function addDate(time: GoTime, years: bigint, months: bigint, days: bigint): GoTime {
  const { instant, zone } = time;
  const local = fromSeconds(instant.seconds + zone.at(instant.seconds).offset);
  const moved = {
    ...local,
    year: local.year + Number(years),
    month: local.month + Number(months),
    day: local.day + Number(days),
  };
  return new GoTime({ ...instant, seconds: inZone(toSeconds(moved), zone) }, zone);
}

/** The moment at which clocks of a zone show a time, as Go's `time.Date` finds it. */
export function inZone(localSeconds: number, zone: Zone): number {
  const { offset } = zone.at(localSeconds);
  if (offset === 0) return localSeconds;
  const guess = localSeconds - offset;
  const actual = zone.at(guess).offset;
  return actual === offset ? guess : localSeconds - actual;
}

const timeMethods: [string, GoMethod][] = [
  ["Format", timeMethod("func(string) string", (time, layout = "") => time.format(String(layout)))],
  ["String", timeMethod("func() string", (time) => time.goString())],
  ["Unix", unixTime(nanosecondsPerSecond)],
  ["UnixMilli", unixTime(1_000_000n)],
  ["UnixMicro", unixTime(1_000n)],
  ["UnixNano", unixTime(1n)],
  ["Year", part((local) => fromSeconds(local).year)],
  ["Day", part((local) => fromSeconds(local).day)],
  ["Hour", part((local) => fromSeconds(local).hour)],
  ["Minute", part((local) => fromSeconds(local).minute)],
  ["Second", part((local) => fromSeconds(local).second)],
  ["YearDay", part((local) => yearDay(fromSeconds(local)))],
  ["Nanosecond", timeMethod("func() int", ({ instant }) => BigInt(instant.nanoseconds))],
  [
    "Month",
    timeMethod("func() time.Month", ({ instant, zone }) => {
      const { month } = fromSeconds(instant.seconds + zone.at(instant.seconds).offset);
      return new NamedInt(monthType, month, monthNames[month - 1] ?? "");
    }),
  ],
  [
    "Weekday",
    timeMethod("func() time.Weekday", ({ instant, zone }) => {
      const day = weekday(instant.seconds + zone.at(instant.seconds).offset);
      return new NamedInt(weekdayType, day, dayNames[day] ?? "");
    }),
  ],
  ["UTC", timeMethod("func() time.Time", (time) => time.in(utc))],
  ["Add", timeMethod("func(time.Duration) time.Time", (time, duration = null) => time.plus(durationOf(duration)))],
  [
    "AddDate",
    timeMethod("func(int, int, int) time.Time", (time, ...parts) => {
      const [years = 0n, months = 0n, days = 0n] = parts.map((value) => integerValue(value) ?? 0n);
      return addDate(time, years, months, days);
    }),
  ],
  [
    "Sub",
    timeMethod("func(time.Time) time.Duration", (time, other = null) => new GoDuration(time.since(timeOf(other)))),
  ],
  ["After", comparison((difference) => difference > 0n)],
  ["Before", comparison((difference) => difference < 0n)],
  ["Equal", comparison((difference) => difference === 0n)],
  ["IsZero", timeMethod("func() bool", (time) => time.nanoseconds === zeroTime.nanoseconds)],
];

function durationMethod(signature: string, read: (nanoseconds: bigint) => GoValue): GoMethod {
  return { signature, call: (self) => read(durationOf(self)) };
}

const int64 = (value: bigint) => new GoInt(value, "int64");
/** As Go divides: the whole part and the fraction on their own. */
const inUnits = (unit: bigint) => (nanoseconds: bigint) =>
  Number(nanoseconds / unit) + Number(nanoseconds % unit) / Number(unit);

const durationMethods: [string, GoMethod][] = [
  ["String", durationMethod("func() string", formatDuration)],
  ["Hours", durationMethod("func() float64", inUnits(3600n * nanosecondsPerSecond))],
  ["Minutes", durationMethod("func() float64", inUnits(60n * nanosecondsPerSecond))],
  ["Seconds", durationMethod("func() float64", inUnits(nanosecondsPerSecond))],
  ["Milliseconds", durationMethod("func() int64", (nanoseconds) => int64(nanoseconds / 1_000_000n))],
  ["Microseconds", durationMethod("func() int64", (nanoseconds) => int64(nanoseconds / 1_000n))],
  ["Nanoseconds", durationMethod("func() int64", int64)],
  [
    "Round",
    {
      signature: "func(time.Duration) time.Duration",
      call: (self, unit = null) => new GoDuration(roundDuration(durationOf(self), durationOf(unit))),
    },
  ],
];

const nameMethod: [string, GoMethod] = [
  "String",
  { signature: "func() string", call: (self) => (self instanceof NamedInt ? self.goString() : null) },
];

const timeType: GoType = { name: "time.Time", kind: "struct", methods: new Map(timeMethods) };
const durationType: GoType = { name: "time.Duration", kind: "int64", methods: new Map(durationMethods) };
const monthType: GoType = { name: "time.Month", kind: "int", methods: new Map([nameMethod]) };
const weekdayType: GoType = { name: "time.Weekday", kind: "int", methods: new Map([nameMethod]) };

function timeOf(value: GoValue): GoTime {
  if (value instanceof GoTime) return value;
  throw new TypeError("a method of time.Time was called on another value");
}

function durationOf(value: GoValue): bigint {
  if (value instanceof GoDuration) return value.nanoseconds;
  return integerValue(value) ?? 0n;
}

function floorDivide(value: bigint, unit: bigint): bigint {
  const quotient = value / unit;
  return value % unit < 0n ? quotient - 1n : quotient;
}
