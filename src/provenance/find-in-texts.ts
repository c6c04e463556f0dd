import { marked, marksIn } from "./marks.ts";

/** A place in a text that could be what is looked for. */
export interface Occurrence {
  /** Absolute. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Finds where in some texts a value stands, by changing the places where it could, and looking at what comes of it.
 *
 * @param texts - by path
 * @param value - what is looked for
 * @param outcome - what becomes of the value where some files have other texts; `undefined` where it is gone
 * @returns the places that decide it, alone or together
 */
export async function findInTexts(
  texts: ReadonlyMap<string, string>,
  value: string,
  outcome: (changed: ReadonlyMap<string, string>) => Promise<string | undefined>,
): Promise<Occurrence[]> {
  const occurrences = [...texts].flatMap(([file, text]) => occurrencesIn(file, text, value));
  if (occurrences.length === 0) return [];
  const together = (await outcome(markAll(texts, occurrences))) ?? "";
  if (together === value) return [];
  const marks = marksIn(together);
  const found = occurrences.filter((_, number) => marks.has(number));
  if (found.length > 0) return found;
  // A mark in the wrong place, such as a condition, can break what it does not belong to.
  const alone: Occurrence[] = [];
  for (const occurrence of occurrences) {
    if (marksIn((await outcome(markAll(texts, [occurrence]))) ?? "").size > 0) alone.push(occurrence);
  }
  return alone;
}

/** Every place where the value stands and is no part of a longer word. */
function occurrencesIn(file: string, text: string, value: string): Occurrence[] {
  const found: Occurrence[] = [];
  for (let start = text.indexOf(value); start >= 0; start = text.indexOf(value, start + value.length)) {
    const end = start + value.length;
    const isWord = !wordCharacter.test(text[start - 1] ?? "") && !wordCharacter.test(text[end] ?? "");
    if (isWord) found.push({ file, start, end });
  }
  return found;
}

const wordCharacter = /[\w-]/;

function markAll(texts: ReadonlyMap<string, string>, occurrences: readonly Occurrence[]): Map<string, string> {
  const changed = new Map<string, string>();
  for (const [number, { file, start, end }] of [...occurrences.entries()].reverse()) {
    const text = changed.get(file) ?? texts.get(file) ?? "";
    changed.set(file, text.slice(0, start) + marked(text.slice(start, end), [], number) + text.slice(end));
  }
  return changed;
}
