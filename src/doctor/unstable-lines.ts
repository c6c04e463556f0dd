import type { Change } from "./line-changes.ts";

/** What is left of changes when those are taken out that every run of a program makes. */
export interface StableChanges {
  readonly changes: readonly Change[];
  /** How many lines of the first text have been taken out. */
  readonly unstableLines: number;
}

/**
 * Takes out of the changes between two texts what is a password, a key or a date: where two runs of one program differ
 * as well, and the line has the same key.
 *
 * @param changes - from what a program printed to another text
 * @param rerun - from what the program printed to what it printed the next time
 */
export function withoutUnstable(changes: readonly Change[], rerun: readonly Change[]): StableChanges {
  const lines = new Set<number>();
  const blocks: Change[] = [];
  for (const change of rerun) {
    if (change.removed.length !== change.added.length) blocks.push(change);
    else for (const line of splitChange(change)) if (isSameKey(line)) lines.add(line.start);
  }

  let unstableLines = 0;
  const left = changes.flatMap((change) => {
    if (change.removed.length !== change.added.length) {
      if (!blocks.some((block) => covers(block, change))) return [change];
      unstableLines += change.removed.length;
      return [];
    }
    const stable = splitChange(change).filter((line) => !lines.has(line.start) || !isSameKey(line));
    unstableLines += change.removed.length - stable.length;
    return joinChanges(stable);
  });
  return { changes: left, unstableLines };
}

/** A change of as many lines as there were, line by line. */
function splitChange({ start, removed, startAfter, added }: Change): Change[] {
  return removed.map((line, i) => ({
    start: start + i,
    removed: [line],
    startAfter: startAfter + i,
    added: [added[i] as string],
  }));
}

/** Changes of lines that follow each other, as one. */
function joinChanges(changes: readonly Change[]): Change[] {
  const joined: Change[] = [];
  for (const change of changes) {
    const last = joined.at(-1);
    if (last && last.start + last.removed.length === change.start) {
      joined[joined.length - 1] = {
        ...last,
        removed: [...last.removed, ...change.removed],
        added: [...last.added, ...change.added],
      };
    } else joined.push(change);
  }
  return joined;
}

function covers(block: Change, { start, removed }: Change): boolean {
  return block.start <= start && start + removed.length <= block.start + block.removed.length;
}

/** Whether a line that changes into another keeps its indentation, its dash and its key. */
function isSameKey({ removed, added }: Change): boolean {
  return headOf(removed[0]) === headOf(added[0]);
}

function headOf(line = ""): string {
  return /^\s*(?:- )*(?:[^\s:]+:(?=\s|$))?/.exec(line)?.[0] ?? "";
}
