/** The predefined functions of text/template. */
import { GoError } from "../../govalue/function.ts";
import type { Operand } from "../operand.ts";
import { isTrue, typeName } from "../operand.ts";
import type { Builtin } from "./builtin.ts";
import { collections } from "./collections.ts";
import { comparisons } from "./comparison.ts";
import { escapers } from "./escape.ts";
import { printers } from "./printing.ts";

export { type Builtin, InterfaceValue } from "./builtin.ts";

/**
 * `and` and `or` evaluate their arguments one by one, and `call` is told how its first argument was written; so the
 * evaluator carries them out. Their signatures serve to count arguments.
 */
function special(signature: string): Builtin {
  return {
    signature,
    call() {
      throw new Error("carried out by the evaluator");
    },
  };
}

export const andFunction = special("func(reflect.Value, ...reflect.Value) reflect.Value");
export const orFunction = special("func(reflect.Value, ...reflect.Value) reflect.Value");
export const callFunction = special("func(reflect.Value, ...reflect.Value) (reflect.Value, error)");

/**
 * What `call` does: no value of ours is a function.
 *
 * @param name the first argument as it is written
 */
export function callValue(name: string, value: Operand): never {
  if (value === undefined || value === null) throw new GoError("call of nil");
  throw new GoError(`non-function ${name} of type ${typeName(value)}`);
}

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["and", andFunction],
  ["or", orFunction],
  ["call", callFunction],
  ["not", { signature: "func(reflect.Value) bool", call: (value) => !isTrue(value) }],
  ...comparisons,
  ...collections,
  ...escapers,
  ...printers,
]);
