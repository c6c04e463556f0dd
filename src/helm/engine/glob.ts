import { spend } from "../../govalue/allowance.ts";

/**
 * The patterns of `.Files.Glob`, as github.com/gobwas/glob reads them with `/` as its separator: `*` and `?` stop at a
 * slash, `**` does not, `[abc]`, `[!abc]` and `[a-z]` are classes, `{a,b}` are alternatives, `\` escapes.
 *
 * @returns the matcher, or `undefined` where the pattern is malformed
 */
export function compileGlob(pattern: string): ((name: string) => boolean) | undefined {
  spend(20 * pattern.length);
  const sequence = new GlobParser(pattern).parse();
  if (sequence === undefined) return undefined;
  return (name) => {
    const characters = Array.from(name);
    return advance(sequence, characters, new Set([0])).has(characters.length);
  };
}

type Term =
  | { readonly kind: "character"; readonly matches: (character: string) => boolean }
  | { readonly kind: "run"; readonly matches: (character: string) => boolean }
  | { readonly kind: "alternatives"; readonly sequences: readonly (readonly Term[])[] };

/** Where a match can end that begins at one of the places. All ways are followed at once, so that none is tried twice. */
function advance(sequence: readonly Term[], name: readonly string[], places: ReadonlySet<number>): ReadonlySet<number> {
  let current = places;
  for (const term of sequence) {
    spend(10 + 5 * current.size);
    if (current.size === 0) break;
    const next = new Set<number>();
    if (term.kind === "alternatives") {
      for (const each of term.sequences) for (const end of advance(each, name, current)) next.add(end);
    } else {
      for (const place of current) {
        if (term.kind === "run") next.add(place);
        for (let at = place; matchesAt(term, name, at) && !next.has(at + 1); at++) {
          spend(10);
          next.add(at + 1);
          if (term.kind === "character") break;
        }
      }
    }
    current = next;
  }
  return current;
}

function matchesAt(term: { matches(character: string): boolean }, name: readonly string[], at: number): boolean {
  const character = name[at];
  return character !== undefined && term.matches(character);
}

const notSlash = (character: string): boolean => character !== "/";

class GlobParser {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#characters = Array.from(pattern);
  }

  parse(): Term[] | undefined {
    return this.#sequence(0);
  }

  /** The terms up to the end of an alternative, or of the pattern: alternatives that are never closed end with it. */
  #sequence(depth: number): Term[] | undefined {
    const terms: Term[] = [];
    for (;;) {
      const character = this.#characters[this.#at];
      if (character === undefined || (depth > 0 && (character === "," || character === "}"))) return terms;
      this.#at += 1;
      const term = this.#term(character, depth);
      if (term === undefined) return undefined;
      terms.push(term);
    }
  }

  #term(character: string, depth: number): Term | undefined {
    switch (character) {
      case "*":
        if (this.#characters[this.#at] !== "*") return { kind: "run", matches: notSlash };
        this.#at += 1;
        return { kind: "run", matches: () => true };
      case "?":
        return { kind: "character", matches: notSlash };
      case "[":
        return this.#characterClass();
      case "{":
        return this.#alternatives(depth + 1);
      case "\\": {
        const escaped = this.#characters[this.#at++];
        if (escaped === undefined) return { kind: "alternatives", sequences: [[]] };
        return { kind: "character", matches: (other) => other === escaped };
      }
      default:
        return { kind: "character", matches: (other) => other === character };
    }
  }

  #alternatives(depth: number): Term | undefined {
    const sequences: Term[][] = [];
    for (;;) {
      const sequence = this.#sequence(depth);
      if (sequence === undefined) return undefined;
      sequences.push(sequence);
      if (this.#characters[this.#at++] !== ",") return { kind: "alternatives", sequences };
    }
  }

  /** A class is either one range or a list of characters; the two do not mix. */
  #characterClass(): Term | undefined {
    const negated = this.#characters[this.#at] === "!";
    if (negated) this.#at += 1;
    const [low, dash, high, close] = this.#characters.slice(this.#at, this.#at + 4);
    if (dash === "-" && low !== undefined) {
      if (high === undefined || close !== "]" || codeOf(high) < codeOf(low)) return undefined;
      this.#at += 4;
      const inRange = (code: number): boolean => codeOf(low) <= code && code <= codeOf(high);
      return { kind: "character", matches: (character) => inRange(codeOf(character)) !== negated };
    }
    const list = new Set<string>();
    for (;;) {
      let character = this.#characters[this.#at++];
      if (character === "]") break;
      if (character === "\\") character = this.#characters[this.#at++];
      if (character === undefined) return undefined;
      list.add(character);
    }
    if (list.size === 0) return undefined;
    return { kind: "character", matches: (character) => list.has(character) !== negated };
  }
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
