import type { Operand } from "../operand.ts";

/** A predefined function. Unlike a function of a template set it can take, and give, no value at all. */
export interface Builtin {
  readonly signature: string;
  call(...args: Operand[]): Operand;
}
