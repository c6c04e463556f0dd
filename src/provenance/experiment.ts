import { marksIn, withoutMarks } from "./marks.ts";

/**
 * Changes that can be made, and texts in which they may show. Every change leaves a mark with its number.
 */
export interface Experiment {
  /** How many changes there are; their numbers are those below. */
  readonly size: number;
  /** The texts that are watched, without any change. */
  readonly before: readonly string[];
  /** What a text is without marks where a change shows in it; left out, it is as before. */
  readonly shownAs?: string;
  /** What becomes of the texts with some of the changes; `undefined` for one that is gone. */
  run(changes: ReadonlySet<number>): Promise<readonly (string | undefined)[]>;
}

/** What a text owes to the changes of an experiment. */
export interface Effect {
  /** The changes that show in it. */
  readonly changes: ReadonlySet<number>;
  /** The text with their marks, or with some of them. */
  readonly text: string;
}

/**
 * Finds the changes that show in each of the texts of an experiment, with as few runs as it takes: most often one with all
 * changes, and one with those that have shown up, since what else was changed may have had a say in which ones did. Where
 * a text is gone or something else, a mark stands where it breaks things: then each half of the changes is tried alone.
 * Where a text stays as it is, none of the changes matters to it.
 *
 * @returns for each text what shows in it, which without the marks is as expected; `undefined` where nothing does
 */
export async function findEffects(experiment: Experiment): Promise<(Effect | undefined)[]> {
  const { size, before, shownAs } = experiment;
  const expected = before.map((text) => shownAs ?? text);
  const effects = before.map((): Effect | undefined => undefined);
  await search(
    Array.from({ length: size }, (_, number) => number),
    [...before.keys()],
  );
  return effects;

  /** @param watched - the places of the texts that count */
  async function search(numbers: readonly number[], watched: readonly number[]): Promise<void> {
    if (numbers.length === 0) return;
    const together = await experiment.run(new Set(numbers));
    const first = effectsOf(together, expected);
    const shown = new Set(watched.flatMap((i) => [...(first[i]?.changes ?? [])]));
    const isAll = shown.size === 0 || shown.size === numbers.length;
    const second = isAll ? first : effectsOf(await experiment.run(shown), expected);
    const broken = watched.filter((i) => {
      const effect = second[i];
      if (effect === undefined || effect.text !== first[i]?.text) return together[i] !== before[i];
      effects[i] = { changes: new Set([...(effects[i]?.changes ?? []), ...effect.changes]), text: effect.text };
      return false;
    });
    if (broken.length === 0 || numbers.length === 1) return;
    const middle = Math.ceil(numbers.length / 2);
    await search(numbers.slice(0, middle), broken);
    await search(numbers.slice(middle), broken);
  }
}

function effectsOf(after: readonly (string | undefined)[], expected: readonly string[]): (Effect | undefined)[] {
  return after.map((text = "", i) => {
    const changes = marksIn(text);
    return changes.size > 0 && withoutMarks(text) === expected[i] ? { changes, text } : undefined;
  });
}
