/**
 * A text with a mark behind each of the parts that it holds, or else behind its end. A version with a mark stays one by the
 * rules of semantic versions, and what may be a tag may be one still.
 *
 * @param number - what tells the mark from others
 */
export function marked(text: string, parts: readonly string[], number: number): string {
  const mark = markOf(number);
  const held = parts.find((part) => part !== "" && text.includes(part));
  return held === undefined ? text + mark : text.replaceAll(held, () => held + mark);
}

export function markOf(number: number): string {
  return `-be${number}x`;
}

/** The numbers of the marks in a text. */
export function marksIn(text: string): ReadonlySet<number> {
  return new Set(Array.from(text.matchAll(/-be(\d+)x/g), ([, number]) => Number(number)));
}

export function withoutMarks(text: string): string {
  return text.replaceAll(/-be\d+x/g, "");
}
