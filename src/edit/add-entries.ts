import { isDeepStrictEqual } from "node:util";
import { isMap, parse } from "yaml";
import { endsInKeptBlankLines, isBlockMap } from "./block-layout.ts";
import { type Entry, isImplicitNull, parseSource, rangeOf, type SourceDocument, startOfEntry } from "./document.ts";
import { applyTextEdits, lineTerminator, startOfLine, type TextEdit } from "./text-edit.ts";

/**
 * Adds entries of the outermost map at the end of a file of one document, behind a blank line, and leaves every other
 * character as it is.
 *
 * @param lines - the entries, with comments if there are any
 * @throws EditError where the file is no valid YAML, no such map, or would not hold just these entries more: it has one of
 *   them already
 */
export function addEntries(source: string, lines: readonly string[]): string {
  const file = parseSource(source);
  refuseOthers(file);
  const root = file.document.contents;
  if (root !== null && !isImplicitNull(root) && !isBlockMap(root)) {
    throw file.error("not-a-map", "the file is not a map in lines of its own", rangeOf(root)[0]);
  }
  const first = isBlockMap(root) ? startOfEntry(root.items[0] as Entry) : 0;
  if (first !== startOfLine(source, first)) throw file.error("not-a-map", "the file is indented as a whole", first);

  const edit = appendLines(file, lines);
  const text = applyTextEdits(source, [edit]);
  const added = parse(lines.join("\n"));
  checkEffect(file, text, { ...(file.document.toJS() ?? {}), ...added }, edit.start);
  return text;
}

function appendLines({ source, end, document }: SourceDocument, lines: readonly string[]): TextEdit {
  const before = source.slice(0, end).replace(/^\uFEFF/, "");
  const eol = lineTerminator(source, end);
  const root = document.contents;
  const lacksNewline = before !== "" && !before.endsWith("\n");
  const isSeparated = before.replace(/^---/m, "").trim() === "" || /\n[ \t]*\r?\n$/.test(before);
  // A blank line behind a `|+` scalar would become part of it.
  const isKept = isBlockMap(root) && endsInKeptBlankLines(source, root.items.at(-1) as Entry);
  const text = [lacksNewline ? eol : "", isSeparated || isKept ? "" : eol, ...lines.map((line) => line + eol)].join("");
  return { start: end, end, text };
}

/** @throws EditError `several-documents` */
export function refuseOthers(file: SourceDocument): void {
  if (file.source.slice(file.end).trim() === "") return;
  throw file.error("several-documents", "the file holds more than one document", file.end);
}

/**
 * Checks what a file says after an edit.
 *
 * @param expected - what it should say
 * @param offset - where it was edited
 * @throws EditError `side-effect`
 */
export function checkEffect(file: SourceDocument, text: string, expected: unknown, offset: number): void {
  const { document } = parseSource(text);
  const root = document.contents;
  const keys = isMap(root) ? root.items.map(({ key }) => String(key)) : [];
  if (isDeepStrictEqual(document.toJS(), expected) && new Set(keys).size === keys.length) return;
  throw file.error("side-effect", "an edit here would not add what it should, or not that alone", offset);
}
