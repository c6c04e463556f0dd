import { isCollection, isNode, type YAMLMap } from "yaml";
import { columnOfEntry, endOfEntry } from "./block-layout.ts";
import { type Entry, rangeOf, startOfEntry } from "./document.ts";
import { endOfLine, isBlank, startOfLine } from "./text-edit.ts";

/** The text that belongs to an entry of a map. */
export interface Extent {
  readonly start: number;
  readonly end: number;
  /** Whether it is whole lines; else the entry shares a line with something else. */
  readonly isLines: boolean;
}

/**
 * The text that belongs to an entry and to no other: its lines, a comment behind it, comments below a block that it holds
 * that are indented deeper than its key, and the comment lines right above it that start in its column. Not to it belong
 * a commented-out entry (`# replicas: 2`) and what is above that, and the comment that a file opens with.
 *
 * An entry that shares a line with others of a flow map is followed by its comma and a comment behind that.
 */
export function extentOf(source: string, map: YAMLMap, entry: Entry): Extent {
  const start = startOfEntry(entry);
  const lineStart = startOfLine(source, start);
  const end = map.flow ? endOfFlowEntry(source, map, entry) : endOfBlockEntry(source, entry);
  const lineEnd = map.flow ? endOfLine(source, end) : end;
  if (!isBlank(source.slice(lineStart, start)) || !isBlank(source.slice(end, lineEnd))) {
    return { start, end, isLines: false };
  }
  return { start: startOfCommentsAbove(source, lineStart, start - lineStart), end: lineEnd, isLines: true };
}

/** The offset of the comma before or behind an entry of a flow map. */
export function commaBeside(map: YAMLMap, entry: Entry, side: "before" | "behind"): number | undefined {
  const { items } = map.srcToken as { items: NonNullable<Entry["srcToken"]>[] };
  const index = items.indexOf(entry.srcToken as NonNullable<Entry["srcToken"]>);
  const start = items[side === "before" ? index : index + 1]?.start;
  return start?.find(({ type }) => type === "comma")?.offset;
}

function endOfFlowEntry(source: string, map: YAMLMap, entry: Entry): number {
  const comma = commaBeside(map, entry, "behind");
  const end = comma === undefined ? endOfFlowValue(entry) : comma + 1;
  const behind = comma === undefined ? /(?:[ \t]*#[^\r\n]*)?/y : /[ \t]*(?:#[^\r\n]*)?/y;
  behind.lastIndex = end;
  return end + (behind.exec(source) as RegExpExecArray)[0].length;
}

/** Where an entry of a flow map ends, without what stands behind it. */
export function endOfFlowValue({ key, value }: Entry): number {
  return Math.max(...[key, value].filter(isNode).map((node) => rangeOf(node)[1]));
}

function endOfBlockEntry(source: string, entry: Entry): number {
  let end = endOfEntry(source, entry);
  if (!isCollection(entry.value) || entry.value.flow) return end;
  const column = columnOfEntry(source, entry);
  for (let line = end; line < source.length; line = endOfLine(source, line)) {
    const text = source.slice(line, endOfLine(source, line));
    if (isBlank(text)) continue;
    if (commentColumn(text) <= column) break;
    end = line + text.length;
  }
  return end;
}

function startOfCommentsAbove(source: string, lineStart: number, column: number): number {
  let start = lineStart;
  while (start > startOfLine(source, 0)) {
    const above = startOfLine(source, start - 1);
    const text = source.slice(above, start);
    if (/^(?:---|%)/.test(text)) return lineStart;
    if (commentColumn(text) !== column || isCommentedOutEntry(text)) return start;
    start = above;
  }
  return lineStart;
}

/** The column of a line that is a comment; -1 for any other. */
function commentColumn(line: string): number {
  return /^[ \t]*(?=#)/.exec(line)?.[0].length ?? -1;
}

function isCommentedOutEntry(line: string): boolean {
  return /^\s*#+\s*(?:- )?[a-z][\w.-]*:(?:\s|$)/.test(line);
}
