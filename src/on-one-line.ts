const written: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r" };

/** A name in a message. One with line breaks could make up a line that nobody has said. */
export function onOneLine(name: string): string {
  return name.replace(/[\n\r\u2028\u2029]/g, (character) => written[character] ?? " ");
}
