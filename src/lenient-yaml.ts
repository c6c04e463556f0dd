import { type Document, isAlias, isNode, type Node, parseAllDocuments, visit } from "yaml";
import { spend } from "./govalue/allowance.ts";

/** What it takes to read a character this way. */
const characterCost = 300;
/** With more aliases, merge keys are left alone: the maps that they stand for could be more than anybody can count. */
const mostAliasesToMerge = 30;

export interface LenientOptions {
  /** How many characters a text may have that is read at all; default: 256 Ki. */
  readonly longest?: number;
  /** Whether {@link valueOf} takes merge keys for what they are. */
  readonly merge?: boolean;
  readonly keepSourceTokens?: boolean;
}

/**
 * Reads YAML with a parser that makes the best of what is wrong with it, and that keeps its places. It takes its time.
 *
 * @returns `undefined` where the text is too long, or nests too deeply
 */
export function readLeniently(text: string, options: LenientOptions = {}): Document.Parsed[] | undefined {
  const { longest = 256 * 1024, ...others } = options;
  if (text.length > longest) return undefined;
  spend(characterCost * text.length);
  try {
    return [...parseAllDocuments(text, { ...others, uniqueKeys: false, logLevel: "silent", prettyErrors: false })];
  } catch (error) {
    // It calls itself for what is nested.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether merge keys of a text can be followed in no time. */
export function canMerge(text: string): boolean {
  return (text.match(/\*/g) ?? []).length <= mostAliasesToMerge;
}

/** The value of a document, with maps; `undefined` where it has none, or aliases stand for too much. */
export function plainValueOf(document: Document.Parsed): unknown {
  try {
    return document.toJS({ mapAsMap: true });
  } catch {
    // An alias without an anchor, a merge key with something else than maps, or so many aliases that there is no end to them.
    return undefined;
  }
}

/** By name, in the order in which they stand. */
const anchorsByDocument = new WeakMap<Document, ReadonlyMap<string, readonly Node[]>>();

/** The node that an alias stands for: the last one before it with the anchor. Any other node stands for itself. */
export function resolved(document: Document, node: unknown): Node | undefined {
  if (!isAlias(node)) return isNode(node) ? node : undefined;
  let anchors = anchorsByDocument.get(document);
  if (anchors === undefined) {
    anchors = anchorsIn(document);
    anchorsByDocument.set(document, anchors);
  }
  const nodes = anchors.get(node.source) ?? [];
  let [first, end] = [0, nodes.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    if (startOf(nodes[middle]) < startOf(node)) first = middle + 1;
    else end = middle;
  }
  return nodes[first - 1];
}

function anchorsIn(document: Document): Map<string, Node[]> {
  const anchors = new Map<string, Node[]>();
  visit(document, {
    Value: (_, node) => {
      if (node.anchor === undefined) return;
      const nodes = anchors.get(node.anchor);
      if (nodes === undefined) anchors.set(node.anchor, [node]);
      else nodes.push(node);
    },
  });
  return anchors;
}

function startOf(node: Node | undefined): number {
  return node?.range?.[0] ?? 0;
}
