import { spend } from "../../govalue/allowance.ts";
import { sprintf } from "../../govalue/fmt.ts";
import type { GoMap, GoValue } from "../../govalue/value.ts";
import type { Warn } from "../errors.ts";

/** What it takes to copy an entry of a table, or to merge it into another one. */
const entryCost = 20;

/** Whether a value is what helm calls a table: a mapping. */
export function isTable(value: GoValue | undefined): value is GoMap {
  return value instanceof Map;
}

/** A copy in which nothing is shared with the original: templates may change what they are given. */
export function deepCopy(table: GoMap): GoMap {
  spend(entryCost * (1 + table.size));
  const copy: GoMap = new Map();
  table.forEach((value, key) => {
    copy.set(key, deepCopyValue(value));
  });
  return copy;
}

function deepCopyValue(value: GoValue): GoValue {
  if (value instanceof Map) return deepCopy(value);
  if (!Array.isArray(value)) return value;
  spend(entryCost + value.length);
  return value.map(deepCopyValue);
}

/** A copy of the tables that shares its lists with the original. Merging goes into tables only. */
export function copyTables(table: GoMap): GoMap {
  spend(entryCost * (1 + table.size));
  const copy: GoMap = new Map();
  table.forEach((value, key) => {
    copy.set(key, value instanceof Map ? copyTables(value) : value);
  });
  return copy;
}

/** Whether nulls stay in a merged table, or delete the key in it. */
export type Nulls = "keep" | "delete";

/**
 * Merges `source` into `target`, in place; what `target` has already stays. Helm's `coalesceTablesFullKey`: nulls of the
 * target are left in the source as well.
 */
export function mergeTables(target: GoMap, source: GoMap, path: string, nulls: Nulls, warn: Warn): GoMap {
  spend(entryCost * (1 + target.size + source.size));
  target.forEach((value, key) => {
    if (value === null) source.set(key, null);
  });
  source.forEach((value, key) => {
    const present = target.get(key);
    if (present === undefined) {
      target.set(key, value);
    } else if (present === null && nulls === "delete") {
      target.delete(key);
    } else if (isTable(value)) {
      if (isTable(present)) mergeTables(present, value, joinPath(path, key), nulls, warn);
      else warn(sprintf("warning: cannot overwrite table with non table for %s (%v)", [joinPath(path, key), value]));
    } else if (isTable(present) && value !== null) {
      warn(
        sprintf("warning: destination for %s is a table. Ignoring non-table value (%v)", [joinPath(path, key), value]),
      );
    }
  });
  return target;
}

/** The table at a path of keys, or the key behind which there is none: helm's `Values.Table`. */
export function findTable(
  table: GoMap,
  path: string,
): { readonly table: GoMap } | { readonly table: undefined; readonly missing: string } {
  let current = table;
  for (const key of path.split(".")) {
    const next = current.get(key);
    if (!isTable(next)) return { table: undefined, missing: key };
    current = next;
  }
  return { table: current };
}

/** The value at a path of keys, or `undefined` where there is none or it is a table: helm's `Values.PathValue`. */
export function findScalar(table: GoMap, path: string): GoValue | undefined {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const holder = keys.length === 0 ? table : findTable(table, keys.join(".")).table;
  const value = holder?.get(last);
  return isTable(value) ? undefined : value;
}

export function joinPath(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
