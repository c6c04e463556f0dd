import { isCollection, isMap, isScalar, type Node, type Pair, type YAMLMap } from "yaml";
import { type Entry, rangeOf, startOfEntry } from "./document.ts";
import { endOfLine, isBlank, startOfLine } from "./text-edit.ts";

/** The indentation that most people use, where a file shows none of its own. */
export const defaultStep = 2;

export function isBlockMap(node: unknown): node is YAMLMap {
  return isMap(node) && !node.flow && node.items.length > 0;
}

/** The column that an entry starts in, counted from 0. */
export function columnOfEntry(source: string, entry: Entry): number {
  const start = startOfEntry(entry);
  return start - startOfLine(source, start);
}

/** The column that the entries of a block map start in, counted from 0. */
export function columnOfEntries(source: string, map: YAMLMap): number {
  return columnOfEntry(source, map.items[0] as Entry);
}

/** How far a file indents a map below its key: as the first nested block map below its root does. */
export function indentationStep(source: string, root: unknown): number {
  if (!isBlockMap(root)) return defaultStep;
  const nested = root.items.map(({ value }) => value).find(isBlockMap);
  return nested ? columnOfEntries(source, nested) - columnOfEntries(source, root) : defaultStep;
}

/**
 * Where the lines of an entry of a block map end: the start of the next line, or the end of a text without a final
 * newline. Comments and blank lines below the entry are none of its lines, unless the blank lines are content: those at
 * the end of a `|+` scalar.
 */
export function endOfEntry(source: string, entry: Entry): number {
  return endOfLastNode(source, lastNode(entry));
}

/** Where the lines of an item of a block list end, as {@link endOfEntry} says. */
export function endOfItem(source: string, item: Node): number {
  return endOfLastNode(source, lastWithin(item));
}

function endOfLastNode(source: string, last: Node): number {
  const [start, end] = rangeOf(last);
  if (!isBlockScalar(last)) return endOfLine(source, end);
  if (keepsBlankLines(source, last)) return endOfBlankLines(source, end);
  return start + source.slice(start, end).replace(/(?<=\n)(?:\r?\n)+$/, "").length;
}

/** Whether the text of an entry ends in a scalar whose trailing blank lines are content (`|+`, `>+`). */
export function endsInKeptBlankLines(source: string, entry: Entry): boolean {
  return keepsBlankLines(source, lastNode(entry));
}

function keepsBlankLines(source: string, last: Node): boolean {
  return isBlockScalar(last) && /^.\d?\+/.test(source.slice(rangeOf(last)[0]));
}

function isBlockScalar(node: Node): boolean {
  return isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");
}

/** The offset behind the blank lines that begin at this offset. */
export function endOfBlankLines(source: string, offset: number): number {
  const blank = /(?:[ \t]*\r?\n)*/y;
  blank.lastIndex = offset;
  return offset + (blank.exec(source) as RegExpExecArray)[0].length;
}

/** The offset of the first of the blank lines right above a line that begins at this offset. */
export function startOfBlankLines(source: string, offset: number): number {
  let start = offset;
  while (start > 0) {
    const above = startOfLine(source, start - 1);
    if (above === start || !isBlank(source.slice(above, start))) break;
    start = above;
  }
  return start;
}

/** The node that stands last in the text of an entry. */
function lastNode(entry: Entry): Node {
  return lastWithin((entry.value ?? entry.key) as Node);
}

function lastWithin(node: Node): Node {
  if (!isCollection(node) || node.flow) return node;
  const last = node.items.at(-1) as Node | Pair<Node, Node | null>;
  return "key" in last ? lastNode(last) : lastWithin(last);
}
