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

/** There is nothing at a path; `getOrNil` takes that for nil. */
class NoValueError extends GoError {}

function get(path: string, args: readonly GoValue[]): GoValue {
  if (args.length !== 1 && args.length !== 2) {
    throw new GoError(
      `unexpected number of args passed to the template function get(path, [def, ]obj): expected 1 or 2, got ${args.length}, args was ${sprint([[...args]])}`,
    );
  }
  const fallback = args.length === 2 ? args[0] : undefined;
  let value = args.at(-1) ?? null;
  for (let rest = path; rest !== ""; ) {
    const dot = rest.indexOf(".");
    const key = dot < 0 ? rest : rest.slice(0, dot);
    rest = dot < 0 ? "" : rest.slice(dot + 1);
    const next = step(value, key);
    if (next instanceof NoValueError) {
      // Only what is no map at all fails in spite of a default.
      if (fallback === undefined || !hasKeys(value)) throw next;
      return fallback;
    }
    // Of a map[string]string, such as labels, the text is returned whatever is left of the path.
    if (value instanceof Map && typeOf(value) === goTypes.stringMap) return next;
    value = next;
  }
  return value;
}

function hasKeys(value: GoValue): boolean {
  return value instanceof Map || (value instanceof GoObject && value.goType.kind === "struct");
}

function step(value: GoValue, key: string): GoValue | NoValueError {
  if (value instanceof Map) {
    const item = value.get(key);
    return item === undefined ? new NoValueError(`no value exist for key "${key}" in ${sprint([value])}`) : item;
  }
  if (value instanceof GoObject && value.goType.kind === "struct") {
    const item = value.field(key);
    return item === undefined ? new NoValueError(`no field named "${key}" exist in ${sprint([value])}`) : item;
  }
  const type = typeOf(value).name;
  return new NoValueError(
    `unexpected type(${type}) of value for key "${key}": it must be either map[string]any or any struct`,
  );
}

function getOrNil(path: string, value: GoValue): GoValue {
  try {
    return get(path, [value]);
  } catch (error) {
    if (error instanceof NoValueError) return null;
    throw error;
  }
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
