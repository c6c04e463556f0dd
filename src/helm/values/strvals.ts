import { spend } from "../../govalue/allowance.ts";
import { quote, quoteRune } from "../../govalue/strconv.ts";
import { GoInt, type GoList, type GoMap, type GoValue, goTypes, typeOf } from "../../govalue/value.ts";
import { HelmError } from "../errors.ts";
import { readJsonPrefix } from "./json-prefix.ts";

/** The highest index that a list may be given, and the deepest nesting of keys: helm's strvals.MaxIndex and MaxNestedNameLevel. */
const maxIndex = 65536;
const maxNesting = 30;

/** How many digits an integer of 64 bits has at most. */
const longestInteger = 19;

/**
 * How the text behind `=` becomes a value. `json` is kept apart from the others since it also decides where the value ends.
 */
export type ValueSyntax =
  | { readonly kind: "typed" | "string" | "json" | "literal" }
  | { readonly kind: "file"; readonly read: (path: string) => string };

/**
 * Sets what an assignment of `--set` and its sisters says (`a.b[0]=x,c={1,2}`) in `target`, in place: helm's pkg/strvals.
 *
 * @throws {HelmError} in helm's words; assignments before the wrong one have been made
 */
export function parseAssignments(text: string, target: GoMap, syntax: ValueSyntax): void {
  const parser = new AssignmentParser(text, syntax);
  let atEnd = false;
  while (!atEnd) atEnd = parser.assignment(target, 0);
}

type Token = { readonly text: readonly string[]; readonly stop: string | undefined };

/** Where Go returns io.EOF, a method here returns `true`: nothing is left. */
type AtEnd = boolean;

class AssignmentParser {
  readonly #characters: readonly string[];
  readonly #syntax: ValueSyntax;
  #at = 0;

  constructor(text: string, syntax: ValueSyntax) {
    spend(20 * text.length);
    this.#characters = Array.from(text.toWellFormed());
    this.#syntax = syntax;
  }

  assignment(target: GoMap, nesting: number): AtEnd {
    const { text, stop } = this.#until(this.#syntax.kind === "literal" ? "=[." : "=[,.");
    const key = text.join("");
    switch (stop) {
      case undefined:
        if (key === "") return true;
        throw new HelmError(`key ${quote(key)} has no value`);
      case "[":
        return this.#listAssignment(target, key, nesting);
      case "=":
        return this.#value((value) => setKey(target, key, value));
      case ",":
        setKey(target, key, "");
        throw new HelmError(`key ${quote(key)} has no value (cannot end with ,)`);
      default:
        return this.#nestedAssignment(target, key, nesting);
    }
  }

