import { JsonMembers, jsonValueOf } from "../gojson/index.ts";
import { spend } from "../govalue/allowance.ts";
import { GoError } from "../govalue/function.ts";
import { isNilCollection } from "../govalue/nil.ts";
import { formatFloat, parseFloat64, quote } from "../govalue/strconv.ts";
import { compareText } from "../govalue/text.ts";
import { GoInt, type GoList, type GoMap, GoObject, type GoValue, JsonNumber } from "../govalue/value.ts";
import { formatKey, formatKeyPart, type Key, quoteToml } from "./key.ts";

/**
 * BurntSushi/toml's `Encoder.Encode` (`encode.go`), which is Helm's toToml: plain keys before tables, both sorted, tables
 * indented by their depth. Throws the library's error, or what its panic says.
 */
export function marshal(value: GoValue): string {
  const encoder = new TomlEncoder();
  encoder.encode([], value);
  return encoder.text;
}

const maxDepth = 1000;
const indentStep = "  ";

type Entry = readonly [string, GoValue];

class TomlEncoder {
  text = "";

  encode(key: Key, value: GoValue): void {
    spend(20 + 4 * key.length);
    if (key.length > maxDepth) throw new GoError(`toml: exceeded max depth of ${maxDepth}`);
    if (value === null) {
      throw new GoError("reflect: call of reflect.Value.Type on zero Value", { panic: true });
    }
    const entries = tableEntries(value);
    if (value instanceof Map && isNil(value)) return;
    if (entries !== undefined) {
      this.writeTable(key, entries);
    } else if (Array.isArray(value) && isTableList(value, 0)) {
      this.writeTables(key, value);
    } else {
      this.writePair(key, value);
      if (key.length > 0) this.newline();
    }
  }

  private writeTable(key: Key, entries: readonly Entry[]): void {
    if (key.length === 1) this.newline();
    if (key.length > 0) {
      this.text += `${indentation(key)}[${formatKey(key)}]`;
      this.newline();
    }
    this.writeEntries(key, entries);
  }

  private writeTables(key: Key, tables: GoList): void {
    if (key.length === 0) throw new GoError("toml: top-level values must be Go maps or structs");
    for (const table of tables) {
      this.newline();
      this.text += `${indentation(key)}[[${formatKey(key)}]]`;
      this.newline();
      this.writeEntries(key, tableEntries(table) ?? []);
    }
  }

  private writeEntries(key: Key, entries: readonly Entry[]): void {
    const [direct, tables] = directFirst(entries);
    for (const [name, value] of [...direct, ...tables]) {
      if (!isNil(value)) this.encode([...key, name], value);
    }
  }

  private writePair(key: Key, value: GoValue): void {
    const name = key.at(-1);
    if (name !== undefined) this.text += `${indentation(key)}${formatKeyPart(name)} = `;
    this.text += formatElement(value, key.length);
  }

  /** A newline, unless nothing has been written yet. */
  private newline(): void {
    if (this.text !== "") this.text += "\n";
  }
}

function isNil(value: GoValue): boolean {
  return value === null || isNilCollection(value);
}

function indentation(key: Key): string {
  return indentStep.repeat(key.length - 1);
}

/** The entries of a map or struct; `undefined` for any other value. */
function tableEntries(value: GoValue): readonly Entry[] | undefined {
  if (value instanceof Map) return sortedEntries(value);
  if (!(value instanceof GoObject)) return undefined;
  if (value.goType.kind === "func") throw new GoError("unsupported type: func");
  return jsonValueOf(value) instanceof JsonMembers ? value.fields() : undefined;
}

function sortedEntries(map: GoMap): readonly Entry[] {
  return [...map].sort(([a], [b]) => compareText(a, b));
}

/** The entries that stand under their table, and those that are tables of their own. */
function directFirst(entries: readonly Entry[]): readonly [Entry[], Entry[]] {
  const direct: Entry[] = [];
  const tables: Entry[] = [];
  for (const entry of entries) {
    const [, value] = entry;
    const isTable = tableEntries(value) !== undefined || (Array.isArray(value) && isTableList(value, 0));
    (isTable && !isNil(value) ? tables : direct).push(entry);
  }
  return [direct, tables];
}

/** Whether all elements are tables. Looks for nil, which an array must not have, however deep. */
function isTableList(list: GoList, depth: number): boolean {
  spend(10 * list.length);
  if (depth > maxDepth) throw new GoError(`toml: exceeded max depth of ${maxDepth}`);
  let onlyTables = list.length > 0;
  for (const item of list) {
    if (isNil(item)) throw new GoError("toml: cannot encode array with nil element");
    if (Array.isArray(item)) isTableList(item, depth + 1);
    onlyTables &&= tableEntries(item) !== undefined;
  }
  return onlyTables;
}

function formatElement(value: GoValue, depth: number): string {
  spend(20);
  switch (typeof value) {
    case "string":
      return quoteToml(value);
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      return formatTomlFloat(value);
  }
  if (value === null) return "";
  if (depth > maxDepth) throw new GoError(`toml: exceeded max depth of ${maxDepth}`);
  if (value instanceof GoInt) return String(value.value);
  if (value instanceof JsonNumber) return formatNumber(value.text);
  if (value instanceof Uint8Array) spend(10 * value.length);
  if (value instanceof Uint8Array) return `[${Array.from(value).join(", ")}]`;
  if (Array.isArray(value)) return `[${value.map((item) => formatElement(item, depth + 1)).join(", ")}]`;
  const entries = tableEntries(value);
  if (entries !== undefined || value instanceof Map) return formatInline(entries ?? [], depth);
  return value.goType.name === "time.Time" ? String(jsonValueOf(value)) : quoteToml(String(jsonValueOf(value)));
}

/** An inline table. The comma behind an entry that is followed by none but nil ones stays, as in the library. */
function formatInline(entries: readonly Entry[], depth: number): string {
  const [direct, tables] = directFirst(entries);
  const format = (group: readonly Entry[], isFollowed: boolean): string =>
    group
      .map(([name, value], i) => {
        if (isNil(value)) return "";
        const comma = isFollowed || i !== group.length - 1 ? ", " : "";
        return `${formatKeyPart(name)} = ${formatElement(value, depth + 1)}${comma}`;
      })
      .join("");
  return `{${format(direct, tables.length > 0)}${format(tables, false)}}`;
}

function formatTomlFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const text = formatFloat(value, "f", -1);
  return text.includes(".") ? text : `${text}.0`;
}

/** A json.Number as an int64 or else a float64. */
function formatNumber(text: string): string {
  if (text === "") return "0";
  if (/^[-+]?[0-9]+$/.test(text)) {
    const value = BigInt(text.replace(/^\+/, ""));
    if (BigInt.asIntN(64, value) === value) return value.toString();
  }
  try {
    return formatTomlFloat(parseFloat64(text));
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    throw new GoError(`unable to convert ${quote(text)} to int64 or float64`, { cause: error });
  }
}
