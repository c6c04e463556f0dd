import { spend } from "../../govalue/allowance.ts";
import type { GoList, GoMap, GoValue } from "../../govalue/value.ts";
import { CommonDocument, endOfDocument, isCommonText } from "../parser/common-document.ts";
import { schemaV2 } from "../resolve/go-schema.ts";
import { type NumberOptions, scalarThroughJson } from "./json-value.ts";

/**
 * The value of a text whose first document is a {@link CommonDocument}, as it is when it is parsed, decoded as yaml.v2 does
 * and sent {@link throughJson}: at once, without a tree.
 *
 * @returns `undefined` for any other text, and where JSON cannot express it, or might not
 */
export function readCommonValue(text: string, numbers: NumberOptions): GoValue | undefined {
  spend(text.length);
  if (!isCommonText(text)) return undefined;
  return new CommonValues(text.slice(0, endOfDocument(text, 0)), numbers).read();
}

/** What it takes to parse and to decode a scalar, and to decode a collection. */
const scalarCost = 80;
const collectionCost = 40;

class CommonValues extends CommonDocument<GoValue, string, GoMap, GoList> {
  readonly #numbers: NumberOptions;

  constructor(text: string, numbers: NumberOptions) {
    super(text);
    this.#numbers = numbers;
  }

  /** One that is no text, or a merge key, is left to those who know of all of them. */
  protected makeKey(text: string, isPlain: boolean): string | undefined {
    spend(scalarCost);
    if (isPlain && (text === "<<" || typeof schemaV2.resolvePlain(text) !== "string")) return undefined;
    return text;
  }

  protected makeScalar(text: string, isPlain: boolean): GoValue | undefined {
    spend(scalarCost);
    return isPlain ? scalarThroughJson(schemaV2.resolvePlain(text), this.#numbers) : text;
  }

  protected makeMapping(): GoMap {
    spend(collectionCost);
    return new Map();
  }

  protected addEntry(mapping: GoMap, key: string, value: GoValue): void {
    mapping.set(key, value);
  }

  protected makeSequence(): GoList {
    spend(collectionCost);
    return [];
  }

  protected addItem(sequence: GoList, item: GoValue): void {
    sequence.push(item);
  }

  /** What an alias stands for is decoded anew for each, as long as that is not too much. */
  protected name(): boolean {
    return false;
  }

  protected makeAlias(): undefined {
    return undefined;
  }
}
