const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[-+](\d\d):(\d\d))| +(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?)?$/;

/**
 * Whether go-yaml takes a text for a timestamp (`parseTimestamp` in resolve.go): one of four layouts, as lenient as
 * time.Parse is.
 */
export function isTimestamp(text: string): boolean {
  // Nearly every text that is asked about is something else.
  if (text.charCodeAt(4) !== 0x2d) return false;
  const match = timestamp.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, hour, minute, second, zoneHour = 0, zoneMinute = 0, hour2, minute2, second2] =
    match.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    (hour ?? hour2 ?? 0) < 24 &&
    (minute ?? minute2 ?? 0) < 60 &&
    (second ?? second2 ?? 0) < 60 &&
    zoneHour <= 24 &&
    zoneMinute <= 60
  );
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
