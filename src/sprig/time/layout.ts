import { spend } from "../../govalue/allowance.ts";

/**
 * Go's time layouts (`nextStdChunk` of time/format.go): an example date, whose parts stand for the same parts of others.
 */
export type Element =
  | "January"
  | "Jan"
  | "1"
  | "01"
  | "Monday"
  | "Mon"
  | "2"
  | "_2"
  | "02"
  | "__2"
  | "002"
  | "15"
  | "3"
  | "03"
  | "4"
  | "04"
  | "5"
  | "05"
  | "2006"
  | "06"
  | "PM"
  | "pm"
  | "MST"
  | ZoneOffset
  | "fraction0"
  | "fraction9";

export type ZoneOffset =
  | "Z0700"
  | "Z070000"
  | "Z07"
  | "Z07:00"
  | "Z07:00:00"
  | "-0700"
  | "-070000"
  | "-07"
  | "-07:00"
  | "-07:00:00";

export interface Chunk {
  /** Literal text before the element. */
  readonly prefix: string;
  /** `undefined` at the end of the layout. */
  readonly element: Element | undefined;
  /** The element as the layout writes it. */
  readonly text: string;
}

// The alternatives stand in the order in which Go tries them, longer ones first where they begin alike.
const elements = new RegExp(
  [
    "January",
    "Jan(?![a-z])",
    "Monday",
    "Mon(?![a-z])",
    "MST",
    "0[1-6]",
    "002",
    "15",
    "1",
    "2006",
    "2",
    "_2(?!006)",
    "__2",
    "3",
    "4",
    "5",
    "PM",
    "pm",
    "[-Z]070000",
    "[-Z]07:00:00",
    "[-Z]0700",
    "[-Z]07:00",
    "[-Z]07",
    "[.,](?:0+|9+)(?![0-9])",
  ].join("|"),
  "g",
);

/** The literal texts and elements of a layout, the last one without an element. */
export function splitLayout(layout: string): Chunk[] {
  spend(100 * layout.length);
  const chunks: Chunk[] = [];
  let end = 0;
  for (const match of layout.matchAll(elements)) {
    const [text] = match;
    chunks.push({ prefix: layout.slice(end, match.index), element: elementOf(text), text });
    end = match.index + text.length;
  }
  chunks.push({ prefix: layout.slice(end), element: undefined, text: "" });
  return chunks;
}

function elementOf(text: string): Element {
  if (/^[.,]/.test(text)) return text[1] === "0" ? "fraction0" : "fraction9";
  return text as Element;
}
