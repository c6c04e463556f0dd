/** Dates of the proleptic Gregorian calendar, for any year, and the clock. */
export interface CivilTime {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const secondsPerDay = 86_400;

/** Seconds since 1970 of a time in UTC. Parts beyond their range carry over, as in Go's `time.Date`. */
export function toSeconds({ year, month, day, hour, minute, second }: CivilTime): number {
  const years = year + Math.floor((month - 1) / 12);
  const months = modulo(month - 1, 12) + 1;
  return ((daysFromEpoch(years, months) + day - 1) * 24 + hour) * 3600 + minute * 60 + second;
}

/** The time in UTC that so many seconds since 1970 are. */
export function fromSeconds(seconds: number): CivilTime {
  const clock = modulo(seconds, secondsPerDay);
  return {
    ...dateOfDay(Math.floor(seconds / secondsPerDay)),
    hour: Math.floor(clock / 3600),
    minute: Math.floor(clock / 60) % 60,
    second: clock % 60,
  };
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

/** Days of a common year before a month; month 13 stands for the year's end. */
export function daysBefore(month: number): number {
  return daysBeforeMonth[month - 1] ?? 0;
}

export function daysIn(month: number, year: number): number {
  return month === 2 && isLeapYear(year) ? 29 : daysBefore(month + 1) - daysBefore(month);
}

/** The day's number within its year, from 1. */
export function yearDay({ year, month, day }: CivilTime): number {
  return daysBefore(month) + day + (month > 2 && isLeapYear(year) ? 1 : 0);
}

/** 0 for Sunday */
export function weekday(seconds: number): number {
  return modulo(Math.floor(seconds / secondsPerDay) + 4, 7);
}

/** Days from 1970-01-01 to the first of a month. */
function daysFromEpoch(year: number, month: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const daysOfYears = before * 365 + leapDays - 719_162;
  return daysOfYears + daysBefore(month) + (month > 2 && isLeapYear(year) ? 1 : 0);
}

function dateOfDay(days: number): Pick<CivilTime, "year" | "month" | "day"> {
  // The mean year's length leads to the right year or the one after it.
  let year = 1970 + Math.floor(days / 365.2425);
  while (daysFromEpoch(year + 1, 1) <= days) year += 1;
  while (daysFromEpoch(year, 1) > days) year -= 1;
  let month = 12;
  while (daysFromEpoch(year, month) > days) month -= 1;
  return { year, month, day: days - daysFromEpoch(year, month) + 1 };
}

function modulo(value: number, modulus: number): number {
  return value - Math.floor(value / modulus) * modulus;
}
