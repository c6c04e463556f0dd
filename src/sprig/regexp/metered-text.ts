import { spend } from "../../govalue/allowance.ts";
import { indexOfText } from "../../govalue/search.ts";

/** A text that is paid for as an expression looks at it, character by character and as often as it does. */
export class MeteredText extends String {
  readonly #text: string;
  readonly #units: number;

  /** @param programSize - how many instructions the expression has: each may be at every character */
  constructor(text: string, programSize: number) {
    super(text);
    this.#text = text;
    this.#units = 1 + programSize / 3;
  }

  override charCodeAt(index: number): number {
    spend(this.#units);
    return this.#text.charCodeAt(index);
  }

  override indexOf(part: string, start: number): number {
    return indexOfText(this.#text, part, start);
  }
}
