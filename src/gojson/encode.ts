import { spend } from "../govalue/allowance.ts";
import { GoError } from "../govalue/function.ts";
import { isNilCollection } from "../govalue/nil.ts";
import { quote } from "../govalue/strconv.ts";
import { compareText } from "../govalue/text.ts";
import { GoInt, type GoMap, GoObject, type GoValue, JsonNumber, typeOf } from "../govalue/value.ts";
import { formatJsonNumber } from "./number.ts";
import { quoteJson } from "./string.ts";

/**
 * What a {@link GoObject} can say about how it is encoded, where that is not its fields by their Go names: a struct with
 * `json` tags gives the names and leaves out what is empty; a type with a MarshalJSON or MarshalText method of its own
 * gives what that returns.
 */
export interface JsonMarshaler {
  /** The members of the object in the order in which they are written, or another value to encode in its place. */
  jsonValue(): JsonMembers | GoValue;
}

/** The members of an object in an order of their own; a map's are sorted. */
export class JsonMembers {
  readonly members: readonly (readonly [string, GoValue])[];

  constructor(members: readonly (readonly [string, GoValue])[]) {
    this.members = members;
  }
}

export interface MarshalOptions {
  /** Whether `<`, `>` and `&` in strings are escaped; json.Marshal does, and so does this unless told otherwise. */
  readonly escapeHtml?: boolean;
}

/** json.Marshal: compact JSON with sorted keys. Throws Go's error for what JSON cannot hold. */
export function marshal(value: GoValue, { escapeHtml = true }: MarshalOptions = {}): string {
  return new JsonEncoder(escapeHtml, undefined).encode(value, 0);
}

/** json.MarshalIndent: an element a line, but an empty list or map stays on its line. */
export function marshalIndent(
  value: GoValue,
  prefix: string,
  indent: string,
  { escapeHtml = true }: MarshalOptions = {},
): string {
  return new JsonEncoder(escapeHtml, { prefix, indent }).encode(value, 0);
}

/** What the members of an object take beside their names and values. */
const memberCost = 30;

/** Where Go begins to look for cycles; here, what is nested deeper is taken for one. */
const maxDepth = 1000;

class JsonEncoder {
  private readonly escapeHtml: boolean;
  private readonly layout: { readonly prefix: string; readonly indent: string } | undefined;

  /** @param layout how lines begin; without it all is on one line */
  constructor(escapeHtml: boolean, layout: { readonly prefix: string; readonly indent: string } | undefined) {
    this.escapeHtml = escapeHtml;
    this.layout = layout;
  }

  encode(value: GoValue | JsonMembers, depth: number): string {
    spend(10);
    switch (typeof value) {
      case "string":
        return quoteJson(value, this.escapeHtml);
      case "boolean":
        return value ? "true" : "false";
      case "bigint":
        return value.toString();
      case "number":
        return formatJsonNumber(value);
    }
    if (value === null) return "null";
    if (value instanceof GoInt) return value.value.toString();
    if (value instanceof JsonNumber) return encodeNumber(value.text);
    if (value instanceof Uint8Array) return `"${Buffer.from(value).toString("base64")}"`;
    if (value instanceof GoObject) return this.encode(jsonValueOf(value), depth);
    if (depth >= maxDepth) {
      const type = value instanceof JsonMembers ? "struct" : typeOf(value).name;
      throw new GoError(`json: unsupported value: encountered a cycle via ${type}`);
    }
    if (value instanceof JsonMembers) return this.encodeMembers(value.members, depth);
    if (isNilCollection(value)) return "null";
    if (Array.isArray(value))
      return this.enclose(
        "[",
        value.map((item) => this.encode(item, depth + 1)),
        "]",
        depth,
      );
    return this.encodeMembers(sortedEntries(value), depth);
  }

  private encodeMembers(members: readonly (readonly [string, GoValue])[], depth: number): string {
    spend(memberCost * members.length);
    const colon = this.layout === undefined ? ":" : ": ";
    const parts = members.map(
      ([key, value]) => quoteJson(key, this.escapeHtml) + colon + this.encode(value, depth + 1),
    );
    return this.enclose("{", parts, "}", depth);
  }

  private enclose(open: string, parts: readonly string[], close: string, depth: number): string {
    // What is nested is copied at every level.
    spend(
      parts.reduce((sum, part) => sum + part.length, 0) / 4 + parts.length * (this.layout === undefined ? 0 : depth),
    );
    if (parts.length === 0 || this.layout === undefined) return open + parts.join(",") + close;
    const { prefix, indent } = this.layout;
    const outer = `\n${prefix}${indent.repeat(depth)}`;
    const inner = outer + indent;
    return open + inner + parts.join(`,${inner}`) + outer + close;
  }
}

function sortedEntries(map: GoMap): [string, GoValue][] {
  return [...map].sort(([a], [b]) => compareText(a, b));
}

/** What is encoded in place of an object. Throws Go's error for a type that JSON does not know. */
export function jsonValueOf(value: GoObject): JsonMembers | GoValue {
  if (isJsonMarshaler(value)) return value.jsonValue();
  const { kind, name } = value.goType;
  if (kind === "func") throw new GoError(`json: unsupported type: ${name}`);
  return new JsonMembers(value.fields());
}

function isJsonMarshaler(value: GoObject): value is GoObject & JsonMarshaler {
  return "jsonValue" in value && typeof value.jsonValue === "function";
}

const jsonNumber = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/;

/** A json.Number is written as it is; the empty one, its zero value, as 0. */
function encodeNumber(text: string): string {
  if (text === "") return "0";
  if (!jsonNumber.test(text)) throw new GoError(`json: invalid number literal ${quote(text)}`);
  return text;
}
