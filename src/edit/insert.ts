import { isScalar, type Node, type YAMLMap } from "yaml";
import { columnOfEntries, endOfEntry, endsInKeptBlankLines, indentationStep, isBlockMap } from "./block-layout.ts";
import { type Entry, rangeOf, type SourceDocument, startOfEntry } from "./document.ts";
import { endOfFlowValue } from "./entry-extent.ts";
import { formatScalar, type QuotingStyle } from "./scalar.ts";
import { endOfLine, isBlank, lineTerminator, startOfLine, type TextEdit } from "./text-edit.ts";

/** What is added: the keys that are missing, outermost first, and the value of the last one. */
export interface Addition {
  readonly keys: readonly string[];
  readonly value: string;
}

/** The side of an entry on which another one is added. */
export interface Beside {
  readonly entry: Entry;
  readonly side: "above" | "below";
}

/** Adds lines beside an entry of a block map; without one, behind the last. */
export function insertIntoBlockMap(file: SourceDocument, map: YAMLMap, addition: Addition, beside?: Beside): TextEdit {
  const { source } = file;
  const lines = blockLines(addition, columnOfEntries(source, map), stepOf(file));
  if (beside?.side === "above") {
    const start = startOfEntry(beside.entry);
    const offset = startOfLine(source, start);
    // The first entry of a map may stand behind something else on its line: `: a`.
    if (isBlank(source.slice(offset, start))) return insertLines(source, offset, lines);
  }
  return insertLines(source, endOfEntry(source, beside?.entry ?? lastEntry(map)), lines);
}

function lastEntry(map: YAMLMap): Entry {
  return map.items.at(-1) as Entry;
}

/** Adds lines below an entry of a block map that has a key and no value (`tls:`), given the offset behind its colon. */
export function insertBelowKey(file: SourceDocument, map: YAMLMap, colon: number, addition: Addition): TextEdit {
  const lines = blockLines(addition, columnOfEntries(file.source, map) + stepOf(file), stepOf(file));
  return insertLines(file.source, endOfLine(file.source, colon), lines);
}

/** Adds an entry behind the last one of a flow map, in quotes where the map is written as JSON. */
export function insertIntoFlowMap(file: SourceDocument, map: YAMLMap, addition: Addition): TextEdit {
  const last = map.items.at(-1);
  if (!last) {
    const start = rangeOf(map)[0] + 1;
    const padding = /^ *(?=\})/.exec(file.source.slice(start))?.[0] ?? "";
    return insertion(start, padding + flowEntry(addition, "plain"));
  }
  const end = endOfFlowValue(last);
  const json = isScalar(last.key) && last.key.type === "QUOTE_DOUBLE";
  return insertion(end, `, ${flowEntry(addition, json ? "double" : "plain")}`);
}

/** Adds a flow map behind the colon of an entry without a value; in a flow map nothing else can stand there. */
export function insertFlowMap(colon: number, addition: Addition): TextEdit {
  return insertion(colon, ` {${flowEntry(addition, "plain")}}`);
}

/** Replaces a null that is written out (`null`, `~`) by a flow map. */
export function replaceByFlowMap(node: Node, addition: Addition): TextEdit {
  const [start, end] = rangeOf(node);
  return { start, end, text: `{${flowEntry(addition, "plain")}}` };
}

/** Adds a block at the end of the document, behind a blank line. */
export function appendBlock(file: SourceDocument, addition: Addition): TextEdit {
  const { source, end } = file;
  const root = file.document.contents;
  const lines = blockLines(addition, isBlockMap(root) ? columnOfEntries(source, root) : 0, stepOf(file));
  return appendLines(source, end, lines, isBlockMap(root) && endsInKeptBlankLines(source, lastEntry(root)));
}

/**
 * Adds whole lines at the end of a document, behind a blank line.
 *
 * @param keepsBlankLines - whether a blank line there would become part of a scalar (`|+`)
 */
export function appendLines(source: string, end: number, lines: readonly string[], keepsBlankLines: boolean): TextEdit {
  const before = source.slice(0, end).replace(/^\uFEFF/, "");
  const eol = lineTerminator(source, end);
  const lacksNewline = before !== "" && !before.endsWith("\n");
  const isSeparated = before.replace(/^---/m, "").trim() === "" || /\n[ \t]*\r?\n$/.test(before);
  const blankLine = isSeparated || keepsBlankLines ? "" : eol;
  return insertion(end, (lacksNewline ? eol : "") + blankLine + lines.join(eol) + (lacksNewline ? "" : eol));
}

function stepOf(file: SourceDocument): number {
  return indentationStep(file.source, file.document.contents);
}

/** The lines of an entry of a block map. */
export function blockLines({ keys, value }: Addition, column: number, step: number): string[] {
  return keys.map((key, depth) => {
    const text = depth === keys.length - 1 ? ` ${formatScalar(value, "plain")}` : "";
    return `${" ".repeat(column + depth * step)}${formatScalar(key, "plain")}:${text}`;
  });
}

function flowEntry({ keys, value }: Addition, style: QuotingStyle): string {
  const [key, ...below] = keys as [string, ...string[]];
  const text = below.length === 0 ? formatScalar(value, style) : `{${flowEntry({ keys: below, value }, style)}}`;
  return `${formatScalar(key, style)}: ${text}`;
}

/** Inserts whole lines at the start of a line, or at the end of a text without a final newline, which stays missing. */
export function insertLines(source: string, offset: number, lines: readonly string[]): TextEdit {
  const eol = lineTerminator(source, offset);
  const startsLine = offset === startOfLine(source, offset);
  return insertion(offset, startsLine ? lines.join(eol) + eol : eol + lines.join(eol));
}

function insertion(offset: number, text: string): TextEdit {
  return { start: offset, end: offset, text };
}
