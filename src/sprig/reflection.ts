import type { GoFunction } from "../govalue/function.ts";
import { type GoValue, typeOf } from "../govalue/value.ts";
import { deepEqual } from "./deep-equal.ts";
import { strval } from "./strval.ts";

const typeName = (value: GoValue) => typeOf(value).name;
const kindName = (value: GoValue) => typeOf(value).kind;

/** Sprig's reflect.go, and `toString`. */
export const reflectionFunctions: Record<string, GoFunction> = {
  typeOf: { signature: "func(interface {}) string", call: typeName },
  typeIs: {
    signature: "func(string, interface {}) bool",
    call: (target: string, value: GoValue) => target === typeName(value),
  },
  typeIsLike: {
    signature: "func(string, interface {}) bool",
    call: (target: string, value: GoValue) => [target, `*${target}`].includes(typeName(value)),
  },
  kindOf: { signature: "func(interface {}) string", call: kindName },
  kindIs: {
    signature: "func(string, interface {}) bool",
    call: (target: string, value: GoValue) => target === kindName(value),
  },
  deepEqual: { signature: "func(interface {}, interface {}) bool", call: deepEqual },
  toString: { signature: "func(interface {}) string", call: strval },
};
