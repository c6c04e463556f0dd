/**
 * A text with a mark behind each of the parts that it holds, or else behind its end. A version with a mark stays one by the
 * rules of semantic versions, and what may be a tag may be one still.
 *
 * @param number - what tells the mark from others
 */
export function marked(text: string, parts: readonly string[], number: number): string {
  const mark = `-be${number}x`;
  // An unset value becomes a version.
  if (text === "") return `0.0.0${mark}`;
  const held = parts.find((part) => part !== "" && text.includes(part));
  return held === undefined ? text + mark : text.replaceAll(held, () => held + mark);
}

/** The numbers of the marks in a text. */
export function marksIn(text: string): ReadonlySet<number> {
  return new Set(Array.from(text.matchAll(/-be(\d+)x/g), ([, number]) => Number(number)));
}
