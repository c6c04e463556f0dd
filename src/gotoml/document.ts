import { type GoList, type GoMap, type GoType, type GoValue, goTypes, withType } from "../govalue/value.ts";
import { formatKey, type Key } from "./key.ts";

const tableList: GoType = { name: "[]map[string]interface {}", kind: "slice", element: goTypes.map };

/**
 * The tables of a document while it is read, and what may still be added to them (`parser` in BurntSushi/toml's
 * parse.go): a table that a dotted key or header implied may be given once more, all else only once.
 */
export class TomlDocument {
  readonly root: GoMap = new Map();
  /** The table that keys are added to. */
  context: Key = [];
  private readonly implicit = new Set<string>();
  private readonly arrays = new Set<string>();
  private readonly tableLists = new Map<GoValue, GoMap>();
  private readonly fail: (problem: string) => never;

  /** @param fail throws a problem with the key that was read last */
  constructor(fail: (problem: string) => never) {
    this.fail = fail;
  }

  /** Makes a table the context, and makes it unless a key implied it. */
  enter(key: Key, isListItem: boolean): void {
    const parents = key.slice(0, -1);
    const last = key.at(-1) ?? "";
    let table = this.root;
    const path: string[] = [];
    for (const part of parents) {
      path.push(part);
      if (!table.has(part)) {
        this.imply(path);
        table.set(part, new Map());
      }
      table = this.asTable(table.get(part)) ?? this.fail(`Key '${formatKey(path)}' was already created as a hash.`);
    }
    this.context = parents;
    if (isListItem) this.addTable(table, key, last);
    else this.set(last, new Map());
    this.context = key;
  }

  private addTable(table: GoMap, key: Key, name: string): void {
    const existing = table.get(name);
    const list: GoList = [];
    if (existing === undefined) {
      table.set(name, withType(list, tableList));
    } else if (!this.tableLists.has(existing) || !Array.isArray(existing)) {
      this.fail(`Key '${formatKey(key)}' was already created and cannot be used as an array.`);
    }
    const tables = Array.isArray(existing) ? existing : list;
    const item: GoMap = new Map();
    tables.push(item);
    this.tableLists.set(tables, item);
  }

  /** Implies a table and makes it the context, as a part of a dotted key does. */
  enterImplied(key: Key): void {
    this.imply(key);
    this.enter(key, false);
  }

  imply(key: Key): void {
    this.implicit.add(formatKey(key));
  }

  /** Notes that a key in the context has an array as its value, which may hold tables that are set before it is. */
  markArray(name: string): void {
    this.arrays.add(formatKey([...this.context, name]));
  }

  /** Notes that a key has another value than an array. */
  unmarkArray(key: Key): void {
    this.arrays.delete(formatKey(key));
  }

  /** Sets a key in the context, unless it is there already. */
  set(name: string, value: GoValue): void {
    let table = this.root;
    const path: string[] = [];
    for (const part of this.context) {
      path.push(part);
      table = this.asTable(table.get(part)) ?? this.fail(`Key '${formatKey(path)}' has already been defined.`);
    }
    path.push(name);
    const key = formatKey(path);
    if (!table.has(name)) {
      table.set(name, value);
    } else if (this.arrays.has(key)) {
      this.implicit.delete(key);
      table.set(name, value);
    } else if (!this.implicit.delete(key)) {
      this.fail(`Key '${key}' has already been defined.`);
    }
  }

  /** A table, or of a list of tables the last one. */
  private asTable(value: GoValue | undefined): GoMap | undefined {
    if (value instanceof Map) return value;
    return value === undefined ? undefined : this.tableLists.get(value);
  }
}
