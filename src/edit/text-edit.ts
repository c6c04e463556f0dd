/** A replacement of the characters from `start` up to `end`; an insertion where both are the same. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function applyTextEdit(source: string, edit: TextEdit): string {
  return source.slice(0, edit.start) + edit.text + source.slice(edit.end);
}

/** The offset behind the line that holds this offset, its terminator included; the length of the text on its last line. */
export function endOfLine(source: string, offset: number): number {
  const newline = source.indexOf("\n", offset);
  return newline === -1 ? source.length : newline + 1;
}

/** The terminator that the file uses around this offset: that of the line itself, else of the file's first line. */
export function lineTerminator(source: string, offset: number): "\n" | "\r\n" {
  const newline = source.lastIndexOf("\n", endOfLine(source, offset) - 1);
  return newline > 0 && source[newline - 1] === "\r" ? "\r\n" : "\n";
}
