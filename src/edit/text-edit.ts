/** A replacement of the characters from `start` up to `end`; an insertion where both are the same. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits that do not overlap, in any order. */
export function applyTextEdits(source: string, edits: readonly TextEdit[]): string {
  const fromTheEnd = edits.toSorted((a, b) => b.start - a.start);
  return fromTheEnd.reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), source);
}

/** The offset of the first character of the line that holds this offset; a byte-order mark does not count. */
export function startOfLine(source: string, offset: number): number {
  const start = offset === 0 ? 0 : source.lastIndexOf("\n", offset - 1) + 1;
  return start === 0 && source.startsWith("\uFEFF") ? 1 : start;
}

/** The line and column of an offset, counted from 1. */
export function placeOf(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/** The offset behind the line that holds this offset, its terminator included; the length of the text on its last line. */
export function endOfLine(source: string, offset: number): number {
  const newline = source.indexOf("\n", offset);
  return newline === -1 ? source.length : newline + 1;
}

/** Whether a text is nothing but white space. */
export function isBlank(text: string): boolean {
  return text.trim() === "";
}

/** The terminator that the file uses around this offset: that of the line itself, else of the file's first line. */
export function lineTerminator(source: string, offset: number): "\n" | "\r\n" {
  const newline = source.lastIndexOf("\n", endOfLine(source, offset) - 1);
  return newline > 0 && source[newline - 1] === "\r" ? "\r\n" : "\n";
}
