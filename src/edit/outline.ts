import { spend } from "../govalue/allowance.ts";
import { CommonDocument, isCertainWord, isCommonText } from "../goyaml/index.ts";

/** A node of a text, with its place. */
export interface OutlinedNode {
  readonly kind: "scalar" | "list" | "map";
  /** Where it begins. */
  readonly at: number;
  /** Where its last scalar ends; `undefined` where that is a block, in brackets or not there. */
  end: number | undefined;
}

export interface OutlinedMap extends OutlinedNode {
  readonly kind: "map";
  readonly entries: OutlinedEntry[];
}

export interface OutlinedEntry extends OutlinedKey {
  readonly value: OutlinedNode;
}

interface OutlinedKey {
  readonly at: number;
  readonly name: string;
  /** Whether nobody could take it for anything but its name. */
  readonly isCertain: boolean;
}

/**
 * The layout of a values file that is written as nearly all are, without anchors. It takes a fraction of the time that the
 * syntax tree takes.
 *
 * @returns `undefined` for any other text, be it right or wrong
 */
export function outlineOf(source: string): OutlinedMap | undefined {
  spend(source.length);
  const root = isCommonText(source) ? new Outline(source).read() : undefined;
  return root && isOutlinedMap(root) ? root : undefined;
}

export function isOutlinedMap(node: OutlinedNode): node is OutlinedMap {
  return node.kind === "map";
}

class Outline extends CommonDocument<OutlinedNode, OutlinedKey, OutlinedMap, OutlinedNode> {
  protected makeKey(name: string, isPlain: boolean, at: number): OutlinedKey {
    return { at, name, isCertain: !isPlain || isCertainWord(name) };
  }

  protected makeScalar(_text: string, _isPlain: boolean, at: number): OutlinedNode {
    return { kind: "scalar", at, end: undefined };
  }

  protected makeMapping(at: number): OutlinedMap {
    return { kind: "map", at, end: undefined, entries: [] };
  }

  protected addEntry(map: OutlinedMap, key: OutlinedKey, value: OutlinedNode): void {
    map.entries.push({ ...key, value });
    map.end = value.end;
  }

  protected makeSequence(at: number): OutlinedNode {
    return { kind: "list", at, end: undefined };
  }

  protected addItem(list: OutlinedNode, item: OutlinedNode): void {
    list.end = item.end;
  }

  protected name(): boolean {
    return false;
  }

  protected makeAlias(): undefined {}

  protected override place(scalar: OutlinedNode, _start: number, end: number): void {
    scalar.end = end;
  }
}
