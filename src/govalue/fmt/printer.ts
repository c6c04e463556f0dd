/** Prints values by verb, as Go's fmt/print.go does. */

import { spend } from "../allowance.ts";
import { GoError } from "../function.ts";
import { isNilCollection } from "../nil.ts";
import type { FloatFormat } from "../strconv.ts";
import { bytesToText, compareText } from "../text.ts";
import type { GoMap, GoValue } from "../value.ts";
import { GoInt, GoObject, JsonNumber, typeOf } from "../value.ts";
import type { IntegerBase } from "./format.ts";
import {
  Flags,
  formatCharacter,
  formatHexText,
  formatInteger,
  formatNumber,
  formatQuoted,
  formatQuotedCharacter,
  formatString,
  formatUnicode,
  pad,
} from "./format.ts";

/** Values have no address here. Where Go prints one, which differs from run to run, this stands for it. */
const address = 0xc000000000n;

/** Deeper values would overflow the stack. */
const deepest = 1000;

/** What a value costs beside its text. A small one can have more parts than could ever be printed, if lists share them. */
const partCost = 10;

const integerBases: Readonly<Record<string, IntegerBase>> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

const floatFormats: Readonly<Record<string, readonly [FloatFormat, number]>> = {
  v: ["g", -1],
  b: ["b", -1],
  g: ["g", -1],
  G: ["G", -1],
  x: ["x", -1],
  X: ["X", -1],
  f: ["f", 6],
  F: ["f", 6],
  e: ["e", 6],
  E: ["E", 6],
};

export class Printer {
  flags = new Flags();
  /** Set while a value is shown for a verb that does not fit it; its own `String()` is then left alone. */
  private erroring = false;

  /** The text of an operand: `printArg`. */
  argument(value: GoValue, verb: string): string {
    if (value === null) return verb === "v" || verb === "T" ? pad(this.flags, "<nil>") : this.badVerb(value, verb);
    if (verb === "T") return formatString(this.flags, typeOf(value).name);
    if (verb === "p") return this.pointer(value, verb);
    if (value instanceof Uint8Array) return this.bytes(value, verb, "[]byte");
    return this.value(value, verb, 0);
  }

  /** The text of a value at some depth of an operand: `printValue`. */
  private value(value: GoValue, verb: string, depth: number): string {
    const { precision = 0, width = 0 } = this.flags;
    spend(partCost + width + precision);
    switch (typeof value) {
      case "string":
        return this.string(value, value, verb);
      case "bigint":
        return this.integer(value, value, verb);
      case "boolean":
        return verb === "t" || verb === "v" ? pad(this.flags, String(value)) : this.badVerb(value, verb);
      case "number":
        return this.float(value, verb);
    }
    if (value === null) return this.flags.sharpValue ? "interface {}(nil)" : "<nil>";
    if (depth > deepest) throw new GoError("fmt: value nests too deeply");
    // Only fmt.Errorf knows %w.
    if (verb === "w" && !this.erroring) return this.badVerb(value, verb);
    if (value instanceof GoInt) return this.integer(value, value.value, verb);
    if (value instanceof JsonNumber) return this.string(value, value.text, verb);
    if (this.flags.sharpValue && isNilCollection(value)) return `${typeOf(value).name}(nil)`;
    if (value instanceof Map) return this.map(value, verb, depth);
    if (value instanceof GoObject) return this.object(value, verb, depth);
    if (value instanceof Uint8Array) {
      if (verb === "s" || verb === "q" || verb === "x" || verb === "X") return this.bytes(value, verb, "[]uint8");
      return this.items("[]uint8", asIntegers(value), verb, depth);
    }
    return this.items(typeOf(value).name, value, verb, depth);
  }

  private badVerb(value: GoValue, verb: string): string {
    this.erroring = true;
    const shown = value === null ? "<nil>" : `${typeOf(value).name}=${this.argument(value, "v")}`;
    this.erroring = false;
    return `%!${verb}(${shown})`;
  }

  private string(value: GoValue, text: string, verb: string): string {
    spend(text.length / (this.flags.width === undefined ? 4 : 1));
    switch (verb) {
      case "v":
        return this.flags.sharpValue ? formatQuoted(this.flags, text) : formatString(this.flags, text);
      case "s":
        return formatString(this.flags, text);
      case "x":
      case "X":
        return formatHexText(this.flags, text, verb === "X");
      case "q":
        return formatQuoted(this.flags, text);
      default:
        return this.badVerb(value, verb);
    }
  }

