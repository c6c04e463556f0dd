import { GoObject, type GoType } from "../govalue/value.ts";

const timeType: GoType = { name: "time.Time", kind: "struct" };

/** A date, a time or both, with or without an offset: a time.Time in Go, whose zone says what of it was given. */
export class TomlTime extends GoObject {
  readonly goType = timeType;
  /** As in the document, with `T` and `Z` in upper case. */
  readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }

  /** What encoders write. */
  jsonValue(): string {
    return this.text;
  }
}

const datetime = /^(?:(\d{4})-(\d\d)-(\d\d))?(?:(T)?(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[-+](\d\d):(\d\d))?)?$/;

export function isDatetime(text: string): boolean {
  const match = datetime.exec(text);
  if (match === null || text === "") return false;
  const [, year, month, day, separator, hour, minute, second, zone, zoneHour, zoneMinute] = match;
  const hasDate = year !== undefined;
  const hasTime = hour !== undefined;
  if ((hasDate && hasTime) !== (separator !== undefined) || (zone !== undefined && !hasDate)) return false;
  return (
    (!hasDate || isDate(Number(year), Number(month), Number(day))) &&
    (!hasTime || (Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60)) &&
    Number(zoneHour ?? 0) <= 24 &&
    Number(zoneMinute ?? 0) <= 60
  );
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month, 0);
  return day <= date.getUTCDate();
}
