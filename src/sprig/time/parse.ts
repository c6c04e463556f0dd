import { GoError } from "../../govalue/function.ts";
import { daysBefore, daysIn, isLeapYear, toSeconds } from "./civil.ts";
import { type Element, splitLayout } from "./layout.ts";
import { dayNames, monthNames } from "./names.ts";
import { quoteTimeText } from "./quote.ts";
import { GoTime, inZone } from "./time.ts";
import { fixedZone, utc, type Zone } from "./zone.ts";

/**
 * `time.ParseInLocation`
 *
 * @throws GoError in Go's words
 */
export function parseTime(layout: string, text: string, location: Zone): GoTime {
  return new TimeParser(layout, text).parse(location);
}

/** What a value that does not match an element fails with; the parser says where. */
class Mismatch extends Error {}

class TimeParser {
  private readonly layout: string;
  private readonly text: string;
  /** What is not read yet. */
  private rest: string;

  private year = 0;
  private month: number | undefined;
  private day: number | undefined;
  private yearDay: number | undefined;
  private hour = 0;
  private minute = 0;
  private second = 0;
  private nanoseconds = 0;
  private half: "AM" | "PM" | undefined;
  private isUtc = false;
  private offset: number | undefined;
  private zoneName = "";

  constructor(layout: string, text: string) {
    this.layout = layout;
    this.text = text;
    this.rest = text;
  }

  parse(location: Zone): GoTime {
    const chunks = splitLayout(this.layout);
    chunks.forEach(({ prefix, element, text }, index) => {
      this.skip(prefix);
      if (element === undefined) return;
      const before = this.rest;
      try {
        this.read(element, text, chunks[index + 1]?.element);
      } catch (error) {
        throw error instanceof Mismatch ? this.mismatch(before, text) : error;
      }
    });
    if (this.rest !== "") throw this.failure(`: extra text: ${quoteTimeText(this.rest)}`);
    return this.result(location);
  }

  /** Literal text, in which a space stands for any number of them. */
  private skip(prefix: string): void {
    let wanted = prefix;
    while (wanted !== "") {
      if (wanted.startsWith(" ")) {
        if (this.rest !== "" && !this.rest.startsWith(" ")) throw this.mismatch(this.rest, prefix);
        wanted = wanted.replace(/^ +/, "");
        this.rest = this.rest.replace(/^ +/, "");
      } else {
        if (this.rest === "" || this.rest[0] !== wanted[0]) throw this.mismatch(this.rest, prefix);
        wanted = wanted.slice(1);
        this.rest = this.rest.slice(1);
      }
    }
  }

  private read(element: Element, text: string, next: Element | undefined): void {
    switch (element) {
      case "2006":
        this.year = this.digits(/^[0-9]{4}/);
        break;
      case "06": {
        const year = this.digits(/^(?:[0-9]{2}|[-+][0-9])/);
        this.year = year + (year >= 69 ? 1900 : 2000);
        break;
      }
      case "January":
        this.month = this.name(monthNames) + 1;
        break;
      case "Jan":
        this.month = this.name(monthNames.map((name) => name.slice(0, 3))) + 1;
        break;
      case "1":
      case "01":
        this.month = this.inRange("month", this.number(element), 1, 12);
        break;
      case "Monday":
        this.name(dayNames);
        break;
      case "Mon":
        this.name(dayNames.map((name) => name.slice(0, 3)));
        break;
      case "_2":
        this.rest = this.rest.replace(/^ /, "");
        this.day = this.number(element);
        break;
      case "2":
      case "02":
        this.day = this.number(element);
        break;
      case "__2":
        this.rest = this.rest.replace(/^ {1,2}/, "");
        this.yearDay = this.digits(/^[0-9]{1,3}/);
        break;
      case "002":
        this.yearDay = this.digits(/^[0-9]{3}/);
        break;
      case "15":
        this.hour = this.inRange("hour", this.number(element), 0, 23);
        break;
      case "3":
      case "03":
        this.hour = this.inRange("hour", this.number(element), 0, 12);
        break;
      case "4":
      case "04":
        this.minute = this.inRange("minute", this.number(element), 0, 59);
        break;
      case "5":
      case "05":
        this.second = this.inRange("second", this.number(element), 0, 59);
        // A fraction may follow that the layout does not mention.
        if (next !== "fraction0" && next !== "fraction9") this.fraction(/^[.,][0-9]+/);
        break;
      case "PM":
      case "pm":
        this.half = this.halfOfDay(element);
        break;
      case "MST":
        this.zoneAbbreviation();
        break;
      case "fraction0":
        if (!this.fraction(new RegExp(`^[.,][0-9]{${text.length - 1}}`))) throw new Mismatch();
        break;
      case "fraction9":
        this.fraction(/^[.,][0-9]+/);
        break;
      default:
        this.zoneOffset(element, text);
    }
  }

  /** Reads what an expression matches at the beginning of the rest. */
  private take(expression: RegExp): string {
    const [taken] = expression.exec(this.rest) ?? [];
    if (taken === undefined) throw new Mismatch();
    this.rest = this.rest.slice(taken.length);
    return taken;
  }

  private digits(expression: RegExp): number {
    return Number(this.take(expression));
  }

  /** One or two digits; two where the layout has a zero in front. */
  private number(element: Element): number {
    return this.digits(element.startsWith("0") ? /^[0-9]{2}/ : /^[0-9]{1,2}/);
  }

  private inRange(what: string, value: number, least: number, greatest: number): number {
    if (value >= least && value <= greatest) return value;
    throw this.failure(`: ${what} out of range`);
  }

