import { onOneLine } from "../../on-one-line.ts";
import type { Colors } from "../terminal.ts";
import { type Column, cellOf, coloredTitle, columns, cut, lengthOf, plain } from "./columns.ts";
import type { StatusLine, StatusSection } from "./lines.ts";

/** A text, and how it is coloured. */
interface Piece {
  readonly text: string;
  readonly color: (text: string) => string;
}

/** Prints below each other what is beside each other in a table that has more room. */
export function stackSections(sections: readonly StatusSection[], colors: Colors, width: number): string {
  const blocks = sections.map(({ title, mood, remarks, lines }) => {
    const name = coloredTitle(cut(onOneLine(title), width, "end"), mood, colors);
    const remark = flow(
      remarks.map((text, i) => ({ text: onOneLine(i < remarks.length - 1 ? `${text},` : text), color: plain })),
      { indentation: 0, gap: " " },
      width,
    );
    return [name, ...remark, ...lines.flatMap((line) => stackLine(line, colors, width))].map((text) => `${text}\n`);
  });
  return blocks.map((lines) => lines.join("")).join("\n");
}

const gap = "  ";
const outer = { indentation: 2, gap };
const inner = { indentation: 4, gap };

/** Two lines, or more where they are too long; a commit is left out. */
function stackLine(line: StatusLine, colors: Colors, width: number): string[] {
  const pieceOf = (field: keyof StatusLine, room: number, before = ""): Piece => {
    const column = columnOf(field);
    const text = cellOf(line, column, room - before.length);
    return { text: text && before + text, color: column.color?.(colors) ?? plain };
  };
  const [service, where] = [pieceOf("service", roomOf(outer, width)), pieceOf("where", roomOf(outer, width))];
  const room = roomOf(inner, width);
  const [origin, age] = [pieceOf("origin", room), pieceOf("age", room)];
  // Of a path the end says most: its start goes before what is beside it has to go to a line of its own.
  const others = [origin, age].filter(({ text }) => text !== "");
  const beside = others.reduce((left, { text }) => left - lengthOf(text) - gap.length, width - inner.indentation);
  const site = pieceOf("site", beside >= columnOf("site").least ? beside : room);
  return [
    ...flow([service, where], outer, width),
    ...flow([origin, site, age, pieceOf("drift", room, "also ")], inner, width),
  ];
}

function columnOf(field: keyof StatusLine): Column {
  return columns.find((each) => each.field === field) as Column;
}

interface Layout {
  /** Of the first line. */
  readonly indentation: number;
  /** What is between two pieces on a line. */
  readonly gap: string;
}

/** As many pieces on each line as fit; what does not fit on the first line is indented further, unless that is not. */
function flow(pieces: readonly Piece[], layout: Layout, width: number): string[] {
  const lines: { text: string; length: number }[] = [];
  for (const { text, color } of pieces.filter((piece) => piece.text !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + layout.gap.length + lengthOf(text) <= width) {
      last.text += layout.gap + color(text);
      last.length += layout.gap.length + lengthOf(text);
    } else {
      const indentation = last === undefined ? layout.indentation : width - roomOf(layout, width);
      const fitting = cut(text, width - indentation, "end");
      lines.push({ text: " ".repeat(indentation) + color(fitting), length: indentation + lengthOf(fitting) });
    }
  }
  return lines.map(({ text }) => text);
}

/** How many characters fit on a line that is not the first. */
function roomOf({ indentation }: Layout, width: number): number {
  return width - (indentation === 0 ? 0 : indentation + 2);
}
