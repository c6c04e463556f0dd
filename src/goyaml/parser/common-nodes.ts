import { spend } from "../../govalue/allowance.ts";
import { CommonDocument } from "./common-document.ts";
import type { MappingNode, Node, ScalarNode, SequenceNode } from "./node.ts";

/**
 * The tree of a text that is one {@link CommonDocument}, as the `Parser` gives it.
 *
 * @returns `undefined` for any other text, be it right or wrong
 */
export function parseCommonDocument(text: string): Node | undefined {
  return new CommonNodes(text, undefined).read({ isFirstOnly: false });
}

/** Where a scalar stands in a text, with its quotes. */
export type ScalarPlace = readonly [start: number, end: number];

/**
 * The same with the places of scalars; those of blocks, of lists of words, and of what is not there, are left out.
 *
 * @returns `undefined` as {@link parseCommonDocument} does
 */
export function placeCommonDocument(
  text: string,
): { readonly root: Node; readonly places: ReadonlyMap<Node, ScalarPlace> } | undefined {
  const places = new Map<Node, ScalarPlace>();
  const root = new CommonNodes(text, places).read({ isFirstOnly: false });
  return root && { root, places };
}

/** As the tokens of a node take in the scanner, on average. */
const nodeCost = 40;

class CommonNodes extends CommonDocument<Node, Node, MappingNode, SequenceNode> {
  readonly #source: string;
  readonly #places: Map<Node, ScalarPlace> | undefined;
  #line = 0;
  #lineEnd: number;

  constructor(text: string, places: Map<Node, ScalarPlace> | undefined) {
    super(text);
    this.#source = text;
    this.#places = places;
    this.#lineEnd = text.indexOf("\n");
  }

  protected makeKey(text: string, isPlain: boolean, at: number): ScalarNode {
    return this.makeScalar(text, isPlain, at);
  }

  protected makeScalar(value: string, plain: boolean, at: number): ScalarNode {
    spend(nodeCost);
    return { kind: "scalar", line: this.#lineAt(at), tag: "", value, plain, implicit: plain };
  }

  protected makeMapping(at: number): MappingNode {
    return { kind: "mapping", line: this.#lineAt(at), tag: "", entries: [] };
  }

  protected addEntry({ entries }: MappingNode, key: Node, value: Node): void {
    entries.push(key, value);
  }

  protected makeSequence(at: number): SequenceNode {
    return { kind: "sequence", line: this.#lineAt(at), tag: "", items: [] };
  }

  protected addItem({ items }: SequenceNode, item: Node): void {
    items.push(item);
  }

  protected override place(scalar: Node, start: number, end: number): void {
    this.#places?.set(scalar, [start, end]);
  }

  /** Places come in ascending order. */
  #lineAt(at: number): number {
    while (this.#lineEnd >= 0 && this.#lineEnd < at) {
      this.#line += 1;
      this.#lineEnd = this.#source.indexOf("\n", this.#lineEnd + 1);
    }
    return this.#line;
  }
}