  private name(names: readonly string[]): number {
    const index = names.findIndex((name) => this.rest.slice(0, name.length).toLowerCase() === name.toLowerCase());
    if (index < 0) throw new Mismatch();
    this.rest = this.rest.slice(names[index]?.length ?? 0);
    return index;
  }

  private halfOfDay(element: "PM" | "pm"): "AM" | "PM" {
    return this.take(element === "PM" ? /^[AP]M/ : /^[ap]m/).toUpperCase() === "PM" ? "PM" : "AM";
  }

  /** @returns whether there was a fraction */
  private fraction(expression: RegExp): boolean {
    const [taken] = expression.exec(this.rest) ?? [];
    if (taken === undefined) return false;
    this.rest = this.rest.slice(taken.length);
    this.nanoseconds = Number(taken.slice(1, 10).padEnd(9, "0"));
    return true;
  }

  private zoneAbbreviation(): void {
    if (this.rest.startsWith("UTC")) {
      this.rest = this.rest.slice(3);
      this.isUtc = true;
      return;
    }
    this.zoneName = this.take(zoneAbbreviation);
  }

  private zoneOffset(element: Element, text: string): void {
    if (text.startsWith("Z") && this.rest.startsWith("Z")) {
      this.rest = this.rest.slice(1);
      this.isUtc = true;
      return;
    }
    const shape = element.slice(1).replace(/[0-9]{2}/g, "(..)");
    const [taken, sign, ...parts] = new RegExp(`^(.)${shape}`, "s").exec(this.rest) ?? [];
    if (taken === undefined) throw new Mismatch();
    const firstBad = parts.findIndex((part) => !/^[0-9]{2}$/.test(part));
    // Go looks at how large the numbers are that it could read before it minds those that it could not; of several it
    // names the last.
    const numbers = (firstBad < 0 ? parts : parts.slice(0, firstBad)).map(Number);
    const [hours = 0, minutes = 0, seconds = 0] = numbers;
    this.inRange("time zone offset second", seconds, 0, 60);
    this.inRange("time zone offset minute", minutes, 0, 60);
    this.inRange("time zone offset hour", hours, 0, 24);
    if (firstBad >= 0 || (sign !== "+" && sign !== "-")) throw new Mismatch();
    this.rest = this.rest.slice(taken.length);
    this.offset = (sign === "-" ? -1 : 1) * ((hours * 60 + minutes) * 60 + seconds);
  }

  private result(location: Zone): GoTime {
    this.settleDate();
    const month = this.month ?? 1;
    const day = this.day ?? 1;
    if (day < 1 || day > daysIn(month, this.year)) throw this.failure(": day out of range");
    const hour =
      this.half === "PM" && this.hour < 12 ? this.hour + 12 : this.half === "AM" && this.hour === 12 ? 0 : this.hour;
    const local = toSeconds({ year: this.year, month, day, hour, minute: this.minute, second: this.second });
    const at = (seconds: number, zone: Zone) => new GoTime({ seconds, nanoseconds: this.nanoseconds }, zone);

    if (this.isUtc) return at(local, utc);
    if (this.offset !== undefined) {
      const seconds = local - this.offset;
      const period = location.at(seconds);
      const isLocal = period.offset === this.offset && (this.zoneName === "" || this.zoneName === period.abbreviation);
      return at(seconds, isLocal ? location : fixedZone(this.zoneName, this.offset));
    }
    if (this.zoneName !== "") {
      const known = location.offsetOf(this.zoneName);
      if (known !== undefined) return at(local - known, location);
      const hours = this.zoneName.startsWith("GMT") ? Number(this.zoneName.slice(3)) : 0;
      // Go changes what the zone shows by these hours, not the moment.
      return at(local, fixedZone(this.zoneName, hours * 3600));
    }
    return at(inZone(local, location), location);
  }

  /** The day of the year says month and day, which must not say otherwise themselves. */
  private settleDate(): void {
    if (this.yearDay === undefined) return;
    const isLeap = isLeapYear(this.year);
    if (this.yearDay < 1 || this.yearDay > (isLeap ? 366 : 365)) throw this.failure(": day-of-year out of range");
    const before = (month: number) => daysBefore(month) + (isLeap && month > 2 ? 1 : 0);
    let month = 12;
    while (before(month) >= this.yearDay) month -= 1;
    const day = this.yearDay - before(month);
    if (this.month !== undefined && this.month !== month) throw this.failure(": day-of-year does not match month");
    if (this.day !== undefined && this.day !== day) throw this.failure(": day-of-year does not match day");
    this.month = month;
    this.day = day;
  }

  private failure(message: string): GoError {
    return new GoError(`parsing time ${quoteTimeText(this.text)}${message}`);
  }

  private mismatch(value: string, element: string): GoError {
    const [text, layout, part, wanted] = [this.text, this.layout, value, element].map(quoteTimeText);
    return new GoError(`parsing time ${text} as ${layout}: cannot parse ${part} as ${wanted}`);
  }
}

/**
 * `parseTimeZone`: three letters, four or five with a T at the end, one of a few other names, `GMT` with hours, or hours.
 */
const zoneAbbreviation =
  /^(?:ChST|MeST|GMT(?:[-+](?:0*(?:2[0-3]|1?[0-9]))(?![0-9]))?|[-+](?:0*(?:2[0-3]|1?[0-9]))(?![0-9])|(?:[A-Z]{4}T|[A-Z]{3}T|WITA|[A-Z]{3})(?![A-Z]))/;