  #listAssignment(target: GoMap, key: string, nesting: number): AtEnd {
    const index = this.#index();
    const present = target.get(key);
    return this.#listItem(present === undefined ? [] : asList(present), index, nesting, (list) =>
      setKey(target, key, list),
    );
  }

  #nestedAssignment(target: GoMap, key: string, nesting: number): AtEnd {
    if (nesting + 1 > maxNesting) {
      throw new HelmError(`value name nested level is greater than maximum supported nested level of ${maxNesting}`);
    }
    const present = target.get(key);
    const inner = present === undefined ? new Map<string, GoValue>() : asTable(present);
    const atEnd = this.assignment(inner, nesting + 1);
    if (inner.size > 0) setKey(target, key, inner);
    else if (!atEnd) throw new HelmError(`key map ${quote(key)} has no value`);
    return atEnd;
  }

  #listItem(list: GoList, index: number, nesting: number, store: (list: GoList) => void): AtEnd {
    if (index < 0) throw new HelmError(`negative ${index} index not allowed`);
    const { text, stop } = this.#until("[.=");
    if (text.length > 0) {
      throw new HelmError(
        `unexpected data at end of array index: [${text.map((character) => quoteRune(character.codePointAt(0) ?? 0)).join(" ")}]`,
      );
    }
    if (stop === "=") {
      this.#value((item) => store(setIndex(list, index, item)));
      return false;
    }
    let item: GoValue = null;
    let atEnd = stop === undefined;
    if (stop === "[") {
      const inner = this.#index();
      const present = list[index] ?? null;
      atEnd = this.#listItem(present === null ? [] : asList(present), inner, nesting, (nested) => {
        item = nested;
      });
    } else if (stop === ".") {
      const present = list[index];
      const inner = present instanceof Map ? present : new Map<string, GoValue>();
      item = inner;
      atEnd = this.assignment(inner, nesting);
    }
    store(atEnd ? list : setIndex(list, index, item));
    return atEnd;
  }

  /** Reads the value behind `=` and hands it on. */
  #value(set: (value: GoValue) => void): AtEnd {
    if (this.#syntax.kind === "json") {
      set(this.#json());
      return false;
    }
    if (this.#syntax.kind === "literal") {
      set(this.#characters.slice(this.#at).join(""));
      this.#at = this.#characters.length;
      return false;
    }
    const next = this.#characters[this.#at];
    if (next === undefined) {
      set("");
      return true;
    }
    if (next === "{") {
      this.#at += 1;
      set(this.#list());
    } else {
      set(this.#scalar(this.#until(",").text));
    }
    return false;
  }

  #list(): GoList {
    const list: GoList = [];
    for (;;) {
      const { text, stop } = this.#until(",}");
      if (stop === undefined) throw new HelmError("list must terminate with '}'");
      if (stop === "}" && this.#characters[this.#at] === ",") this.#at += 1;
      list.push(this.#scalar(text));
      if (stop === "}") return list;
    }
  }

  #scalar(text: readonly string[]): GoValue {
    const value = text.join("");
    if (this.#syntax.kind === "file") return this.#syntax.read(value);
    return this.#syntax.kind === "typed" ? typedValue(value) : value;
  }

  /** A JSON value, with the blanks and the comma behind it; none at all is null. */
  #json(): GoValue {
    if (this.#skipToValue()) return null;
    const rest = this.#characters.slice(this.#at).join("");
    const { value, length } = readJsonPrefix(rest);
    this.#at += Array.from(rest.slice(0, length)).length;
    this.#skipToValue();
    return value;
  }

  /** Skips blanks; a comma or the end says that there is no value. */
  #skipToValue(): boolean {
    for (;;) {
      const character = this.#characters[this.#at];
      if (character !== undefined && character !== "," && !/\p{White_Space}/u.test(character)) return false;
      this.#at += 1;
      if (character === undefined || character === ",") return true;
    }
  }

  #index(): number {
    const { text, stop } = this.#until("]");
    if (stop === undefined) throw new HelmError("error parsing index: EOF");
    const digits = text.join("");
    if (!/^[+-]?\d+$/.test(digits)) {
      throw new HelmError(`error parsing index: strconv.Atoi: parsing ${quote(digits)}: invalid syntax`);
    }
    return Number(digits);
  }

  /** The characters before the next unescaped one of `stops`, which is consumed; no stop where there is none. */
  #until(stops: string): Token {
    const text: string[] = [];
    for (;;) {
      let character = this.#characters[this.#at++];
      if (character === undefined) return { text, stop: undefined };
      if (stops.includes(character)) return { text, stop: character };
      if (character === "\\" && this.#syntax.kind !== "literal") {
        character = this.#characters[this.#at++];
        if (character === undefined) return { text, stop: undefined };
      }
      text.push(character);
    }
  }
}

function setKey(target: GoMap, key: string, value: GoValue): void {
  if (key !== "") target.set(key, value);
}

function setIndex(list: GoList, index: number, value: GoValue): GoList {
  if (index > maxIndex) {
    throw new HelmError(`index of ${index} is greater than maximum supported index of ${maxIndex}`);
  }
  spend(Math.max(index - list.length, 0));
  while (list.length <= index) list.push(null);
  list[index] = value;
  return list;
}

/** Helm's `typedVal`: a number that starts with 0 stays text. */
function typedValue(text: string): GoValue {
  const folded = text.toLowerCase();
  if (folded === "true" || folded === "false") return folded === "true";
  if (folded === "null") return null;
  if (text !== "0" && !/^([1-9]|[+-]\d)\d*$/.test(text)) return text;
  if (text.replace(/^[+-]?0*/, "").length > longestInteger) return text;
  const integer = BigInt(text.replace(/^\+/, ""));
  return BigInt.asIntN(64, integer) === integer ? new GoInt(integer, "int64") : text;
}

function asTable(value: GoValue): GoMap {
  if (value instanceof Map) return value;
  throw conversionError(value, goTypes.map.name);
}

function asList(value: GoValue): GoList {
  if (Array.isArray(value)) return value;
  throw conversionError(value, goTypes.list.name);
}

/** A failed type assertion, a panic in Go that helm recovers from. */
function conversionError(value: GoValue, wanted: string): HelmError {
  const type = value === null ? "nil" : typeOf(value).name;
  return new HelmError(`unable to parse key: interface conversion: interface {} is ${type}, not ${wanted}`);
}
