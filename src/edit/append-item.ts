import { isAlias, isMap, isSeq, type Node, type YAMLSeq } from "yaml";
import { addEntries, checkEffect, refuseOthers } from "./add-entries.ts";
import { endOfItem } from "./block-layout.ts";
import {
  type Entry,
  endOfColon,
  findEntry,
  isImplicitNull,
  isShared,
  parseSource,
  rangeOf,
  type SourceDocument,
  startOfEntry,
} from "./document.ts";
import { insertLines } from "./insert.ts";
import { applyTextEdits, endOfLine, isBlank, lineTerminator, startOfLine, type TextEdit } from "./text-edit.ts";

/** How far the items of a list that is new stand below their key. */
const step = 2;

/**
 * Adds an item behind the last one of the list that a key of the outermost map holds, in a file of one document; every
 * other character stays as it is. Where there is no such key, it is added at the end.
 *
 * @param lines - the item, as lines of YAML from column 0
 * @param item - what these lines say
 * @throws EditError where the file is no valid YAML, or where an edit in this place would change anything but that
 */
export function appendItem(source: string, key: string, lines: readonly string[], item: unknown): string {
  const file = parseSource(source);
  refuseOthers(file);
  const root = file.document.contents;
  const entry = isMap(root) ? findEntry(file, root, key, key) : undefined;
  if (!isMap(root) || entry === undefined) return addEntries(source, [`${key}:`, ...itemLines(lines, step)]);

  const edit = findEdit(file, entry, key, lines);
  const text = applyTextEdits(source, [edit]);
  const before = file.document.toJS() as Record<string, unknown>;
  const items = Array.isArray(before[key]) ? before[key] : [];
  checkEffect(file, text, { ...before, [key]: [...items, item] }, edit.start);
  return text;
}

function findEdit(file: SourceDocument, entry: Entry, key: string, lines: readonly string[]): TextEdit {
  const { source } = file;
  const node = entry.value as Node | null;
  const colon = endOfColon(entry);
  if (isImplicitNull(node) && colon !== undefined) {
    return insertLines(
      source,
      endOfLine(source, colon),
      itemLines(lines, columnOf(source, startOfEntry(entry)) + step),
    );
  }
  const start = node === null ? startOfEntry(entry) : rangeOf(node)[0];
  if (isAlias(node)) throw file.error("alias", `${key} is the alias *${node.source}`, start);
  if (!isSeq(node)) throw file.error("not-a-list", `${key} is not a list`, start);
  if (isShared(file.document, node)) {
    throw file.error("shared-anchor", `${key} has the anchor &${node.anchor}, which is used elsewhere`, start);
  }
  if (node.flow) return replaceEmpty(file, entry, key, node, lines);

  const dashes = dashesOf(node);
  const last = dashes.at(-1) as number;
  const line = startOfLine(source, last);
  const isSeparated = dashes.length > 1 && line > 0 && isBlank(source.slice(startOfLine(source, line - 1), line));
  const added = itemLines(lines, columnOf(source, last));
  return insertLines(source, endOfItem(source, node.items.at(-1) as Node), isSeparated ? ["", ...added] : added);
}

/** `[]` becomes a list in lines of its own; one that holds something is left to people. */
function replaceEmpty(
  { source, error }: SourceDocument,
  entry: Entry,
  key: string,
  list: YAMLSeq,
  lines: readonly string[],
): TextEdit {
  const [start, end] = rangeOf(list);
  if (list.items.length > 0 || !isBlank(source.slice(end, endOfLine(source, end)))) {
    throw error("not-a-list", `${key} is a list in one line`, start);
  }
  const eol = lineTerminator(source, start);
  const column = columnOf(source, startOfEntry(entry)) + step;
  const before = source.slice(0, start).replace(/ +$/, "").length;
  return { start: before, end, text: eol + itemLines(lines, column).join(eol) };
}

function columnOf(source: string, offset: number): number {
  return offset - startOfLine(source, offset);
}

/** The offsets of the dashes of a block list. */
function dashesOf(list: YAMLSeq): number[] {
  const { items } = list.srcToken as { items: { start: { type: string; offset: number }[] }[] };
  return items.flatMap(({ start }) => start.find(({ type }) => type === "seq-item-ind")?.offset ?? []);
}

function itemLines(lines: readonly string[], column: number): string[] {
  return lines.map((line, index) => `${" ".repeat(column)}${index === 0 ? "- " : "  "}${line}`.trimEnd());
}
