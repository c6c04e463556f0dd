import { fromSeconds, weekday, yearDay } from "./civil.ts";
import { splitLayout, type ZoneOffset } from "./layout.ts";
import { dayNames, monthNames } from "./names.ts";
import type { ZonePeriod } from "./zone.ts";

/** A moment: seconds since 1970 and the nanoseconds after them. */
export interface Instant {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** `Time.Format` */
export function formatTime(
  { seconds, nanoseconds }: Instant,
  { abbreviation, offset }: ZonePeriod,
  layout: string,
): string {
  const local = seconds + offset;
  const time = fromSeconds(local);
  const month = monthNames[time.month - 1] ?? "";
  const day = dayNames[weekday(local)] ?? "";
  const hour12 = time.hour % 12 || 12;

  return splitLayout(layout)
    .map(({ prefix, element, text }) => {
      switch (element) {
        case undefined:
          return prefix;
        case "January":
          return prefix + month;
        case "Jan":
          return prefix + month.slice(0, 3);
        case "1":
          return prefix + String(time.month);
        case "01":
          return prefix + padded(time.month, 2);
        case "Monday":
          return prefix + day;
        case "Mon":
          return prefix + day.slice(0, 3);
        case "2":
          return prefix + String(time.day);
        case "_2":
          return prefix + String(time.day).padStart(2);
        case "02":
          return prefix + padded(time.day, 2);
        case "__2":
          return prefix + String(yearDay(time)).padStart(3);
        case "002":
          return prefix + padded(yearDay(time), 3);
        case "15":
          return prefix + padded(time.hour, 2);
        case "3":
          return prefix + String(hour12);
        case "03":
          return prefix + padded(hour12, 2);
        case "4":
          return prefix + String(time.minute);
        case "04":
          return prefix + padded(time.minute, 2);
        case "5":
          return prefix + String(time.second);
        case "05":
          return prefix + padded(time.second, 2);
        case "2006":
          return prefix + padded(time.year, 4);
        case "06":
          return prefix + padded(Math.abs(time.year) % 100, 2);
        case "PM":
          return prefix + (time.hour >= 12 ? "PM" : "AM");
        case "pm":
          return prefix + (time.hour >= 12 ? "pm" : "am");
        case "MST":
          return prefix + (abbreviation === "" ? formatOffset(offset, "-0700") : abbreviation);
        case "fraction0":
          return prefix + text.slice(0, 1) + fraction(nanoseconds, text);
        case "fraction9": {
          const digits = fraction(nanoseconds, text).replace(/0+$/, "");
          return prefix + (digits === "" ? "" : text.slice(0, 1) + digits);
        }
        default:
          return prefix + formatOffset(offset, element);
      }
    })
    .join("");
}

/** As many digits as the layout's element has after its point, and nine at most. */
function fraction(nanoseconds: number, text: string): string {
  return padded(nanoseconds, 9).slice(0, text.length - 1);
}

function formatOffset(offset: number, element: ZoneOffset): string {
  if (offset === 0 && element.startsWith("Z")) return "Z";
  const total = Math.abs(offset);
  // Go drops the seconds before it looks at the sign.
  const sign = Math.trunc(offset / 60) < 0 ? "-" : "+";
  const parts = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60].map((part) => padded(part, 2));
  const separator = element.includes(":") ? ":" : "";
  const count = element.replace(/[^0-9]/g, "").length / 2;
  return sign + parts.slice(0, count).join(separator);
}

/** `appendInt` of package time: the sign does not count to the width */
function padded(value: number, width: number): string {
  return (value < 0 ? "-" : "") + String(Math.abs(value)).padStart(width, "0");
}
