import { isCollection, isMap, isScalar, type Node, type Pair, type Range, type YAMLMap } from "yaml";
import { endOfLine } from "./text-edit.ts";

/** The indentation that most people use, where a file shows none of its own. */
const defaultStep = 2;

export function isBlockMap(node: unknown): node is YAMLMap {
  return isMap(node) && !node.flow && node.items.length > 0;
}

/** The column that the entries of a block map start in, counted from 0. */
export function columnOfEntries(source: string, map: YAMLMap): number {
  const first = map.items[0] as Pair<Node>;
  // What stands before the key belongs to the entry as well: `? key`, `&anchor key`, `!!str key`.
  const marks = ["explicit-key-ind", "anchor", "tag"];
  const mark = first.srcToken?.start.find((token) => marks.includes(token.type));
  const offset = mark?.offset ?? rangeOf(first.key)[0];
  const line = source.slice(source.lastIndexOf("\n", offset - 1) + 1, offset);
  return line.replace("\uFEFF", "").length;
}

/** How far a file indents a map below its key: as the first nested block map below its root does. */
export function indentationStep(source: string, root: unknown): number {
  if (!isBlockMap(root)) return defaultStep;
  const nested = root.items.map(({ value }) => value).find(isBlockMap);
  return nested ? columnOfEntries(source, nested) - columnOfEntries(source, root) : defaultStep;
}

/**
 * Where a line can be added right behind the last entry of a block map: the start of the next line, or the end of a text
 * without a final newline. Comments and blank lines below the entry stay below the added line, unless the blank lines are
 * content: those at the end of a `|+` scalar.
 */
export function endOfEntries(source: string, map: YAMLMap): number {
  const last = lastNode(map);
  const [start, end] = rangeOf(last);
  if (!isBlockScalar(last)) return endOfLine(source, end);
  if (endsInKeptBlankLines(source, map)) return endOfBlankLines(source, end);
  return start + source.slice(start, end).replace(/(?<=\n)(?:\r?\n)+$/, "").length;
}

/** Whether the text of a block map ends in a scalar whose trailing blank lines are content (`|+`, `>+`). */
export function endsInKeptBlankLines(source: string, map: YAMLMap): boolean {
  const last = lastNode(map);
  return isBlockScalar(last) && /^.\d?\+/.test(source.slice(rangeOf(last)[0]));
}

function isBlockScalar(node: Node): boolean {
  return isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");
}

function endOfBlankLines(source: string, offset: number): number {
  const blank = /(?:[ \t]*\r?\n)*/y;
  blank.lastIndex = offset;
  return offset + (blank.exec(source) as RegExpExecArray)[0].length;
}

/** The node that stands last in the text of a block collection. */
function lastNode(node: Node): Node {
  if (!isCollection(node) || node.flow) return node;
  const last = node.items.at(-1) as Node | Pair<Node, Node | null>;
  return lastNode("key" in last ? (last.value ?? last.key) : last);
}

/** A node that was parsed has a range. */
export function rangeOf(node: Node): Range {
  return node.range as Range;
}