  private integer(value: GoValue, integer: bigint, verb: string): string {
    const base = integerBases[verb];
    if (base !== undefined) {
      const unsigned = value instanceof GoInt && value.kind.startsWith("u");
      if (verb === "v" && this.flags.sharpValue && unsigned) return this.hexadecimal(integer, true);
      return formatInteger(this.flags, integer, base, verb);
    }
    switch (verb) {
      case "c":
        return formatCharacter(this.flags, integer);
      case "q":
        return formatQuotedCharacter(this.flags, integer);
      case "U":
        return formatUnicode(this.flags, integer);
      default:
        return this.badVerb(value, verb);
    }
  }

  private float(value: number, verb: string): string {
    const format = floatFormats[verb];
    return format ? formatNumber(this.flags, value, format[0], format[1]) : this.badVerb(value, verb);
  }

  /** `fmt0x64`. */
  private hexadecimal(value: bigint, prefix: boolean): string {
    const { sharp } = this.flags;
    this.flags.sharp = prefix;
    const text = formatInteger(this.flags, value, 16, "x");
    this.flags.sharp = sharp;
    return text;
  }

  private bytes(bytes: Uint8Array, verb: string, typeName: string): string {
    spend(30 * bytes.length);
    switch (verb) {
      case "v":
      case "d": {
        const goSyntax = this.flags.sharpValue;
        const items = Array.from(bytes, (byte) =>
          goSyntax ? this.hexadecimal(BigInt(byte), true) : formatInteger(this.flags, BigInt(byte), 10, verb),
        );
        return goSyntax ? `${typeName}{${items.join(", ")}}` : `[${items.join(" ")}]`;
      }
      case "s":
        return formatString(this.flags, bytesToText(bytes));
      case "x":
      case "X":
        return formatHexText(this.flags, bytes, verb === "X");
      case "q":
        return formatQuoted(this.flags, bytesToText(bytes));
      default:
        return this.items("[]uint8", asIntegers(bytes), verb, 0);
    }
  }

  private items(typeName: string, items: readonly GoValue[], verb: string, depth: number): string {
    const texts = items.map((item) => this.value(item, verb, depth + 1));
    spendOnJoin(texts);
    return this.flags.sharpValue ? `${typeName}{${texts.join(", ")}}` : `[${texts.join(" ")}]`;
  }

  /** Keys in order, as Go's internal/fmtsort has them. */
  private map(map: GoMap, verb: string, depth: number): string {
    spend(4 * partCost * map.size);
    const keys = [...map.keys()].sort(compareText);
    const texts = keys.map((key) => {
      const value = this.value(map.get(key) ?? null, verb, depth + 1);
      return `${this.value(key, verb, depth + 1)}:${value}`;
    });
    spendOnJoin(texts);
    return this.flags.sharpValue ? `${typeOf(map).name}{${texts.join(", ")}}` : `map[${texts.join(" ")}]`;
  }

  private object(object: GoObject, verb: string, depth: number): string {
    if (!this.erroring && !this.flags.sharpValue && "vsxXq".includes(verb)) {
      const text = object.goString();
      if (text !== undefined) return this.string(object, text, verb);
    }
    const { kind, name } = object.goType;
    if (kind === "struct") return this.struct(name, object, verb, depth);
    if (kind === "ptr" && depth === 0) return `&${this.struct(name.slice(1), object, verb, depth + 1)}`;
    return this.pointer(object, verb);
  }

  private struct(typeName: string, object: GoObject, verb: string, depth: number): string {
    const { plusValue, sharpValue } = this.flags;
    const named = plusValue || sharpValue;
    const texts = object.fields().map(([name, value]) => {
      const text = this.value(value, verb, depth + 1);
      return named ? `${name}:${text}` : text;
    });
    return sharpValue ? `${typeName}{${texts.join(", ")}}` : `{${texts.join(" ")}}`;
  }

  private pointer(value: GoValue, verb: string): string {
    const { kind, name } = typeOf(value);
    if (kind !== "ptr" && kind !== "map" && kind !== "slice" && kind !== "func") return this.badVerb(value, verb);
    if (verb === "v" && this.flags.sharpValue) return `(${name})(${this.hexadecimal(address, true)})`;
    if (verb === "v" || verb === "p") return this.hexadecimal(address, !this.flags.sharp);
    const base = integerBases[verb];
    return base === undefined ? this.badVerb(value, verb) : formatInteger(this.flags, address, base, verb);
  }
}

/** What is nested is copied at every level. */
function spendOnJoin(texts: readonly string[]): void {
  spend(texts.reduce((sum, text) => sum + text.length, 0) / 4);
}

function asIntegers(bytes: Uint8Array): GoInt[] {
  return Array.from(bytes, (byte) => new GoInt(BigInt(byte), "uint8"));
}
