import { defaultStep } from "./block-layout.ts";
import { appendLines, blockLines, insertLines } from "./insert.ts";
import { isOutlinedMap, type OutlinedMap, type OutlinedNode, outlineOf } from "./outline.ts";
import { formatScalar, type QuotingStyle } from "./scalar.ts";
import type { Setting } from "./set-value.ts";
import { endOfLine, startOfLine, type TextEdit } from "./text-edit.ts";

/**
 * The edit that sets a value in a values file, where its outline shows all that matters: a scalar on the way of block maps
 * is replaced, or an entry is added behind another one that ends in a scalar.
 *
 * @returns `undefined` where one has to look closer, or nothing is to be done
 */
export function findEditInOutline(source: string, { path, value }: Setting): TextEdit | undefined {
  if (source === "") return appendLines(source, 0, blockLines({ keys: path, value }, 0, defaultStep), false);
  const root = outlineOf(source);
  return root && editMap({ source, root, value }, root, path);
}

interface Request {
  readonly source: string;
  readonly root: OutlinedMap;
  readonly value: string;
}

/** @param path - of the value below the map */
function editMap(request: Request, map: OutlinedMap, path: readonly string[]): TextEdit | undefined {
  const { source, value } = request;
  if (!isPlainMap(source, map)) return undefined;
  const [key, ...below] = path;
  const entry = map.entries.find(({ name }) => name === key);
  if (entry === undefined) return addEntry(request, map, path);
  if (below.length === 0) return replaceScalar(source, entry.value, value);
  return isOutlinedMap(entry.value) ? editMap(request, entry.value, below) : undefined;
}

function addEntry({ source, root, value }: Request, map: OutlinedMap, keys: readonly string[]): TextEdit | undefined {
  if (map.end === undefined) return undefined;
  const lines = blockLines({ keys, value }, columnOf(source, map), stepOf(source, root));
  if (map === root && keys.length > 1) return appendLines(source, source.length, lines, false);
  return insertLines(source, endOfLine(source, map.end), lines);
}

/** Whether it is a block map in which no key can be mistaken for another one. */
function isPlainMap(source: string, { at, entries }: OutlinedMap): boolean {
  const names = new Set(entries.map(({ name }) => name));
  return source[at] !== "{" && names.size === entries.length && entries.every(({ isCertain }) => isCertain);
}

function columnOf(source: string, { at }: OutlinedNode): number {
  return at - startOfLine(source, at);
}

/** As `indentationStep` has it. */
function stepOf(source: string, root: OutlinedMap): number {
  const nested = root.entries.map(({ value }) => value).find((node) => isOutlinedMap(node) && source[node.at] !== "{");
  return nested ? columnOf(source, nested) - columnOf(source, root) : defaultStep;
}

const quotingStyles: ReadonlyMap<string, QuotingStyle> = new Map([
  ["'", "single"],
  ['"', "double"],
]);

function replaceScalar(source: string, { kind, at: start, end }: OutlinedNode, value: string): TextEdit | undefined {
  if (kind !== "scalar" || end === undefined) return undefined;
  const style = quotingStyles.get(source.charAt(start));
  const text = style ? source.slice(start + 1, end - 1) : source.slice(start, end);
  if (text === "" || text === value) return undefined;
  return { start, end, text: formatScalar(value, style ?? "plain") };
}
