import { findEffects } from "./experiment.ts";
import { marked } from "./marks.ts";

/** A place in a text that could be what is looked for. */
export interface Occurrence {
  /** The path of the text. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Finds where in some texts a value stands, by marking the places where it could, and looking at what comes of it.
 *
 * @param texts - by path
 * @param outcome - what becomes of the value where some texts are different; `undefined` where it is gone
 * @returns the places that it is made of
 */
export async function findInTexts(
  texts: ReadonlyMap<string, string>,
  value: string,
  outcome: (changed: ReadonlyMap<string, string>) => Promise<string | undefined>,
): Promise<Occurrence[]> {
  const occurrences = [...texts].flatMap(([file, text]) => occurrencesIn(file, text, value));
  const [effect] = await findEffects({
    size: occurrences.length,
    before: [value],
    run: async (changes) => [await outcome(withMarks(texts, occurrences, changes))],
  });
  return occurrences.filter((_, number) => effect?.changes.has(number));
}

/** Every place where the value stands and is no part of a longer word. */
function occurrencesIn(file: string, text: string, value: string): Occurrence[] {
  const found: Occurrence[] = [];
  if (value === "") return found;
  for (let start = text.indexOf(value); start >= 0; start = text.indexOf(value, start + value.length)) {
    const end = start + value.length;
    const isWord = !wordCharacter.test(text[start - 1] ?? "") && !wordCharacter.test(text[end] ?? "");
    if (isWord) found.push({ file, start, end });
  }
  return found;
}

const wordCharacter = /[\w-]/;

/** The texts that change. */
function withMarks(
  texts: ReadonlyMap<string, string>,
  occurrences: readonly Occurrence[],
  changes: ReadonlySet<number>,
): Map<string, string> {
  const changed = new Map<string, string>();
  // From the end, so that places before stay where they are.
  for (const number of [...changes].sort((a, b) => b - a)) {
    const { file, start, end } = occurrences[number] as Occurrence;
    const text = changed.get(file) ?? texts.get(file) ?? "";
    changed.set(file, text.slice(0, start) + marked(text.slice(start, end), [], number) + text.slice(end));
  }
  return changed;
}
