import type { GoFunction } from "../govalue/function.ts";
import { GoObject, type GoValue, integerValue, JsonNumber } from "../govalue/value.ts";

/** Sprig's `empty` (defaults.go): nil, zero, false, and what has no length. A struct is never empty. */
export function isEmpty(value: GoValue): boolean {
  if (value === null || value === false || value === "" || value === 0) return true;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof Map) return value.size === 0;
  if (value instanceof JsonNumber) return value.text === "";
  if (value instanceof GoObject) return false;
  return integerValue(value) === 0n;
}

/** Sprig's defaults.go, without its JSON functions. */
export const defaultFunctions: Record<string, GoFunction> = {
  default: {
    signature: "func(interface {}, ...interface {}) interface {}",
    call: (fallback: GoValue, given: GoValue = null) => (isEmpty(given) ? fallback : given),
  },
  empty: { signature: "func(interface {}) bool", call: isEmpty },
  coalesce: {
    signature: "func(...interface {}) interface {}",
    call: (...values: GoValue[]) => values.find((value) => !isEmpty(value)) ?? null,
  },
  all: { signature: "func(...interface {}) bool", call: (...values: GoValue[]) => !values.some(isEmpty) },
  any: { signature: "func(...interface {}) bool", call: (...values: GoValue[]) => !values.every(isEmpty) },
  ternary: {
    signature: "func(interface {}, interface {}, bool) interface {}",
    call: (whenTrue: GoValue, whenFalse: GoValue, condition: boolean) => (condition ? whenTrue : whenFalse),
  },
};
