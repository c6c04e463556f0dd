import { spend } from "../govalue/allowance.ts";
import type { GoFunction } from "../govalue/function.ts";
import { GoError } from "../govalue/function.ts";
import { asNil } from "../govalue/nil.ts";
import { compareText } from "../govalue/text.ts";
import {
  GoInt,
  type GoKind,
  type GoList,
  type GoType,
  type GoValue,
  goTypes,
  typeOf,
  withType,
} from "../govalue/value.ts";
import { toInt64 } from "./cast.ts";
import { deepEqual } from "./deep-equal.ts";
import { isEmpty } from "./defaults.ts";
import { orPanic, panic } from "./errors.ts";
import { strings, strslice, strval } from "./strval.ts";

const lists: GoType = { name: "[][]interface {}", kind: "slice", element: goTypes.list };

/** A function of a list comes in two: its `must` form returns an error where the plain one panics with it. */
type ListFunction = GoFunction["call"];

/** The elements of any Go slice, as `reflect.Value.Index(i).Interface()` gives them; else an error in sprig's words. */
function elements(list: GoValue, failed: (kind: GoKind) => string): GoList {
  if (Array.isArray(list)) {
    spend(list.length);
    return list;
  }
  if (list instanceof Uint8Array) spend(20 * list.length);
  if (list instanceof Uint8Array) return Array.from(list, (byte) => new GoInt(BigInt(byte), "uint8"));
  if (list === null) throw panic("runtime error: invalid memory address or nil pointer dereference");
  throw new GoError(failed(typeOf(list).kind));
}

function push(list: GoValue, value: GoValue): GoList {
  return [...elements(list, (kind) => `Cannot push on type ${kind}`), value];
}

function prepend(list: GoValue, value: GoValue): GoList {
  return [value, ...elements(list, (kind) => `Cannot prepend on type ${kind}`)];
}

function first(list: GoValue): GoValue {
  return elements(list, (kind) => `Cannot find first on type ${kind}`)[0] ?? null;
}

function last(list: GoValue): GoValue {
  return elements(list, (kind) => `Cannot find last on type ${kind}`).at(-1) ?? null;
}

function rest(list: GoValue): GoList {
  const items = elements(list, (kind) => `Cannot find rest on type ${kind}`);
  return items.length === 0 ? asNil([]) : items.slice(1);
}

function initial(list: GoValue): GoList {
  const items = elements(list, (kind) => `Cannot find initial on type ${kind}`);
  return items.length === 0 ? asNil([]) : items.slice(0, -1);
}

function reverse(list: GoValue): GoList {
  return elements(list, (kind) => `Cannot find reverse on type ${kind}`).toReversed();
}

function compact(list: GoValue): GoList {
  return elements(list, (kind) => `Cannot compact on type ${kind}`).filter((item) => !isEmpty(item));
}

function includes(list: GoList, sought: GoValue): boolean {
  return list.some((item) => deepEqual(sought, item));
}

function uniq(list: GoValue): GoList {
  const items = elements(list, (kind) => `Cannot find uniq on type ${kind}`);
  spend(5 * items.length);
  const texts = new Set<GoValue>();
  const others: GoList = [];
  return items.filter((item) => {
    if (typeof item === "string" ? texts.has(item) : includes(others, item)) return false;
    if (typeof item === "string") texts.add(item);
    else others.push(item);
    return true;
  });
}

function without(list: GoValue, ...omitted: GoValue[]): GoList {
  return elements(list, (kind) => `Cannot find without on type ${kind}`).filter((item) => !includes(omitted, item));
}

function has(needle: GoValue, haystack: GoValue): boolean {
  return (
    haystack !== null &&
    includes(
      elements(haystack, (kind) => `Cannot find has on type ${kind}`),
      needle,
    )
  );
}

