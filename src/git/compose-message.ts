/** The width of a text in a commit. */
const mostColumns = 72;

/** What is added to a message. */
export interface Additions {
  /** A paragraph of the body. */
  readonly paragraph?: string | undefined;
  /** Tasks, each for a trailer `Bug: T123`, as Wikimedia writes them. */
  readonly bugs: readonly string[];
}

/**
 * Adds to the message of a commit. Trailers go to the others that it ends with, if it does, without a blank line between: those
 * named `Bug` first, so that what hooks add (Gerrit's `Change-Id`) comes after them.
 */
export function composeMessage(message: string, { paragraph, bugs }: Additions): string {
  const paragraphs = message.trim().split(/\n\s*\n/);
  // A subject alone is none, whatever it looks like.
  const trailers =
    paragraphs.length > 1 && isTrailers(paragraphs.at(-1) ?? "") ? (paragraphs.pop() ?? "").split("\n") : [];
  const added = [...new Set(bugs)].map((bug) => `Bug: ${bug}`).filter((trailer) => !trailers.includes(trailer));
  const place = trailers.findLastIndex((trailer) => trailer.startsWith("Bug:")) + 1;
  const block = trailers.toSpliced(place, 0, ...added).join("\n");
  return [...paragraphs, wrapped(paragraph ?? ""), block].filter((part) => part !== "").join("\n\n");
}

function isTrailers(paragraph: string): boolean {
  return paragraph
    .split("\n")
    .every((line, index) => /^[A-Za-z\d-]+: \S/.test(line) || (index > 0 && /^\s/.test(line)));
}

/** A text broken between words. */
function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < mostColumns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}
