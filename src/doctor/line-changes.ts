import { diffArrays } from "diff";

/** Lines of one text in the place of which another has others. Lines count from 0. */
export interface Change {
  /** Where it begins in the first text. */
  readonly start: number;
  readonly removed: readonly string[];
  /** Where it begins in the second text. */
  readonly startAfter: number;
  readonly added: readonly string[];
}

/** Texts with more changes have little in common, and finding the fewest takes long. */
const mostEdits = 2000;

/** What makes one text the other, in order; where they have little in common, a single change. */
export function changesBetween(before: readonly string[], after: readonly string[]): Change[] {
  const head = commonLines(before, after);
  const tail = commonLines(before.slice(head).reverse(), after.slice(head).reverse());
  const removed = before.slice(head, before.length - tail);
  const added = after.slice(head, after.length - tail);
  const parts = diffArrays(removed, added, { maxEditLength: mostEdits });
  if (parts === undefined) return [{ start: head, removed, startAfter: head, added }];

  const changes: Change[] = [];
  let [line, lineAfter] = [head, head];
  let change = { start: line, removed: [] as string[], startAfter: lineAfter, added: [] as string[] };
  for (const { added: isAdded, removed: isRemoved, value } of [...parts, { added: false, removed: false, value: [] }]) {
    if (isRemoved) change.removed = value;
    else if (isAdded) change.added = value;
    else {
      if (change.removed.length + change.added.length > 0) changes.push(change);
      line = change.start + change.removed.length + value.length;
      lineAfter = change.startAfter + change.added.length + value.length;
      change = { start: line, removed: [], startAfter: lineAfter, added: [] };
    }
  }
  return changes;
}

/** How many lines two texts have in common from their start. */
function commonLines(a: readonly string[], b: readonly string[]): number {
  const different = a.findIndex((line, i) => line !== b[i]);
  return different === -1 ? a.length : different;
}
