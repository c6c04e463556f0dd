import { sprint } from "../govalue/fmt.ts";
import { compareText } from "../govalue/text.ts";
import type { GoValue } from "../govalue/value.ts";
import { GoInt, integerValue, typeOf } from "../govalue/value.ts";
import type { Operand } from "./operand.ts";
import { printable } from "./print.ts";

export interface Iteration {
  readonly key: Operand;
  readonly element: GoValue;
  /** Whether Go would hold the element in a variable of type `interface {}`. */
  readonly isInterface: boolean;
}

/**
 * What `range` goes over: integers up to a number, the elements of a list, a map in the order of its keys, nothing for
 * nil. Follows `walkRange` of Go's text/template/exec.go.
 *
 * @param variables how many variables the loop declares
 */
export function* iterate(
  value: Operand,
  variables: number,
  fail: (problem: string) => never,
): Generator<Iteration, void, undefined> {
  if (value === undefined || value === null) return;
  const count = integerValue(value);
  if (count !== undefined) {
    if (variables > 1) fail(`can't use ${count} to iterate over more than one variable`);
    for (let i = 0n; i < count; i++) {
      yield { key: undefined, element: value instanceof GoInt ? new GoInt(i, value.kind) : i, isInterface: false };
    }
  } else if (value instanceof Map) {
    const isInterface = typeOf(value).element?.kind === "interface";
    for (const key of [...value.keys()].sort(compareText)) yield { key, element: value.get(key) ?? null, isInterface };
  } else if (Array.isArray(value)) {
    const isInterface = typeOf(value).element?.kind === "interface";
    for (let i = 0; i < value.length; i++) yield { key: BigInt(i), element: value[i] as GoValue, isInterface };
  } else if (value instanceof Uint8Array) {
    for (const [i, byte] of value.entries()) {
      yield { key: BigInt(i), element: new GoInt(BigInt(byte), "uint8"), isInterface: false };
    }
  } else {
    fail(`range can't iterate over ${sprint([printable(value)])}`);
  }
}
