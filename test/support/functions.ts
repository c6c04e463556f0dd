import type { TemplateSet } from "../../src/gotemplate/index.ts";
import { sprint } from "../../src/govalue/fmt.ts";
import type { GoFunction, GoFunctions } from "../../src/govalue/function.ts";
import { GoError } from "../../src/govalue/function.ts";
import type { GoMap, GoValue } from "../../src/govalue/value.ts";
import { goTypes, typeOf, withType, wrapInteger } from "../../src/govalue/value.ts";
import { Point } from "./objects.ts";

function big(value: GoValue | undefined): bigint {
  if (typeof value !== "bigint") throw new TypeError("an integer parameter got no bigint");
  return value;
}

function text(value: GoValue | undefined): string {
  if (typeof value !== "string") throw new TypeError("a string parameter got no string");
  return value;
}

function items(value: GoValue | undefined): GoValue[] {
  if (!Array.isArray(value)) throw new TypeError("a slice parameter got no array");
  return value;
}

function dict(...pairs: GoValue[]): GoMap {
  const map: GoMap = new Map();
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const key = pairs[i] ?? null;
    if (typeof key !== "string") throw new GoError(`dict key ${sprint([key])} is a ${typeOf(key).name}`);
    map.set(key, pairs[i + 1] ?? null);
  }
  return map;
}

function point(x: GoValue | undefined, y: GoValue | undefined, pointer: boolean): Point {
  return new Point(big(x), big(y), pointer);
}

/** The test functions of `tools/recorder/template.go`; `render` executes templates of the set. */
export function testFunctions(set: () => TemplateSet): GoFunctions {
  return new Map<string, GoFunction>([
    ["upper", { signature: "func(string) string", call: (s) => text(s).replace(/[a-z]/g, (c) => c.toUpperCase()) }],
    ["echo", { signature: "func(interface {}) interface {}", call: (v = null) => v }],
    ["typeOf", { signature: "func(interface {}) string", call: (v = null) => typeOf(v).name }],
    ["list", { signature: "func(...interface {}) []interface {}", call: (...list) => list }],
    ["strings", { signature: "func(...string) []string", call: (...list) => withType(list, goTypes.strings) }],
    ["add", { signature: "func(int, int) int", call: (a, b) => wrapInteger(big(a) + big(b), "int") }],
    ["half", { signature: "func(float64) float64", call: (x) => Number(x) / 2 }],
    ["negate", { signature: "func(bool) bool", call: (b) => !b }],
    ["byte", { signature: "func(uint8) uint8", call: (n) => big(n) }],
    ["long", { signature: "func(int64) int64", call: (n) => big(n) }],
    ["unsigned", { signature: "func(uint) uint", call: (n) => big(n) }],
    ["size", { signature: "func(map[string]interface {}) int", call: (m) => BigInt(m instanceof Map ? m.size : 0) }],
    ["count", { signature: "func([]interface {}) int", call: (list) => BigInt(items(list).length) }],
    ["join", { signature: "func(string, ...string) string", call: (separator, ...list) => list.join(text(separator)) }],
    ["joinList", { signature: "func([]string) string", call: (list) => items(list).join(",") }],
    ["point", { signature: "func(int, int) *main.Point", call: (x, y) => point(x, y, true) }],
    ["struct", { signature: "func(int, int) main.Point", call: (x, y) => point(x, y, false) }],
    [
      "norm",
      {
        signature: "func(*main.Point) int",
        call(p) {
          if (p instanceof Point) return p.x * p.x + p.y * p.y;
          throw new GoError("runtime error: invalid memory address or nil pointer dereference", { panic: true });
        },
      },
    ],
    ["nothing", { signature: "func() interface {}", call: () => null }],
    [
      "fail",
      {
        signature: "func(string) (string, error)",
        call(message) {
          throw new GoError(text(message));
        },
      },
    ],
    [
      "panic",
      {
        signature: "func(string) string",
        call(message) {
          throw new GoError(text(message), { panic: true });
        },
      },
    ],
    ["dict", { signature: "func(...interface {}) (map[string]interface {}, error)", call: dict }],
    [
      "render",
      {
        signature: "func(string, interface {}) (string, error)",
        call: (name, data = null) => set().execute(text(name), data),
      },
    ],
  ]);
}
