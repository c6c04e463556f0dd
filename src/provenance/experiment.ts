import { marksIn, withoutMarks } from "./marks.ts";

/**
 * Changes that can be made, and texts in which they may show. Every change leaves a mark with its number.
 */
export interface Experiment {
  /** How many changes there are; their numbers are those below. */
  readonly size: number;
  /** The texts that are watched, without any change. */
  readonly before: readonly string[];
  /** What becomes of the texts with some of the changes; `undefined` for one that is gone. */
  run(changes: ReadonlySet<number>): Promise<readonly (string | undefined)[]>;
}

/** What a text owes to the changes of an experiment. */
export interface Effect {
  /** The changes that show in it. */
  readonly changes: ReadonlySet<number>;
  /** The text with their marks. */
  readonly text: string;
}

/**
 * Finds the changes that show in each of the texts of an experiment, with as few runs as it takes: most often one with all
 * changes, and one with those that have shown up, since what else was changed may have had a say in which ones did.
 *
 * @returns for each text what shows in it, which without the marks is the text as it was; `undefined` where nothing does
 */
export async function findEffects(experiment: Experiment): Promise<(Effect | undefined)[]> {
  const { size, before } = experiment;
  if (size === 0) return before.map(() => undefined);
  const all = new Set(Array.from({ length: size }, (_, number) => number));
  const first = effectsOf(await experiment.run(all), before);
  const shown = new Set(first.flatMap((effect) => [...(effect?.changes ?? [])]));
  const second = shown.size === size ? first : effectsOf(await experiment.run(shown), before);
  const effects = second.map((effect, i) => (effect?.text === first[i]?.text ? effect : undefined));
  // A mark in the wrong place, such as a condition, can break what it does not belong to: then each is tried alone.
  for (let number = 0; size > 1 && number < size && effects.includes(undefined); number++) {
    const alone = effectsOf(await experiment.run(new Set([number])), before);
    for (const [i, effect] of alone.entries()) effects[i] ??= effect;
  }
  return effects;
}

function effectsOf(after: readonly (string | undefined)[], before: readonly string[]): (Effect | undefined)[] {
  return after.map((text = "", i) => {
    const changes = marksIn(text);
    return changes.size > 0 && withoutMarks(text) === before[i] ? { changes, text } : undefined;
  });
}
