import { distance } from "fastest-levenshtein";

/**
 * The names most like the one that was asked for, the nearest first: at most `limit`, and none that differ in more than
 * a third of their letters (a name that contains the other counts as near).
 */
export function nearest(wanted: string, names: Iterable<string>, limit = 3): string[] {
  const ranked: { name: string; score: number }[] = [];
  for (const name of new Set(names)) {
    const score = distance(wanted.toLowerCase(), name.toLowerCase());
    const contained = name.includes(wanted) || wanted.includes(name);
    if (contained || score <= Math.ceil(Math.max(wanted.length, name.length) / 3)) ranked.push({ name, score });
  }
  ranked.sort((a, b) => a.score - b.score || a.name.localeCompare(b.name));
  return ranked.slice(0, limit).map(({ name }) => name);
}
