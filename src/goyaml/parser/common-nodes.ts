import { spend } from "../../govalue/allowance.ts";
import { CommonDocument, endOfDocument, isCommonText } from "./common-document.ts";
import type { Grammar } from "./grammar.ts";
import type { AliasNode, MappingNode, Node, ScalarNode, SequenceNode } from "./node.ts";

/**
 * The trees of the documents of a text, each of which is a {@link CommonDocument}, as the `Parser` gives them.
 *
 * @returns `undefined` for any other text, be it right or wrong
 */
export function parseCommonDocuments(
  text: string,
  { keepsAnchors }: Pick<Grammar, "keepsAnchors">,
): Node[] | undefined {
  if (!isCommonText(text)) return undefined;
  const documents: Node[] = [];
  let anchors: Anchors = new Map();
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const end = endOfDocument(text, start);
    if (!keepsAnchors) anchors = new Map();
    const nodes = new CommonNodes(text.slice(start, end), { line, anchors });
    const root = nodes.read();
    if (root === undefined) return undefined;
    documents.push(root);
    line = nodes.lastLine;
    start = end;
  }
  return documents.length > 0 ? documents : undefined;
}

/** Where a scalar stands in a text, with its quotes. */
export type ScalarPlace = readonly [start: number, end: number];

/**
 * The tree of a text that is one {@link CommonDocument}, with the places of scalars; those of blocks, of lists of words, and
 * of what is not there, are left out.
 *
 * @returns `undefined` for any other text, be it right or wrong
 */
export function placeCommonDocument(
  text: string,
): { readonly root: Node; readonly places: ReadonlyMap<Node, ScalarPlace> } | undefined {
  if (!isCommonText(text)) return undefined;
  const places = new Map<Node, ScalarPlace>();
  const root = new CommonNodes(text, { places }).read();
  return root && { root, places };
}

/** As the tokens of a node take in the scanner, on average. */
const nodeCost = 40;

/** The nodes with anchors, by their names. */
type Anchors = Map<string, Exclude<Node, AliasNode>>;

interface Surroundings {
  /** Of the first line, from 0. */
  readonly line?: number;
  /** Those that are known, which those of the document join. */
  readonly anchors?: Anchors;
  /** The places of scalars are put there. */
  readonly places?: Map<Node, ScalarPlace>;
}

class CommonNodes extends CommonDocument<Node, Node, MappingNode, SequenceNode> {
  readonly #source: string;
  readonly #anchors: Anchors;
  readonly #places: Map<Node, ScalarPlace> | undefined;
  #line: number;
  #lineEnd: number;
  /** Of the node that is made next. */
  #anchor: { readonly name: string; readonly line: number } | undefined;

  constructor(text: string, { line = 0, anchors = new Map(), places }: Surroundings = {}) {
    super(text);
    this.#source = text;
    this.#anchors = anchors;
    this.#places = places;
    this.#line = line;
    this.#lineEnd = text.indexOf("\n");
  }

  /** The line on which the text ends. */
  get lastLine(): number {
    return this.#lineAt(this.#source.length);
  }

  protected makeKey(text: string, isPlain: boolean, at: number): ScalarNode {
    return this.makeScalar(text, isPlain, at);
  }

  protected makeScalar(value: string, plain: boolean, at: number): ScalarNode {
    spend(nodeCost);
    return this.#named({ kind: "scalar", line: this.#lineOfNode(at), tag: "", value, plain, implicit: plain });
  }

  protected makeMapping(at: number): MappingNode {
    return this.#named({ kind: "mapping", line: this.#lineOfNode(at), tag: "", entries: [] });
  }

  protected addEntry({ entries }: MappingNode, key: Node, value: Node): void {
    entries.push(key, value);
  }

  protected makeSequence(at: number): SequenceNode {
    return this.#named({ kind: "sequence", line: this.#lineOfNode(at), tag: "", items: [] });
  }

  protected addItem({ items }: SequenceNode, item: Node): void {
    items.push(item);
  }

  protected name(anchor: string, at: number): boolean {
    this.#anchor = { name: anchor, line: this.#lineAt(at) };
    return true;
  }

  protected makeAlias(name: string, at: number): AliasNode | undefined {
    const target = this.#anchors.get(name);
    if (target === undefined || this.#anchor !== undefined) return undefined;
    return { kind: "alias", line: this.#lineAt(at), tag: "", name, target };
  }

  protected override place(scalar: Node, start: number, end: number): void {
    this.#places?.set(scalar, [start, end]);
  }

  #named<T extends Exclude<Node, AliasNode>>(node: T): T {
    if (this.#anchor !== undefined) this.#anchors.set(this.#anchor.name, node);
    this.#anchor = undefined;
    return node;
  }

  #lineOfNode(at: number): number {
    const line = this.#lineAt(at);
    return this.#anchor === undefined ? line : this.#anchor.line;
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
