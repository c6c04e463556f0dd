import { UserError } from "../errors.ts";

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** As entries have it, the day of the week left out or not: `Thu, 12 Mar 2026 12:28:37 -0700`. */
const entryDate = /^(?:([A-Z][a-z]{2}), +)?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d\d)(\d\d)$/;
/** ISO 8601: `2026-03-12T12:28:37-07:00`. */
const isoDate = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:(Z)|([+-]\d\d):?(\d\d))$/;

/** The moment as an entry shows it, in the time zone of this process. */
export function entryDateOf(moment: Date): string {
  return formatDate(moment.getTime(), -moment.getTimezoneOffset());
}

/**
 * The date as an entry shows it; it keeps its time zone.
 *
 * @param text - a date as entries have it, or by ISO 8601
 * @throws UserError `usage` where it is neither, or there is no such day
 */
export function parseEntryDate(text: string): string {
  const date = readEntryDate(text) ?? readIsoDate(text);
  const parsed = date && formatDate(date.time, date.offset);
  // What runs over, such as the 31st of June, comes out as another date.
  if (parsed === undefined || !parsed.endsWith(date?.shown ?? "")) {
    throw new UserError("usage", `${JSON.stringify(text)} is no date`, {
      remedy: 'a date is "Thu, 12 Mar 2026 12:28:37 -0700" or 2026-03-12T12:28:37-07:00',
    });
  }
  return parsed;
}

interface ReadDate {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Minutes to the east. */
  readonly offset: number;
  /** The end of what it has to be shown as. */
  readonly shown: string;
}

function readEntryDate(text: string): ReadDate | undefined {
  const [, day, date, month = "", year, hour, minute, second, offsetHour = "", offsetMinute = ""] =
    entryDate.exec(text) ?? [];
  if (date === undefined || !months.includes(month)) return undefined;
  const offset = offsetOf(offsetHour, offsetMinute);
  const shown = `${date.padStart(2, "0")} ${month} ${year} ${hour}:${minute}:${second} ${offsetHour}${offsetMinute}`;
  return {
    time: timeOf([year, months.indexOf(month) + 1, date, hour, minute, second], offset),
    offset,
    shown: day === undefined ? shown : `${day}, ${shown}`,
  };
}

function readIsoDate(text: string): ReadDate | undefined {
  const [, year, month, date, hour, minute, second, zulu, offsetHour = "+00", offsetMinute = "00"] =
    isoDate.exec(text) ?? [];
  const name = months[Number(month) - 1];
  if (year === undefined || name === undefined) return undefined;
  const offset = zulu ? 0 : offsetOf(offsetHour, offsetMinute);
  const shown = `${date} ${name} ${year} ${hour}:${minute}:${second} ${offsetHour}${offsetMinute}`;
  return { time: timeOf([year, month, date, hour, minute, second], offset), offset, shown };
}

function offsetOf(hours: string, minutes: string): number {
  return (hours.startsWith("-") ? -1 : 1) * (Math.abs(Number(hours)) * 60 + Number(minutes));
}

function timeOf(parts: readonly (string | number | undefined)[], offset: number): number {
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return Date.UTC(year, month - 1, date, hour, minute - offset, second);
}

/** As strftime's `%a, %d %b %Y %T %z` in the C locale. */
function formatDate(time: number, offset: number): string {
  const local = new Date(time + offset * 60_000);
  const two = (value: number) => String(value).padStart(2, "0");
  const date = `${two(local.getUTCDate())} ${months[local.getUTCMonth()]} ${local.getUTCFullYear()}`;
  const clock = [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()].map(two).join(":");
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  return `${days[local.getUTCDay()]}, ${date} ${clock} ${zone}`;
}
