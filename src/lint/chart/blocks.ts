import type { KeyLine } from "./key-lines.ts";
import { type Frame, isWithin, type Line, type Outline } from "./outline.ts";

/** What stands below a key, or in a definition. */
export interface Block {
  /** Its lines that are text or output. */
  readonly lines: readonly Line[];
  /** The lines that are entries of the block itself: those that stand furthest out. */
  readonly entries: readonly Line[];
  /** The column of its entries, from 0; `undefined` where it has none. */
  readonly indent: number | undefined;
  /** What encloses the whole of it, and a line that is added to it. */
  readonly frame: Frame | undefined;
  /** Where a line can be added behind its last one: an offset at the start of a line, or the end of the text. */
  readonly end: number;
}

/**
 * What stands below a key of a list or map, as far as that can be told from a template.
 *
 * @returns `undefined` where what ends the block is only there under a condition that also holds a part of it
 */
export function blockBelow(outline: Outline, key: KeyLine): Block | undefined {
  const { line, column } = key;
  const start = line.index + 1;
  const isInside = (each: Line, inside: readonly Line[]): boolean => {
    if (each.indent !== column) return each.indent > column;
    if (each.kind === "text") return /^\s*-(?:\s|$)/.test(each.content);
    // What an action gives at the column of the key can be a list below it, or more keys beside it.
    return inside.length === 0 || inside[0]?.indent === column;
  };
  return readBlock(outline, { start, frame: line.frame, isInside });
}

/** What a definition holds. */
export function blockOfDefinition(outline: Outline, definition: Frame): Block | undefined {
  const start = outline.lines.findIndex((line) => line.start > definition.start);
  return start < 0 ? undefined : readBlock(outline, { start, frame: definition, isInside: () => true });
}

interface Extent {
  /** The first line that can belong to it. */
  readonly start: number;
  readonly frame: Frame | undefined;
  readonly isInside: (line: Line, before: readonly Line[]) => boolean;
}

function readBlock(outline: Outline, { start, frame, isInside }: Extent): Block | undefined {
  const { lines } = outline;
  let stop = lines.length;
  const inside: Line[] = [];
  for (const line of lines.slice(start)) {
    // Where nothing is on a line, what encloses its start counts.
    if (!isWithin(outline.frameAt(line.start), frame) && !isWithin(line.frame, frame)) {
      stop = line.index;
      break;
    }
    if (line.kind !== "text" && line.kind !== "output") continue;
    if (!isWithin(line.frame, frame)) {
      stop = line.index;
      break;
    }
    if (isInside(line, inside)) {
      inside.push(line);
      continue;
    }
    const opener = openerBetween(line.frame, frame);
    if (opener === undefined) {
      stop = line.index;
      break;
    }
    const first = lineAt(lines, opener.start);
    if (inside.some((each) => each.index > first.index)) return undefined;
    stop = first.index;
    break;
  }
  const last = lastKept(outline, { start, stop, frame });
  const text = inside.filter(({ kind }) => kind === "text");
  const indents = (text.length > 0 ? text : inside).map(({ indent }) => indent);
  const indent = indents.length === 0 ? undefined : Math.min(...indents);
  return {
    lines: inside,
    entries: inside.filter((line) => line.kind === "output" || line.indent === indent),
    indent,
    frame,
    end: last < 0 ? (lines[start]?.start ?? outline.text.length) : Math.min(after(outline, last), outline.text.length),
  };
}

/** The last line of the block that a line can be added behind: no blank ones, nor comments that are about what follows. */
function lastKept(
  outline: Outline,
  { start, stop, frame }: { readonly start: number; readonly stop: number; readonly frame: Frame | undefined },
): number {
  let last = stop - 1;
  for (; last >= start; last--) {
    const line = outline.lines[last] as Line;
    if (line.kind === "blank" || line.kind === "comment") continue;
    // A line that opens what ends the block, or that is in the midst of an action, is no place.
    if (!isWithin(outline.frameAt(line.end), frame) || outline.frameAt(line.end) !== frame) continue;
    return last;
  }
  return start - 1;
}

function after(outline: Outline, index: number): number {
  const line = outline.lines[index];
  return line === undefined ? outline.text.length : line.end + 1;
}

function openerBetween(inner: Frame | undefined, outer: Frame | undefined): Frame | undefined {
  let opener: Frame | undefined;
  for (let each = inner; each !== undefined && each !== outer; each = each.parent) opener = each;
  return opener;
}

function lineAt(lines: readonly Line[], offset: number): Line {
  return lines.findLast((line) => line.start <= offset) as Line;
}
