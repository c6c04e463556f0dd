import type { GoMap, GoValue } from "../govalue/value.ts";
import type { InspectedRelease } from "../render/embedded/inspect.ts";
import { chartDefaults } from "./chart-defaults.ts";
import { type Effect, type Experiment, findEffects } from "./experiment.ts";
import { marked, markOf, marksIn } from "./marks.ts";
import { hasShapeOf, shifted } from "./shift.ts";
import type { Trial } from "./trial.ts";
import { findLeaves, type KeyPath, type Leaf, valueAt, withValue } from "./values-tree.ts";

/**
 * Finds the values that parts of images are made of, by changing them and rendering again: those whose change shows up. No
 * name of a key plays a part.
 *
 * @returns for each image of the trial the paths of its values, none where no value plays a part
 */
export async function findCauses(trial: Trial): Promise<KeyPath[][]> {
  const found = trial.before.map((): Leaf[] => []);
  /** What is not accounted for yet. */
  const rest = [...trial.before];
  for (const mayBePart of [isWhole, isPiece, isScrap]) {
    const open = [...rest.keys()].filter((i) => rest[i] !== "");
    if (open.length === 0) break;
    const parts = [...new Set(open.map((i) => rest[i] ?? ""))];
    const isWanted = (text: string) => {
      for (const part of parts) if (mayBePart(text, part)) return true;
      return false;
    };
    const candidates = trial.within(() => candidatesIn(trial.release, isWanted));
    const effects = await findEffects(experimentWith(candidates, trial, open));
    for (const [place, i] of open.entries()) {
      const effect = effects[place];
      if (effect === undefined) continue;
      found[i]?.push(...candidates.filter((_, number) => effect.changes.has(number)));
      rest[i] = unaccounted(effect, candidates, trial.before);
    }
  }
  for (const [i, leaves] of found.entries()) {
    if (leaves.length === 0) leaves.push(...trial.within(() => findTransformed(trial, i)));
  }
  return found.map((leaves) => leaves.map(({ path }) => path));
}

/**
 * Of some keys that nothing sets, those that would decide an image's part if they were set.
 *
 * @param paths - such as the values that the template names beside a default
 * @param trial - of one image
 */
export async function findUnsetCauses(paths: readonly KeyPath[], trial: Trial): Promise<KeyPath[]> {
  const [effect] = await findEffects({
    size: paths.length,
    before: trial.before,
    shownAs: unsetText,
    run: async (changes) => {
      const values = trial.within(() =>
        [...changes].reduce((current, number) => {
          return withValue(current, paths[number] as KeyPath, unsetText + markOf(number));
        }, trial.release.values),
      );
      return trial.run({ values });
    },
  });
  return paths.filter((_, number) => effect?.changes.has(number));
}

/** What an unset value is set to: a version, since templates may compare it. */
const unsetText = "0.0.0";

/** A value that is the part, or holds it: a whole reference. Most often it is one of these, and no other is tried. */
function isWhole(text: string, part: string): boolean {
  return part !== "" && text.includes(part);
}

/** A good part of it. */
function isPiece(text: string, part: string): boolean {
  return text.length > scrapLength && part.includes(text) && !isWhole(text, part);
}

/** A letter or two, or a digit. */
function isScrap(text: string, part: string): boolean {
  return text !== "" && text.length <= scrapLength && part.includes(text) && !isWhole(text, part);
}

/** Values have many texts that are no longer, and most of these have nothing to do with images. */
const scrapLength = 2;

/** The texts and numbers that a release's chart sees and that may play a part. */
function candidatesIn({ chart, values }: InspectedRelease, isWanted: (text: string) => boolean): Leaf[] {
  const defaults = chartDefaults(chart).flatMap(({ prefix, values: own }) =>
    findLeaves(own, isWanted).map((leaf) => ({ ...leaf, path: [...prefix, ...leaf.path] })),
  );
  const candidates = new Map(findLeaves(values, isWanted).map((leaf) => [JSON.stringify(leaf.path), leaf]));
  // Of defaults that hide others, those of the parent come last.
  for (const leaf of defaults.reverse()) {
    const key = JSON.stringify(leaf.path);
    if (isOpen(values, leaf.path) && !candidates.has(key)) candidates.set(key, leaf);
  }
  return [...candidates.values()];
}

