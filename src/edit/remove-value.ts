import { isDeepStrictEqual } from "node:util";
import { isAlias, isMap, type Pair, type YAMLMap } from "yaml";
import type { GoValue } from "../govalue/value.ts";
import { endOfBlankLines, endsInKeptBlankLines, startOfBlankLines } from "./block-layout.ts";
import {
  type Entry,
  endOfColon,
  findEntry,
  hasMergedEntry,
  isShared,
  parseSource,
  rangeOf,
  refuseDuplicateKeys,
  type SourceDocument,
  sharedNode,
  startOfEntry,
} from "./document.ts";
import { EditError } from "./edit-error.ts";
import { commaBeside, type Extent, extentOf } from "./entry-extent.ts";
import { readValues, valueAt, withoutValue, withValue } from "./helm-values.ts";
import { applyTextEdits, endOfLine, isBlank, type TextEdit } from "./text-edit.ts";

/**
 * Removes the entry at a key path from the text of a values file, and the maps on the way that hold nothing else. Every
 * other character stays as it is.
 *
 * With an entry go the comments that belong to it alone ({@link extentOf} says which). Of the blank lines around it go so
 * many that what separated it from its neighbours separates them, and no map or file begins or ends with blank lines that
 * did not before.
 *
 * An entry that only comes in by a merge key is none of the map's own: there is nothing to remove. One of the map's own that
 * hides such an entry is removed, and the other one counts from then on. Otherwise Helm reads from the file what it read
 * before, without this value: that is checked.
 *
 * @param path - the names of the keys from the root, at least one
 * @returns the new text; the old one where there is nothing to remove
 * @throws EditError where the file is no valid YAML; where something else refers to what would go; where a map would be
 *   left with nothing but comments; or where the removal would change anything else, or leave no valid YAML
 */
export function removeValue(source: string, path: readonly string[]): string {
  const file = parseSource(source);
  const before = readValues(source);
  const chain = valueAt(before, path) === undefined ? [] : findChain(file, path);
  const last = chain.at(-1);
  if (!last) return source;

  const edits = findRemoval(file, chain);
  const text = applyTextEdits(source, edits);
  const after = readValues(text) ?? new Map();
  // A merged entry that the removed one hid is there now.
  const isMerged = hasMergedEntry(file.document, last.map, last.key);
  const expected = isMerged ? withValue(before, path, valueAt(after, path) as GoValue) : withoutValue(before, path);
  if (!isDeepStrictEqual(after, expected)) {
    const problem = `to remove ${last.name} would change something else as well, as Helm reads the file`;
    throw file.error("side-effect", problem, startOfEntry(last.entry));
  }
  if (!isValid(text)) {
    const problem = `without ${last.name} the file would be no valid YAML, though Helm reads it`;
    throw file.error("side-effect", problem, startOfEntry(last.entry));
  }
  return text;
}

/** Whether a text is valid by the specification of YAML, which is stricter than what Helm reads. */
function isValid(text: string): boolean {
  try {
    parseSource(text);
    return true;
  } catch (error) {
    if (error instanceof EditError) return false;
    throw error;
  }
}

/** An entry on the way to the one that is removed, and the map that it is in. */
interface Link {
  readonly map: YAMLMap;
  readonly entry: Entry;
  readonly key: string;
  /** Its key path, for messages. */
  readonly name: string;
}

/** The entries from the root to the one at a path; none where the file has no entry of its own there. */
function findChain(file: SourceDocument, path: readonly string[]): Link[] {
  const chain: Link[] = [];
  let node: unknown = file.document.contents;
  for (const [depth, key] of path.entries()) {
    const here = path.slice(0, depth).join(".");
    if (isAlias(node)) throw file.error("alias", `${here} is the alias *${node.source}`, rangeOf(node)[0]);
    if (!isMap(node)) return [];
    if (isShared(file.document, node)) {
      throw file.error("shared-anchor", `${here} has an anchor that is used elsewhere`, rangeOf(node)[0]);
    }
    const name = path.slice(0, depth + 1).join(".");
    const entry = findEntry(file, node, key, name);
    if (!entry) return [];
    chain.push({ map: node, entry, key, name });
    node = entry.value;
  }
  return chain;
}

