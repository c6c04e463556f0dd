import { byteLength } from "../govalue/text.ts";
import type { ListNode, Node, StatementNode } from "./ast.ts";

/** A text that templates were parsed from. */
export interface Source {
  /** The name it was parsed under. */
  readonly name: string;
  readonly text: string;
}

/** One template: the main one of a text, or a `define` or `block` in it. */
export interface Tree {
  readonly name: string;
  readonly source: Source;
  readonly root: ListNode;
}

/** What a text was parsed to. It belongs to no set and can be shared by many. */
export interface ParsedTemplate {
  /** The template of the text itself. */
  readonly main: Tree;
  /** All that the text defines, by name; {@link main} too, unless a definition has its name and it is empty. */
  readonly trees: ReadonlyMap<string, Tree>;
}

/** The same parsed text under another name: what is parsed can be shared, but for the name that errors show. */
export function renameParsed({ main, trees }: ParsedTemplate, name: string): ParsedTemplate {
  const source: Source = { name, text: main.source.text };
  const renamed = { name, source, root: main.root };
  const others = [...trees.values()].filter((tree) => tree !== main).map((tree) => ({ ...tree, source }));
  const all = trees.get(main.name) === main ? [...others, renamed] : others;
  return { main: renamed, trees: new Map(all.map((tree) => [tree.name, tree])) };
}

/** Whether there is nothing but white space; such a definition does not replace another. */
export function isEmptyTree(root: ListNode): boolean {
  return root.nodes.every((node: StatementNode) => node.type === "text" && node.text.trim() === "");
}

/** Templates that call each other fail one after the other at the same nodes. */
const places = new WeakMap<Node, { readonly line: number; readonly column: number }>();

/** Where a node is: the line from 1, the column in bytes from 0. */
export function placeOf(source: Source, node: Node): { template: string; line: number; column: number } {
  let place = places.get(node);
  if (place === undefined) {
    place = findPlace(source.text, node.pos);
    places.set(node, place);
  }
  return { template: source.name, ...place };
}

function findPlace(text: string, pos: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf("\n"); end >= 0 && end < pos; end = text.indexOf("\n", start)) {
    line += 1;
    start = end + 1;
  }
  return { line, column: byteLength(text.slice(start, pos)) };
}
