/**
 * Choices that are the same on every run (mulberry32).
 *
 * @param {number} seed
 */
export function choices(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  /** @param {number} count */
  const below = (count) => Math.floor(next() * count);
  return {
    below,
    /** @template T @param {readonly T[]} items @returns {T} */
    pick: (items) => items[below(items.length)],
    /** @template T @param {number} count @param {() => T} make @returns {T[]} */
    times: (count, make) => Array.from({ length: count }, make),
  };
}
