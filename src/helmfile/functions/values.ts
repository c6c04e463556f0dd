import { sprint, sprintf } from "../../govalue/fmt.ts";
import { GoError, type GoFunction } from "../../govalue/function.ts";
import { type GoMap, GoObject, type GoValue, goTypes, typeOf } from "../../govalue/value.ts";
import { marshalGo, readAny, readMap } from "../../goyaml/index.ts";
import { messageOf } from "../error.ts";
import type { Semantics } from "../semantics.ts";
import { castValue } from "../values.ts";

/** The functions of helmfile (pkg/tmpl/context_funcs.go, get_or_nil.go) that need nothing but their arguments. */
export function valueFunctions({ yaml, name: semantics }: Semantics): Record<string, GoFunction> {
  return {
    get: {
      signature: "func(string, ...interface {}) (interface {}, error)",
      call: (path: string, ...rest: GoValue[]) => get(path, rest),
    },
    getOrNil: {
      signature: "func(string, interface {}) (interface {}, error)",
      call: (path: string, value: GoValue) => getOrNil(path, value),
    },
    setValueAtPath: {
      signature: "func(string, interface {}, map[string]interface {}) (map[string]interface {}, error)",
      call: (path: string, value: GoValue, map: GoMap) => setValueAtPath(path, value, map),
    },
    required: {
      signature: "func(string, interface {}) (interface {}, error)",
      call(warning: string, value: GoValue) {
        if (value === null || value === "") throw new GoError(semantics === "v0" ? sprintf(warning, []) : warning);
        return value;
      },
    },
    toYaml: {
      signature: "func(interface {}) (string, error)",
      call: (value: GoValue) => marshalGo(value, { library: yaml }),
    },
    fromYaml: {
      signature:
        semantics === "v0" ? "func(string) (map[string]interface {}, error)" : "func(string) (interface {}, error)",
      call: (text: string) => {
        try {
          return castValue(semantics === "v0" ? readMap(text, { library: yaml }) : readAny(text, { library: yaml }));
        } catch (error) {
          throw new GoError(`${messageOf(error)}, offending yaml: ${text}`, { cause: error });
        }
      },
    },
  };
}

function get(path: string, args: readonly GoValue[]): GoValue {
  if (args.length !== 1 && args.length !== 2) {
    throw new GoError(
      `unexpected number of args passed to the template function get(path, [def, ]obj): expected 1 or 2, got ${args.length}, args was ${sprint([[...args]])}`,
    );
  }
  const fallback = args.length === 2 ? args[0] : undefined;
  return find(path, args.at(-1) ?? null, (value, key) => {
    // Only what is no map at all fails in spite of a default.
    if (fallback !== undefined && hasKeys(value)) return fallback;
    throw new GoError(whyMissing(value, key));
  });
}

function getOrNil(path: string, value: GoValue): GoValue {
  return find(path, value, () => null);
}

/** @param missing - what there is instead of a key that a value on the way does not have */
function find(path: string, start: GoValue, missing: (value: GoValue, key: string) => GoValue): GoValue {
  let value = start;
  for (let rest = path; rest !== ""; ) {
    const dot = rest.indexOf(".");
    const key = dot < 0 ? rest : rest.slice(0, dot);
    rest = dot < 0 ? "" : rest.slice(dot + 1);
    const next = step(value, key);
    if (next === undefined) return missing(value, key);
    // Of a map[string]string, such as labels, the text is returned whatever is left of the path.
    if (value instanceof Map && typeOf(value) === goTypes.stringMap) return next;
    value = next;
  }
  return value;
}

function step(value: GoValue, key: string): GoValue | undefined {
  if (value instanceof Map) return value.get(key);
  return isStruct(value) ? value.field(key) : undefined;
}

function hasKeys(value: GoValue): boolean {
  return value instanceof Map || isStruct(value);
}

function isStruct(value: GoValue): value is GoObject {
  return value instanceof GoObject && value.goType.kind === "struct";
}

function whyMissing(value: GoValue, key: string): string {
  if (value instanceof Map) return `no value exist for key "${key}" in ${sprint([value])}`;
  if (isStruct(value)) return `no field named "${key}" exist in ${sprint([value])}`;
  const type = typeOf(value).name;
  return `unexpected type(${type}) of value for key "${key}": it must be either map[string]any or any struct`;
}

/** Changes the map that it is given. */
function setValueAtPath(path: string, value: GoValue, values: GoMap): GoMap {
  const failed = (reason: string) => new GoError(`failed to set value at path "${path}": ${reason}`);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let current = values;
  for (const key of keys) {
    const item = current.get(key);
    if (item === undefined) throw failed(`value for key "${key}" does not exist`);
    if (!(item instanceof Map)) throw failed(`value for key "${key}" was not a map`);
    current = item;
  }
  current.set(last, value);
  return values;
}
