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
  const linesOf = (keys: readonly string[], column: number, step: number) => blockLines({ keys, value }, column, step);
  if (source === "") return appendLines(source, 0, linesOf(path, 0, defaultStep), false);
  const root = outlineOf(source);
  let map = root;
  for (const [depth, key] of path.entries()) {
    if (root === undefined || map === undefined || !isPlainMap(source, map)) return undefined;
    const entry = map.entries.find(({ name }) => name === key);
    const isLast = depth === path.length - 1;
    if (entry === undefined) {
      if (map.end === undefined) return undefined;
      const lines = linesOf(path.slice(depth), columnOf(source, map), stepOf(source, root));
      return map === root && !isLast
        ? appendLines(source, source.length, lines, false)
        : insertLines(source, endOfLine(source, map.end), lines);
    }
    if (isLast) return replaceScalar(source, entry.value, value);
    map = isOutlinedMap(entry.value) ? entry.value : undefined;
  }
  return undefined;
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