function slice(list: GoValue, ...indices: GoValue[]): GoValue {
  const items = elements(list, (kind) => `list should be type of slice or array but ${kind}`);
  if (items.length === 0) return null;
  const start = indices.length > 0 ? toInt64(indices[0] ?? null) : 0n;
  const end = indices.length > 1 ? toInt64(indices[1] ?? null) : BigInt(items.length);
  if (start < 0n || end < start || end > items.length) throw panic("reflect.Value.Slice: slice index out of bounds");
  if (list instanceof Uint8Array) return list.subarray(Number(start), Number(end));
  return withType(items.slice(Number(start), Number(end)), typeOf(items));
}

function chunk(size: bigint, list: GoValue): GoList {
  const items = elements(list, (kind) => `Cannot chunk type ${kind}`);
  const chunks: GoList = withType([], lists);
  if (size <= 0n) {
    // Sprig computes a number of chunks for these sizes as well, which may come out as one or none.
    const count = Math.floor((items.length - 1) / Number(size)) + 1;
    if (count === 1 && items.length === 1 && size < -1n) chunks.push([...items]);
    else if (count !== 0) throw panic("runtime error: makeslice: len out of range");
    return chunks;
  }
  const length = size > items.length ? items.length : Number(size);
  spend(100 * Math.ceil(items.length / Math.max(length, 1)));
  for (let start = 0; start < items.length; start += length) chunks.push(items.slice(start, start + length));
  return chunks;
}

function concat(...given: GoValue[]): GoList {
  const joined: GoList = [];
  for (const list of given) {
    const items = elements(list, (kind) => `Cannot concat type ${kind} as list`);
    spend(4 * items.length);
    for (const item of items) joined.push(item);
  }
  return joined.length === 0 ? asNil(joined) : joined;
}

/** Sorts a `[]string` in place, as Go's does; of anything else it sorts the texts. */
function sortAlpha(list: GoValue): GoList {
  return Array.isArray(list) || list instanceof Uint8Array ? strslice(list).sort(compareText) : strings([strval(list)]);
}

function panicking(call: ListFunction): ListFunction {
  return (...args) =>
    orPanic(
      () => call(...args),
      (error) => error.message,
    );
}

/** A function that returns an error as `mustName`, and `name`, which panics with it instead. */
function withMust(name: string, parameters: string, result: string, call: ListFunction): Record<string, GoFunction> {
  const mustName = `must${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  return {
    [name]: { signature: `func(${parameters}) ${result}`, call: panicking(call) },
    [mustName]: { signature: `func(${parameters}) (${result}, error)`, call },
  };
}

/** Sprig's list.go. */
export const listFunctions: Record<string, GoFunction> = {
  list: { signature: "func(...interface {}) []interface {}", call: (...items: GoValue[]) => items },
  tuple: { signature: "func(...interface {}) []interface {}", call: (...items: GoValue[]) => items },
  ...withMust("append", "interface {}, interface {}", "[]interface {}", push),
  ...withMust("push", "interface {}, interface {}", "[]interface {}", push),
  ...withMust("prepend", "interface {}, interface {}", "[]interface {}", prepend),
  ...withMust("first", "interface {}", "interface {}", first),
  ...withMust("last", "interface {}", "interface {}", last),
  ...withMust("rest", "interface {}", "[]interface {}", rest),
  ...withMust("initial", "interface {}", "[]interface {}", initial),
  ...withMust("reverse", "interface {}", "[]interface {}", reverse),
  ...withMust("compact", "interface {}", "[]interface {}", compact),
  ...withMust("uniq", "interface {}", "[]interface {}", uniq),
  ...withMust("without", "interface {}, ...interface {}", "[]interface {}", without),
  ...withMust("has", "interface {}, interface {}", "bool", has),
  ...withMust("slice", "interface {}, ...interface {}", "interface {}", slice),
  ...withMust("chunk", "int, interface {}", "[][]interface {}", chunk),
  concat: { signature: "func(...interface {}) interface {}", call: panicking(concat) },
  sortAlpha: { signature: "func(interface {}) []string", call: sortAlpha },
  toStrings: { signature: "func(interface {}) []string", call: strslice },
};
