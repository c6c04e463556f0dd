import { spend } from "./allowance.ts";

/** V8 looks for a longer text in time that grows with the product of both lengths, where these are chosen so. */
const longestForEngine = 64;

/** Where a text stands in another one, from a place on; -1 where it does not. In linear time, unlike `String.indexOf`. */
export function indexOfText(text: string, part: string, from = 0): number {
  if (part.length <= longestForEngine) {
    const found = text.indexOf(part, from);
    spend(1 + (((found < 0 ? text.length : found) - from) * (1 + part.length)) / longestForEngine);
    return found;
  }
  spend(2 * part.length);
  return indexWith(text, part, overlapsOf(part), from);
}

/** The parts of a text between the places where another one stands, which is not empty. */
export function splitText(text: string, separator: string): string[] {
  spend(text.length * (0.25 + Math.min(separator.length, longestForEngine) / longestForEngine));
  if (separator.length <= longestForEngine) return text.split(separator);
  spend(2 * separator.length);
  const overlaps = overlapsOf(separator);
  const parts: string[] = [];
  let start = 0;
  for (let at = indexWith(text, separator, overlaps, 0); at >= 0; at = indexWith(text, separator, overlaps, start)) {
    parts.push(text.slice(start, at));
    start = at + separator.length;
  }
  parts.push(text.slice(start));
  return parts;
}

/** The algorithm of Knuth, Morris and Pratt. */
function indexWith(text: string, part: string, overlaps: Int32Array, from: number): number {
  let matched = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    while (matched > 0 && part.charCodeAt(matched) !== code) matched = overlaps[matched - 1] ?? 0;
    if (part.charCodeAt(matched) === code) matched += 1;
    if (matched < part.length) continue;
    spend(2 * (at - from));
    return at + 1 - matched;
  }
  spend(2 * Math.max(text.length - from, 0));
  return -1;
}

/** For every beginning of a text, how long the longest beginning of it is that it also ends with. */
function overlapsOf(text: string): Int32Array {
  const overlaps = new Int32Array(text.length);
  let matched = 0;
  for (let at = 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    while (matched > 0 && text.charCodeAt(matched) !== code) matched = overlaps[matched - 1] ?? 0;
    if (text.charCodeAt(matched) === code) matched += 1;
    overlaps[at] = matched;
  }
  return overlaps;
}
