import { posix } from "node:path";
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
  const trimmed = path.replace(/\/+$/, "");
  return trimmed === "" ? "/" : trimmed.slice(trimmed.lastIndexOf("/") + 1);
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
 * Go's `path.Match`: `*` and `?` stop at `/`, `[a-z]` and `[^a-z]` are classes, `\` escapes.
 *
 * @throws {BadPatternError} where the pattern is malformed, even behind the place where the name stops matching
 */
export function match(pattern: string, name: string): boolean {
  const chunks = parsePattern(pattern);
  return matchFrom(chunks, 0, Array.from(name), 0);
}

interface Chunk {
  /** Whether a `*` stands before the chunk. */
  readonly star: boolean;
  readonly characters: readonly CharacterMatcher[];
}

type CharacterMatcher = (character: string) => boolean;

/** Tries the shortest match of each `*` first; as in Go, an earlier star is never revisited, which keeps it quadratic. */
function matchFrom(chunks: readonly Chunk[], firstChunk: number, name: readonly string[], start: number): boolean {
  let at = start;
  for (let index = firstChunk; index < chunks.length; index++) {
    const chunk = chunks[index];
    if (chunk === undefined) break;
    const last = index === chunks.length - 1;
    const skip = findChunk(chunk, name, at, last);
    if (skip === undefined) return false;
    at = skip + chunk.characters.length;
  }
  return at === name.length;
}

/** The place at or behind `at` where the chunk matches, or `undefined`. The last chunk has to end with the name. */
function findChunk(chunk: Chunk, name: readonly string[], at: number, last: boolean): number | undefined {
  for (let place = at; place <= name.length; place++) {
    const fits = chunk.characters.every((matches, i) => {
      const character = name[place + i];
      return character !== undefined && matches(character);
    });
    if (fits && (!last || place + chunk.characters.length === name.length)) return place;
    if (!chunk.star || name[place] === "/") return undefined;
  }
  return undefined;
}

function parsePattern(pattern: string): Chunk[] {
  const characters = Array.from(pattern);
  const chunks: { star: boolean; characters: CharacterMatcher[] }[] = [{ star: false, characters: [] }];
  for (let at = 0; at < characters.length; ) {
    const character = characters[at];
    const chunk = chunks.at(-1);
    if (character === undefined || chunk === undefined) break;
    if (character === "*") {
      if (chunk.characters.length > 0 || !chunk.star) chunks.push({ star: true, characters: [] });
      at += 1;
    } else if (character === "[") {
      const { end, matches } = parseClass(characters, at + 1);
      chunk.characters.push(matches);
      at = end;
    } else if (character === "?") {
      chunk.characters.push((other) => other !== "/");
      at += 1;
    } else {
      const literal = character === "\\" ? characters[at + 1] : character;
      if (literal === undefined) throw new BadPatternError();
      chunk.characters.push((other) => other === literal);
      at += character === "\\" ? 2 : 1;
    }
  }
  const first = chunks[0];
  return first !== undefined && chunks.length > 1 && first.characters.length === 0 ? chunks.slice(1) : chunks;
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