/** The edits that remove the last entry of a chain, or the outermost one that would hold nothing but it. */
function findRemoval(file: SourceDocument, chain: readonly Link[]): TextEdit[] {
  const inner = chain.at(-1) as Link;
  const outer = chain.at(-2);
  const extent = extentOf(file.source, inner.map, inner.entry);
  if (outer && inner.map.items.length === 1) {
    refuseComments(file, outer.name, extent, bodyOf(file.source, outer));
    if (hasMergedEntry(file.document, outer.map, outer.key)) {
      const problem = `${outer.name} would be empty, and hides what a merge key brings in`;
      throw file.error("merge-key", problem, startOfEntry(outer.entry));
    }
    return findRemoval(file, chain.slice(0, -1));
  }

  const shared = sharedNode(file.document, inner.entry);
  if (shared) {
    throw file.error("shared-anchor", `${inner.name} holds an anchor that is used elsewhere`, rangeOf(shared)[0]);
  }
  if (outer) refuseDuplicateKeys(file, inner.map, outer.name);
  if (inner.map.flow) return removeFromFlowMap(file, inner, extent);
  if (!extent.isLines) {
    throw file.error("shared-line", `${inner.name} shares its line with other text`, extent.start);
  }
  return [removeLines(file, inner, extent, opensMap(file.source, extent.start, outer))];
}

/** The text of what an entry holds, from the line below its key. */
function bodyOf(source: string, { map, entry }: Link): Pick<Extent, "start" | "end"> {
  return { start: endOfLine(source, endOfColon(entry) as number), end: extentOf(source, map, entry).end };
}

/** @throws EditError `comments-only` where the text of a map holds a comment besides what is removed from it. */
function refuseComments(
  { source, error }: SourceDocument,
  name: string,
  removed: Extent,
  { start, end }: Pick<Extent, "start" | "end">,
): void {
  const comment = /^[ \t]*#/gm;
  comment.lastIndex = start;
  for (let match = comment.exec(source); match && match.index < end; match = comment.exec(source)) {
    if (match.index >= removed.start && match.index < removed.end) continue;
    throw error("comments-only", `${name} would hold nothing but comments`, match.index + match[0].length - 1);
  }
}

function removeFromFlowMap(file: SourceDocument, link: Link, extent: Extent): TextEdit[] {
  const { source } = file;
  const { map, entry, name } = link;
  const before = commaBeside(map, entry, "before");
  const behind = commaBeside(map, entry, "behind");
  if (map.items.length === 1) {
    const [start, end] = rangeOf(map);
    refuseComments(file, name, extent, { start, end });
    return [removal(start + 1, end - 1)];
  }
  // The comma that separates the last entry from the one before it goes as well, unless a comment is in between: such a
  // map is no JSON, and YAML takes a comma at the end.
  const isLast = before !== undefined && behind === undefined && !source.slice(before, extent.start).includes("#");
  if (!extent.isLines) return [removeWithin(source, isLast ? before : extent.start, extent.end)];
  const lines = removeLines(file, link, extent, false);
  return isLast ? [removal(before, before + 1), lines] : [lines];
}

/** Removes part of a line; where it ends the line, with the white space before it. */
function removeWithin(source: string, start: number, end: number): TextEdit {
  const endsLine = isBlank(source.slice(end, endOfLine(source, end)));
  return removal(endsLine ? source.slice(0, start).trimEnd().length : start, end);
}

function removal(start: number, end: number): TextEdit {
  return { start, end, text: "" };
}

/** Whether nothing but blank lines stands between this offset and the key of the map, or the start of the document. */
function opensMap(source: string, offset: number, parent: Link | undefined): boolean {
  if (!parent) return /^\uFEFF?(?:(?:%|---).*\r?\n|\s)*$/.test(source.slice(0, offset));
  return isBlank(source.slice(endOfLine(source, endOfColon(parent.entry) as number), offset));
}

/**
 * Removes lines, and of the blank lines above and below them the shorter run; those above at the end of the document, those
 * below at the start of a map, and those that would become part of a `|+` scalar.
 */
function removeLines(file: SourceDocument, { map, entry }: Link, { start, end }: Extent, opens: boolean): TextEdit {
  const { source } = file;
  const blankEnd = endOfBlankLines(source, end);
  const previous = map.items[map.items.indexOf(entry as Pair) - 1];
  if (previous && !map.flow && endsInKeptBlankLines(source, previous)) return removal(start, blankEnd);

  const blankStart = startOfBlankLines(source, start);
  if (isBlank(source.slice(end, file.end))) return removal(blankStart, end);
  const above = countLines(source.slice(blankStart, start));
  const below = countLines(source.slice(end, blankEnd));
  if (opens && above === 0) return removal(start, blankEnd);
  let upTo = end;
  for (let count = Math.min(above, below); count > 0; count--) upTo = endOfLine(source, upTo);
  return removal(start, upTo);
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}
