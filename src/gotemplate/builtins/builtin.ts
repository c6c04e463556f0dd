import { GoObject, goTypes } from "../../govalue/value.ts";
import type { Operand } from "../operand.ts";

/** A predefined function. Unlike a function of a template set it can take, and give, no value at all. */
export interface Builtin {
  readonly signature: string;
  /**
   * Whether arguments after the first count as `interface {}` where Go holds them in one, and arrive as
   * {@link InterfaceValue}: it is so with the indexes of `slice`, which is thus given constants and variables only.
   */
  readonly tellsInterfaces?: true;
  call(...args: Operand[]): Operand;
}

/** Stands for a value that is held in an `interface {}`. */
export class InterfaceValue extends GoObject {
  readonly goType = goTypes.any;
}
