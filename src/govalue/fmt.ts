/**
 * Go's fmt: Sprintf, Sprint and Sprintln over the values that templates see.
 *
 * Taken from `doPrintf`, `doPrint` and `doPrintln` of Go's fmt/print.go.
 */

import { spend } from "./allowance.ts";
import { Flags } from "./fmt/format.ts";
import { Printer } from "./fmt/printer.ts";
import type { GoValue } from "./value.ts";
import { integerValue, typeOf } from "./value.ts";

/** fmt.Sprint: a space between operands when neither is a string. */
export function sprint(args: readonly GoValue[]): string {
  const only = args[0];
  if (args.length === 1 && (typeof only === "string" || isSmallInteger(only))) return String(only);
  const printer = new Printer();
  let text = "";
  // Before the first operand there is no space either.
  let previousIsText = true;
  for (const arg of args) {
    const isText = typeof arg === "string" || typeOf(arg).kind === "string";
    text += (isText || previousIsText ? "" : " ") + printer.argument(arg, "v");
    previousIsText = isText;
  }
  return text;
}

/** Whether JavaScript prints it alike: beyond a million, Go has an exponent. */
function isSmallInteger(value: GoValue | undefined): boolean {
  return typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 1e6 && !Object.is(value, -0);
}

/** fmt.Sprintln: spaces between all operands, and a newline. */
export function sprintln(args: readonly GoValue[]): string {
  const printer = new Printer();
  return `${args.map((arg) => printer.argument(arg, "v")).join(" ")}\n`;
}

/** fmt.Sprintf. A mistake in the format shows in the result, as in Go: `%!d(string=x)`, `%!v(MISSING)`. */
export function sprintf(format: string, args: readonly GoValue[]): string {
  return new FormatRun(format, args).run();
}

/** The widest width and precision that fmt takes. */
const largest = 1_000_000;

class FormatRun {
  private readonly printer = new Printer();
  private readonly format: string;
  private readonly args: readonly GoValue[];
  private text = "";
  private at = 0;
  private next = 0;
  private reordered = false;
  private goodIndex = true;
  private afterIndex = false;

  constructor(format: string, args: readonly GoValue[]) {
    this.format = format;
    this.args = args;
  }

  run(): string {
    const { format } = this;
    while (this.at < format.length) {
      const percent = format.indexOf("%", this.at);
      if (percent < 0) {
        this.text += format.slice(this.at);
        break;
      }
      this.text += format.slice(this.at, percent);
      this.at = percent + 1;
      this.directive();
    }
    this.reportExtra();
    return this.text;
  }

  private directive(): void {
    spend(15);
    const { format, printer } = this;
    this.goodIndex = true;
    this.afterIndex = false;
    printer.flags = new Flags();
    if (!this.isAtLetter()) this.readModifiers();
    if (this.at >= format.length) {
      this.text += "%!(NOVERB)";
      return;
    }
    const rune = String.fromCodePoint(format.codePointAt(this.at) ?? 0);
    this.at += rune.length;
    const verb = rune.isWellFormed() ? rune : "\ufffd";
    if (verb === "%") {
      this.text += "%";
    } else if (!this.goodIndex) {
      this.text += `%!${verb}(BADINDEX)`;
    } else if (this.next >= this.args.length) {
      this.text += `%!${verb}(MISSING)`;
    } else {
      if (verb === "v" || verb === "w") printer.flags.useValueFlags();
      this.text += printer.argument(this.args[this.next] ?? null, verb);
      this.next += 1;
    }
  }

  /** Whether the verb follows at once, as it does most often. */
  private isAtLetter(): boolean {
    const code = this.format.charCodeAt(this.at) | 0x20;
    return code >= 0x61 && code <= 0x7a;
  }

  /** What can stand between the percent sign and the verb. */
  private readModifiers(): void {
    this.readFlags();
    this.readIndex();
    this.readWidth();
    this.readPrecision();
    if (!this.afterIndex) this.readIndex();
  }

  private readFlags(): void {
    const { flags } = this.printer;
    for (; ; this.at++) {
      switch (this.format[this.at]) {
        case "#":
          flags.sharp = true;
          break;
        case "0":
          flags.zero = true;
          break;
        case "+":
          flags.plus = true;
          break;
        case "-":
          flags.minus = true;
          break;
        case " ":
          flags.space = true;
          break;
        default:
          return;
      }
    }
  }

  private readWidth(): void {
    const { flags } = this.printer;
    if (this.format[this.at] !== "*") {
      flags.width = this.readNumber();
      if (this.afterIndex && flags.width !== undefined) this.goodIndex = false;
      return;
    }
    this.at += 1;
    flags.width = this.integerArgument();
    if (flags.width === undefined) this.text += "%!(BADWIDTH)";
    if (flags.width !== undefined && flags.width < 0) {
      flags.width = -flags.width;
      flags.minus = true;
      flags.zero = false;
    }
    this.afterIndex = false;
  }

  private readPrecision(): void {
    const { flags } = this.printer;
    if (this.format[this.at] !== "." || this.at + 1 >= this.format.length) return;
    this.at += 1;
    if (this.afterIndex) this.goodIndex = false;
    this.readIndex();
    if (this.format[this.at] !== "*") {
      flags.precision = this.readNumber() ?? 0;
      return;
    }
    this.at += 1;
    const given = this.integerArgument();
    flags.precision = given === undefined || given < 0 ? undefined : given;
    if (flags.precision === undefined) this.text += "%!(BADPREC)";
    this.afterIndex = false;
  }

  /** Decimal digits; a number that is far too large swallows the rest of the format, as in Go. */
  private readNumber(end = this.format.length): number | undefined {
    let value: number | undefined;
    for (; this.at < end; this.at++) {
      const digit = this.format.charCodeAt(this.at) - 48;
      if (digit < 0 || digit > 9) break;
      if (value !== undefined && value > largest) {
        this.at = end;
        return undefined;
      }
      value = (value ?? 0) * 10 + digit;
    }
    return value;
  }

  /** An explicit argument index: `%[2]d`. */
  private readIndex(): void {
    this.afterIndex = false;
    if (this.format[this.at] !== "[") return;
    this.reordered = true;
    const start = this.at + 1;
    const close = this.format.indexOf("]", start);
    if (close < 0) {
      this.goodIndex = false;
      this.at = start;
      return;
    }
    this.at = start;
    const number = this.readNumber(close);
    const complete = number !== undefined && this.at === close;
    this.at = close + 1;
    this.afterIndex = complete;
    if (complete && number >= 1 && number <= this.args.length) {
      this.next = number - 1;
    } else {
      this.goodIndex = false;
    }
  }

  /** The argument of a `*`: an integer of any type, not too large. */
  private integerArgument(): number | undefined {
    const arg = this.args[this.next];
    if (arg === undefined) return undefined;
    this.next += 1;
    const value = integerValue(arg);
    if (value === undefined || value > largest || value < -largest) return undefined;
    return Number(value);
  }

  private reportExtra(): void {
    const { printer } = this;
    if (this.reordered || this.next >= this.args.length) return;
    printer.flags = new Flags();
    this.text += "%!(EXTRA ";
    this.args.slice(this.next).forEach((arg, i) => {
      if (i > 0) this.text += ", ";
      if (arg !== null) this.text += `${typeOf(arg).name}=`;
      this.text += printer.argument(arg, "v");
    });
    this.text += ")";
  }
}
