import { YamlTime } from "./yaml-time.ts";

const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?(?:Z|([-+])(\d\d):(\d\d))| +(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?)?$/;

/** Whether go-yaml takes a text for a timestamp. */
export function isTimestamp(text: string): boolean {
  return parseTimestamp(text) !== undefined;
}

/**
 * What go-yaml takes for a timestamp (`parseTimestamp` in resolve.go): one of four layouts, as lenient as time.Parse is.
 */
export function parseTimestamp(text: string): YamlTime | undefined {
  // Nearly every text that is asked about is something else.
  if (text.charCodeAt(4) !== 0x2d) return undefined;
  const match = timestamp.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = numbers(match, 1, 3);
  const [zoneHour, zoneMinute] = numbers(match, 9, 10);
  const [hour, minute, second] = match[4] === undefined ? numbers(match, 11, 13) : numbers(match, 4, 6);
  const isValid =
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    zoneHour <= 24 &&
    zoneMinute <= 60;
  if (!isValid) return undefined;
  const offset = (zoneHour * 60 + zoneMinute) * (match[8] === "-" ? -60 : 60);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const fraction = (match[7] ?? match[14] ?? "").slice(0, 9).padEnd(9, "0");
  return new YamlTime(date.getTime() / 1000 - offset, Number(fraction), offset);
}

function numbers(match: RegExpExecArray, first: number, last: number): [number, number, number] {
  const [a = 0, b = 0, c = 0] = match.slice(first, last + 1).map((part) => (part === undefined ? 0 : Number(part)));
  return [a, b, c];
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
