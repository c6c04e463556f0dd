import { posix } from "node:path";
import { spend } from "../govalue/allowance.ts";
import { HelmError } from "./errors.ts";

/** Go's `path.Clean`. */
export function clean(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

/** Go's `path.Join`. */
export function join(...elements: string[]): string {
  const given = elements.filter((element) => element !== "");
  return given.length === 0 ? "" : clean(given.join("/"));
}

/** Go's `path.Base`. */
export function base(path: string): string {
  if (path === "") return ".";
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end -= 1;
  return end === 0 ? "/" : path.slice(path.lastIndexOf("/", end - 1) + 1, end);
}

/** Go's `path.Ext`: the text from the last dot of the last element; a leading dot counts too. */
export function extension(path: string): string {
  const dot = path.lastIndexOf(".");
  return dot > path.lastIndexOf("/") ? path.slice(dot) : "";
}

/** Go's `path.ErrBadPattern`. */
export class BadPatternError extends HelmError {
  override readonly name = "BadPatternError";

  constructor() {
    super("syntax error in pattern");
  }
}

/**
 * Go's `filepath.Match`: `*` and `?` stop at `/`, `[a-z]` and `[^a-z]` are classes, `\` escapes.
 *
 * @throws {BadPatternError} where the pattern is malformed, as far as it is looked at until the name stops matching
 */
export function match(pattern: string, name: string): boolean {
  spend(30 + 5 * (pattern.length + name.length));
  if (!/[?[\\]/.test(pattern)) return matchStars(pattern.split("*"), name);
  const characters = Array.from(name);
  let at = 0;
  for (const { star, text, last } of chunksOf(Array.from(pattern))) {
    if (star && text.length === 0) return !characters.includes("/", at);
    const chunk = parseChunk(text);
    const place = findChunk(chunk, characters, at, star, last);
    if (place === undefined) return false;
    at = place + chunk.length;
  }
  return at === characters.length;
}

/** @param texts - what stands before, between and behind the stars of a pattern */
function matchStars([first = "", ...others]: readonly string[], name: string): boolean {
  const last = others.pop();
  if (last === undefined) return first === name;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const text of others) {
    const place = name.indexOf(text, at);
    if (place < 0 || name.slice(at, place).includes("/")) return false;
    at = place + text.length;
  }
  const end = name.length - last.length;
  return at <= end && !name.slice(at, end).includes("/");
}

type CharacterMatcher = (character: string) => boolean;

interface Chunk {
  /** Whether a `*` stands before it. */
  readonly star: boolean;
  readonly text: readonly string[];
  readonly last: boolean;
}

/** The parts of a pattern between its stars. */
function* chunksOf(pattern: readonly string[]): Generator<Chunk> {
  let at = 0;
  while (at < pattern.length) {
    let star = false;
    for (; pattern[at] === "*"; at++) star = true;
    const start = at;
    let inClass = false;
    for (; at < pattern.length && (inClass || pattern[at] !== "*"); at++) {
      if (pattern[at] === "\\" && at + 1 < pattern.length) at += 1;
      else if (pattern[at] === "[") inClass = true;
      else if (pattern[at] === "]") inClass = false;
    }
    yield { star, text: pattern.slice(start, at), last: at >= pattern.length };
  }
}

/**
 * The first place where a chunk matches: at `start`, or with a star behind it up to the next slash. The last chunk has to
 * end with the name. As in Go, an earlier star is never tried again, which keeps it quadratic.
 */
function findChunk(
  chunk: readonly CharacterMatcher[],
  name: readonly string[],
  start: number,
  star: boolean,
  last: boolean,
): number | undefined {
  for (let place = start; place <= name.length; place++) {
    spend(10 + chunk.length / 10);
    const fits = chunk.every((matches, i) => {
      const character = name[place + i];
      return character !== undefined && matches(character);
    });
    if (fits && (!last || place + chunk.length === name.length)) return place;
    if (!star || name[place] === "/") return undefined;
  }
  return undefined;
}

function parseChunk(text: readonly string[]): CharacterMatcher[] {
  const chunk: CharacterMatcher[] = [];
  for (let at = 0; at < text.length; ) {
    const character = text[at];
    if (character === "[") {
      const { end, matches } = parseClass(text, at + 1);
      chunk.push(matches);
      at = end;
    } else if (character === "?") {
      chunk.push((other) => other !== "/");
      at += 1;
    } else {
      const literal = character === "\\" ? text[at + 1] : character;
      if (literal === undefined) throw new BadPatternError();
      chunk.push((other) => other === literal);
      at += character === "\\" ? 2 : 1;
    }
  }
  return chunk;
}

function parseClass(pattern: readonly string[], start: number): { end: number; matches: CharacterMatcher } {
  let at = start;
  const negated = pattern[at] === "^";
  if (negated) at += 1;
  const ranges: (readonly [number, number])[] = [];
  const bound = (): number => {
    let character = pattern[at];
    if (character === "-" || character === "]") throw new BadPatternError();
    if (character === "\\") {
      at += 1;
      character = pattern[at];
    }
    at += 1;
    // A class has to be closed, so that something always follows.
    if (character === undefined || at >= pattern.length) throw new BadPatternError();
    return character.codePointAt(0) ?? 0;
  };
  while (pattern[at] !== "]" || ranges.length === 0) {
    const low = bound();
    let high = low;
    if (pattern[at] === "-") {
      at += 1;
      high = bound();
    }
    ranges.push([low, high]);
  }
  const matches = (character: string): boolean => {
    const code = character.codePointAt(0) ?? 0;
    return ranges.some(([low, high]) => low <= code && code <= high) !== negated;
  };
  return { end: at + 1, matches };
}
