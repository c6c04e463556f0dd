/** `print`, `printf` and `println`: those of fmt. */
import { sprint, sprintf, sprintln } from "../../govalue/fmt.ts";
import type { GoValue } from "../../govalue/value.ts";
import type { Operand } from "../operand.ts";
import type { Builtin } from "./builtin.ts";

function values(args: readonly Operand[]): GoValue[] {
  return args.map((arg) => arg ?? null);
}

export const printers: readonly (readonly [string, Builtin])[] = [
  ["print", { signature: "func(...interface {}) string", call: (...args) => sprint(values(args)) }],
  [
    "printf",
    {
      signature: "func(string, ...interface {}) string",
      call: (format, ...args) => sprintf(String(format), values(args)),
    },
  ],
  ["println", { signature: "func(...interface {}) string", call: (...args) => sprintln(values(args)) }],
];