/** Whether values leave it to the defaults of the chart what is at a path. */
function isOpen(values: GoMap, path: KeyPath): boolean {
  let value: GoValue | undefined = values;
  for (const key of path) {
    if (!(value instanceof Map) || typeof key === "number") return false;
    value = value.get(key);
    if (value === undefined) return true;
  }
  return false;
}

function isSame(a: KeyPath, b: KeyPath): boolean {
  return a.length === b.length && a.every((key, i) => key === b[i]);
}

/** An experiment that marks values. @param watched - the places of the images that count */
function experimentWith(candidates: readonly Leaf[], trial: Trial, watched: readonly number[]): Experiment {
  const values = trial.within(() => withLists(trial.release, candidates));
  const { before } = trial;
  return {
    size: candidates.length,
    before: watched.map((i) => before[i] ?? ""),
    run: async (changes) => {
      const changed = trial.within(() =>
        [...changes].reduce((current, number) => {
          const { path, text } = candidates[number] as Leaf;
          return withValue(current, path, marked(text, before, number));
        }, values),
      );
      const after = trial.run({ values: changed });
      return watched.map((i) => after[i]);
    },
  };
}

/** The values of a release with the lists that its chart gives by default: a change of an element gives the chart all of it. */
function withLists({ chart, values }: InspectedRelease, leaves: readonly Leaf[]): GoMap {
  return leaves.reduce((current, { path }) => {
    const index = path.findIndex((key) => typeof key === "number");
    if (index < 0) return current;
    const list = path.slice(0, index);
    if (!isOpen(current, list)) return current;
    const { prefix, values: own } = chartDefaults(chart).findLast((defaults) => {
      const start = list.slice(0, defaults.prefix.length);
      return isSame(start, defaults.prefix) && valueAt(defaults.values, list.slice(start.length)) !== undefined;
    }) ?? { prefix: [], values: current };
    return withValue(current, list, valueAt(own, list.slice(prefix.length)) ?? null);
  }, values);
}

/** What is left of a marked text without the values that were marked. */
function unaccounted({ changes, text }: Effect, candidates: readonly Leaf[], parts: readonly string[]): string {
  const rest = [...changes].reduce((current, number) => {
    const whole = candidates[number]?.text ?? "";
    const held = parts.find((part) => part !== "" && whole.includes(part)) ?? whole;
    return current.replaceAll(held + markOf(number), "");
  }, text);
  // A value that is not there as it was has been changed on its way.
  return marksIn(rest).size > 0 || !/\w/.test(rest) ? "" : rest;
}

/**
 * Finds the values that are changed on their way into an image's part (cut, in other letters, calculated with), so that no
 * mark comes through: each in turn is given other letters and digits.
 */
function findTransformed(trial: Trial, index: number): Leaf[] {
  const before = trial.before[index] ?? "";
  const squashed = squash(before);
  if (squashed === "") return [];
  const candidates = candidatesIn(trial.release, (text) => {
    const own = squash(text);
    return own !== "" && (own.includes(squashed) || (own.length > 1 && squashed.includes(own)));
  });
  const shiftAll = (leaves: readonly Leaf[]) => {
    const values = leaves.reduce(
      (current, { path, value, text }) => {
        return withValue(current, path, typeof value === "string" ? shifted(text) : Number(shifted(text)));
      },
      withLists(trial.release, leaves),
    );
    return trial.run({ values })[index];
  };
  if (candidates.length === 0 || shiftAll(candidates) === before) return [];
  return candidates.filter((leaf) => {
    const after = shiftAll([leaf]);
    return after !== undefined && after !== before && hasShapeOf(after, before);
  });
}

function squash(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "");
}
